// Module namespace exotic objects. Evaluated before any program, like runtime.js, and as careful.
(function () {
  "use strict";

  const { apply, defineProperty, deleteProperty, get, getOwnPropertyDescriptor, has } = Reflect;
  const { create, is, preventExtensions } = Object;
  const { Proxy } = globalThis;
  const { toStringTag } = Symbol;
  const { hasOwnProperty } = Object.prototype;
  const hasOwn = (object, key) => apply(hasOwnProperty, object, [key]);

  // The internal methods of module namespace exotic objects. The handler that inherits these has `exports`: name → function that reads the
  // binding (and throws while it is in its dead zone). The target has the same keys, so that the invariants of proxies hold; the rest
  // ([[GetPrototypeOf]], [[SetPrototypeOf]], [[IsExtensible]], [[PreventExtensions]], anything about symbols) is the target's.
  //
  // The engine reads through a `get` trap some fifty times slower than without one. So, once all of a namespace's bindings have the values that they
  // will always have, these are put into the target, and the trap is taken away.
  const namespaceTraps = {
    __proto__: null,
    getOwnPropertyDescriptor(target, key) {
      if (typeof key === "symbol") return getOwnPropertyDescriptor(target, key);
      const read = this.exports[key];
      if (read === undefined) return undefined;
      return { __proto__: null, value: read(), writable: true, enumerable: true, configurable: false };
    },
    defineProperty(target, key, descriptor) {
      if (typeof key === "symbol") return defineProperty(target, key, descriptor);
      const read = this.exports[key];
      if (read === undefined) return false;
      const current = read();
      if (hasOwn(descriptor, "configurable") && descriptor.configurable) return false;
      if (hasOwn(descriptor, "enumerable") && !descriptor.enumerable) return false;
      if (hasOwn(descriptor, "get") || hasOwn(descriptor, "set")) return false;
      if (hasOwn(descriptor, "writable") && !descriptor.writable) return false;
      return !hasOwn(descriptor, "value") || is(descriptor.value, current);
    },
    has(target, key) {
      return typeof key === "symbol" ? has(target, key) : this.exports[key] !== undefined;
    },
    set() {
      return false;
    },
    deleteProperty(target, key) {
      return typeof key === "symbol" ? deleteProperty(target, key) : this.exports[key] === undefined;
    },
    ownKeys() {
      return this.keys;
    },
  };

  function namespaceGet(target, key, receiver) {
    if (this.unfinished !== undefined) settle(this, target);
    if (typeof key === "symbol") return get(target, key, receiver);
    const read = this.exports[key];
    return read === undefined ? undefined : read();
  }

  // Takes the trap away, if all of the modules whose bindings are exported have been evaluated to their ends (after which nothing is in a dead zone).
  function settle(handler, target) {
    const { unfinished } = handler;
    for (; handler.finished < handler.count; handler.finished++) {
      if (!unfinished[handler.finished].isFinished) return;
    }
    const names = handler.keys;
    for (let n = 0; n < names.length - 1; n++) target[names[n]] = handler.exports[names[n]]();
    handler.unfinished = undefined;
    handler.get = undefined;
  }

  // ModuleNamespaceCreate, for `module`. `names` is sorted; `bindings` has two numbers for each: the index of a module, and that of one of its
  // getters or -1 for its namespace (which is there by the time that anything reads it).
  function makeNamespace(module, modules, names, bindings) {
    const target = create(null);
    const exports = create(null);
    const unfinished = create(null);
    let count = 0;
    let isConstant = true;
    for (let n = 0; n < names.length; n++) {
      const exporter = modules[bindings[2 * n]];
      const getter = bindings[2 * n + 1];
      exports[names[n]] = getter < 0 ? () => exporter.namespace : exporter.getters[getter];
      if (getter >= 0) {
        unfinished[count++] = exporter;
        if (exporter.source !== undefined && !exporter.source.constants[getter]) isConstant = false;
      }
      defineProperty(target, names[n], {
        __proto__: null,
        value: undefined,
        writable: true,
        enumerable: true,
        configurable: false,
      });
    }
    defineProperty(target, toStringTag, {
      __proto__: null,
      value: "Module",
      writable: false,
      enumerable: false,
      configurable: false,
    });
    defineProperty(names, names.length, { __proto__: null, value: toStringTag });
    preventExtensions(target);
    const handler = {
      __proto__: namespaceTraps,
      get: namespaceGet,
      exports,
      keys: names,
      unfinished: isConstant ? unfinished : undefined,
      count,
      finished: 0,
    };
    module.namespace = new Proxy(target, handler);
    module.members = isConstant ? module.namespace : undefined;
    module.exports = exports;
  }

  // An object that does for a namespace where code only ever names its members. The namespace itself, unless its trap is there to stay: then an object
  // with the exports as getters. What tells them apart is the `this` of a function that is called as `namespace.f()`.
  function namespaceMembers(module) {
    if (module.members !== undefined) return module.members;
    const members = create(null);
    for (const name in module.exports) {
      defineProperty(members, name, { __proto__: null, get: module.exports[name], enumerable: true });
    }
    return (module.members = preventExtensions(members));
  }

  return { __proto__: null, makeNamespace, namespaceMembers };
})()
