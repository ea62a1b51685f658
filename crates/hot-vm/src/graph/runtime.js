// The engine's side of the module graph.
//
// Evaluated once per realm, before any program: whatever intrinsic is used is taken here, and nothing below trusts what a program may have
// changed since. So: objects have no prototype, no array of ours is spread, destructured or iterated, and methods are called through `uncurry`.
//
// Modules are numbered per graph; the numbers are those of the records in Rust. A `graph` holds all modules of one graph and is rooted by Rust. A
// `module` does not refer to its graph but by number, so that a function that outlives its generation keeps its own module alive, not all of them.
//
// `native` is what Rust offers, `helpers` what the transformer's code calls, `namespaces` comes from namespace.js.
(function (native, helpers, namespaces) {
  "use strict";

  const { apply, defineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
  const { create, preventExtensions } = Object;
  const { Error, Promise, SyntaxError, TypeError, WeakMap } = globalThis;
  const { parse } = JSON;
  const { makeNamespace, namespaceMembers } = namespaces;
  const { bind, call } = Function.prototype;
  const uncurry = apply(bind, bind, [call]);
  const generatorPrototype = Object.getPrototypeOf(function* () {}).prototype;
  const generatorNext = uncurry(generatorPrototype.next);
  const generatorThrow = uncurry(generatorPrototype.throw);
  const setDetails = uncurry(WeakMap.prototype.set);
  const getDetails = uncurry(WeakMap.prototype.get);

  // Numbers of what Rust knows about errors that were made here.
  const details = new WeakMap();

  const isObject = (value) => (typeof value === "object" && value !== null) || typeof value === "function";

  // What the code of a source becomes, by the number that Rust gives it: { path, body, locals, getters, constants }. Shared by all graphs.
  const sources = create(null);

  // ---- What module code sees -----------------------------------------------------------------------------------------------------

  // `$m`
  class ModuleContext {
    constructor(module) {
      this.module = module;
    }

    exports(getters) {
      const { module } = this;
      const names = module.source.getters;
      for (let n = 0; n < names.length; n++) module.getters[n] = getters[names[n]];
    }

    import(specifier, options) {
      return importModule(this.module, specifier, options);
    }

    get meta() {
      return (this.module.meta ??= importMeta(this.module));
    }
  }

  for (const name of ownKeys(helpers)) {
    defineProperty(ModuleContext.prototype, name, { __proto__: null, value: helpers[name] });
  }

  function importMeta(module) {
    const meta = create(null);
    const parts = native.meta(module.source.path, module.id);
    meta.url = parts[0];
    meta.filename = parts[1];
    meta.dirname = parts[2];
    meta.main = module.main;
    meta.resolve = {
      resolve(specifier) {
        const answer = native.resolve(module.graph, module.index, `${specifier}`);
        if (typeof answer !== "string") throw answer;
        return answer;
      },
    }.resolve;
    return meta;
  }

  // EvaluateImportCall and ContinueDynamicImport. An async function: all that is thrown rejects its promise, what comes before the first `await`
  // happens before it returns, and each `await` is one PerformPromiseThen.
  async function importModule(module, specifier, options) {
    const specifierString = `${specifier}`;
    const attributes = options === undefined ? undefined : importAttributes(options);
    const { graph } = module;
    const target = native.load(graph, module.index, specifierString, attributes);
    if (typeof target !== "number") throw target;
    const notLoaded = native.loadRequested(graph, target);
    await undefined;
    if (notLoaded !== undefined) throw notLoaded;
    while (native.isBusy(graph)) await idle();
    const notLinked = native.link(graph, target);
    if (notLinked !== undefined) throw notLinked;
    const namespace = native.namespace(graph, target);
    await native.evaluate(graph, target);
    return namespace;
  }

  // The import attributes of `options`, flat: key, value, key, value.
  function importAttributes(options) {
    if (!isObject(options)) throw new TypeError("The second argument of import() must be an object");
    const attributes = options.with;
    if (attributes === undefined) return undefined;
    if (!isObject(attributes)) throw new TypeError("The 'with' option of import() must be an object");
    const entries = [];
    const keys = ownKeys(attributes);
    let length = 0;
    for (let n = 0; n < keys.length; n++) {
      const key = keys[n];
      if (typeof key === "symbol") continue;
      if (getOwnPropertyDescriptor(attributes, key)?.enumerable !== true) continue;
      append(entries, length++, key);
      append(entries, length++, attributes[key]);
    }
    for (let n = 1; n < length; n += 2) {
      if (typeof entries[n] !== "string") throw new TypeError(`Import attribute '${entries[n - 1]}' must be a string`);
    }
    return entries;
  }

  function append(array, index, value) {
    defineProperty(array, index, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
  }

  function setHidden(object, key, value) {
    defineProperty(object, key, { __proto__: null, value, writable: true, enumerable: false, configurable: true });
  }

  // ---- Evaluation that has to wait for another to end (a host function drained the microtasks in the middle of it) ------------------------

  let waiting = create(null);
  let waitingCount = 0;

  function idle() {
    return new Promise((resolve) => {
      waiting[waitingCount++] = resolve;
    });
  }

  function wake() {
    const woken = waiting;
    const count = waitingCount;
    waiting = create(null);
    waitingCount = 0;
    for (let n = 0; n < count; n++) woken[n]();
  }

  // ---- Top-level await ---------------------------------------------------------------------------------------------------------------

  // ExecuteAsyncModule: the body is a generator that yields what it awaits. The `await` here is the engine's own, so the ticks are too. The one
  // after the end is the reaction to the module's own promise. Never throws.
  async function drive(module) {
    let value;
    let failed = false;
    try {
      let step = generatorNext(module.generator);
      while (!step.done) {
        try {
          value = await step.value;
          failed = false;
        } catch (error) {
          value = error;
          failed = true;
        }
        // A generation that was replaced does not go on.
        if (!native.isLive(module.graph, module.index)) return;
        step = failed ? generatorThrow(module.generator, value) : generatorNext(module.generator, value);
      }
      failed = false;
      value = undefined;
    } catch (error) {
      failed = true;
      value = error;
    }
    module.generator = undefined;
    module.isFinished = !failed;
    await undefined;
    while (native.isBusy(module.graph)) await idle();
    if (failed) native.rejected(module.graph, module.index, value);
    else native.fulfilled(module.graph, module.index);
  }

  // Keeps a thrown value and gives its number.
  function hold(graph, error) {
    const number = graph.thrownCount++;
    graph.thrown[number] = error;
    return number;
  }

  function addModule(graph, index, id, main) {
    const module = {
      __proto__: null,
      graph: graph.number,
      index,
      id,
      main,
      source: undefined,
      getters: create(null),
      imports: undefined,
      generator: undefined,
      // What namespace.js keeps.
      namespace: undefined,
      members: undefined,
      exports: undefined,
      meta: undefined,
      capability: undefined,
      // Evaluated to its end, without an error.
      isFinished: false,
    };
    graph.modules[index] = module;
    return module;
  }

  return {
    __proto__: null,

    // ---- Sources ----
    addSource(number, path, names, body) {
      const { locals, getters, constants } = parse(names);
      sources[number] = { __proto__: null, path, body, locals, getters, constants };
    },
    removeSource(number) {
      delete sources[number];
    },

    // ---- Graphs ----
    createGraph(number) {
      return { __proto__: null, number, modules: create(null), thrown: create(null), thrownCount: 0 };
    },
    hold,
    wake,

    // ---- Source text modules ----
    instantiate(graph, index, id, main, source) {
      const module = addModule(graph, index, id, main);
      module.source = sources[source];
      module.imports = create(null);
      module.generator = apply(module.source.body, undefined, [new ModuleContext(module), module.imports]);
      generatorNext(module.generator);
    },
    // Two numbers for each import: the module, and the getter, or -1 for its namespace, -2 for one whose members are named only, -3 for nothing.
    bind(graph, index, bindings) {
      const { imports, source } = graph.modules[index];
      const { locals } = source;
      for (let n = 0; n < locals.length; n++) {
        const exporter = graph.modules[bindings[2 * n]];
        const getter = bindings[2 * n + 1];
        const binding = { __proto__: null, enumerable: true };
        if (getter >= 0) binding.get = exporter.getters[getter];
        else if (getter === -1) binding.value = exporter.namespace;
        else if (getter === -2) binding.value = namespaceMembers(exporter);
        defineProperty(imports, locals[n], binding);
      }
      preventExtensions(imports);
    },
    // -1, or the number of what was thrown.
    execute(graph, index) {
      const module = graph.modules[index];
      const { generator } = module;
      module.generator = undefined;
      try {
        generatorNext(generator);
      } catch (error) {
        return hold(graph, error);
      }
      module.isFinished = true;
      return -1;
    },
    executeAsync(graph, index) {
      drive(graph.modules[index]);
    },

    // ---- Synthetic modules: their exports are values that never change ----
    addSynthetic(graph, index, id, values) {
      const module = addModule(graph, index, id, false);
      const { getters } = module;
      module.isFinished = true;
      for (let n = 0; n < values.length; n++) {
        const value = values[n];
        getters[n] = () => value;
      }
    },
    addJson(graph, index, id, text) {
      const value = parse(text);
      const module = addModule(graph, index, id, false);
      module.getters[0] = () => value;
      module.isFinished = true;
    },

    // ---- Namespaces ----
    // `names` is sorted; `bindings` has two numbers for each: module and getter, or module and -1 for its namespace.
    createNamespace(graph, index, names, bindings) {
      makeNamespace(graph.modules[index], graph.modules, names, bindings);
    },
    getNamespace(graph, index) {
      return graph.modules[index].namespace;
    },

    // ---- Promises ----
    newCapability(graph, index) {
      const capability = { __proto__: null, promise: undefined, resolve: undefined, reject: undefined };
      capability.promise = new Promise((resolve, reject) => {
        capability.resolve = resolve;
        capability.reject = reject;
      });
      graph.modules[index].capability = capability;
      return capability.promise;
    },
    getCapability(graph, index) {
      return graph.modules[index].capability.promise;
    },
    resolveCapability(graph, index) {
      graph.modules[index].capability.resolve();
      graph.modules[index].capability = undefined;
    },
    rejectCapability(graph, index, thrown) {
      graph.modules[index].capability.reject(graph.thrown[thrown]);
      graph.modules[index].capability = undefined;
    },
    fulfilled() {
      return new Promise((resolve) => resolve());
    },
    rejected(error) {
      return new Promise((resolve, reject) => reject(error));
    },
    rejectedWith(graph, thrown) {
      return new Promise((resolve, reject) => reject(graph.thrown[thrown]));
    },
    // Evaluates from within a call of the engine's. Where its lock cannot be held from outside, each call of ours would else be followed by all
    // microtasks, in the middle of the evaluation.
    evaluate(number, index) {
      return native.evaluate(number, index);
    },
    // What `evaluate_entry` gives when another evaluation is on the stack.
    async evaluateWhenIdle(number, index) {
      while (native.isBusy(number)) await idle();
      const notLinked = native.link(number, index);
      if (notLinked !== undefined) throw notLinked;
      await native.evaluate(number, index);
    },

    // ---- Errors ----
    // `kind`: 0 Error, 1 SyntaxError, 2 TypeError. The position is that of the import in its source; without one it is that of the caller.
    createError(kind, message, number, code, source, line, column) {
      const error = kind === 0 ? new Error(message) : kind === 1 ? new SyntaxError(message) : new TypeError(message);
      const caller = native.caller(`${error.stack}`);
      setHidden(error, "stack", caller[0]);
      setHidden(error, "sourceURL", source ?? caller[1]);
      setHidden(error, "line", line ?? caller[2]);
      setHidden(error, "column", column ?? caller[3]);
      if (code !== undefined) append(error, "code", code);
      setDetails(details, error, number);
      return error;
    },
    // The number that an error was created with, or -1.
    detailsOf(error) {
      return isObject(error) ? (getDetails(details, error) ?? -1) : -1;
    },
  };
})
