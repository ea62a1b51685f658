(() => {
  "use strict";
  const { apply, ownKeys, defineProperty } = Reflect;
  const { Promise, Symbol, TypeError } = globalThis;
  const resolve = (value) => apply(promiseResolve, Promise, [value]);
  const reject = (reason) => apply(promiseReject, Promise, [reason]);
  const promiseResolve = Promise.resolve;
  const promiseReject = Promise.reject;
  const { then } = Promise.prototype;
  const isObject = (value) => (typeof value === "object" && value !== null) || typeof value === "function";

  /** GetMethod */
  const method = (object, key) => {
    const found = object[key];
    if (found === undefined || found === null) return undefined;
    if (typeof found !== "function") throw new TypeError(`${String(key)} is not a function`);
    return found;
  };

  for (const name of ["dispose", "asyncDispose"]) {
    if (typeof Symbol[name] !== "symbol") defineProperty(Symbol, name, { value: Symbol(`Symbol.${name}`) });
  }
  if (typeof globalThis.SuppressedError !== "function") {
    const hide = (object, properties) => {
      for (const key of ownKeys(properties)) {
        defineProperty(object, key, { value: properties[key], writable: true, configurable: true });
      }
    };
    const SuppressedError = function SuppressedError(error, suppressed, message) {
      const made = Reflect.construct(Error, message === undefined ? [] : [message], new.target ?? SuppressedError);
      hide(made, { error, suppressed });
      return made;
    };
    Object.setPrototypeOf(SuppressedError, Error);
    const prototype = Object.create(Error.prototype);
    hide(prototype, { constructor: SuppressedError, message: "", name: "SuppressedError" });
    defineProperty(SuppressedError, "prototype", { value: prototype, writable: false });
    hide(globalThis, { SuppressedError });
  }
  const { SuppressedError } = globalThis;
  const { iterator: iteratorKey, asyncIterator: asyncIteratorKey, dispose: disposeKey, asyncDispose: asyncDisposeKey } = Symbol;

  /** CreateAsyncFromSyncIterator, as far as a loop sees it. */
  const asyncFromSync = (iterator, nextMethod) => {
    const settle = (result, closing) => {
      const done = Boolean(result.done);
      const value = result.value;
      const close = (error) => {
        try {
          const stop = method(iterator, "return");
          if (stop !== undefined) apply(stop, iterator, []);
        } catch {
          // The first error wins.
        }
        throw error;
      };
      let wrapper;
      try {
        wrapper = resolve(value);
      } catch (error) {
        if (done || !closing) throw error;
        close(error);
      }
      return apply(then, wrapper, [(value) => ({ value, done }), done || !closing ? undefined : close]);
    };
    const checked = (result) => {
      if (isObject(result)) return result;
      throw new TypeError("Iterator result interface is not an object.");
    };
    return {
      next() {
        try {
          return settle(checked(apply(nextMethod, iterator, [])), true);
        } catch (error) {
          return reject(error);
        }
      },
      return() {
        try {
          const stop = method(iterator, "return");
          if (stop === undefined) return resolve({ value: undefined, done: true });
          return settle(checked(apply(stop, iterator, [])), false);
        } catch (error) {
          return reject(error);
        }
      },
    };
  };

  /** GetIterator(iterable, async): the iterator and its next method. */
  const openAsync = (iterable) => {
    let open = method(iterable, asyncIteratorKey);
    const sync = open === undefined;
    if (sync) open = method(iterable, iteratorKey);
    if (open === undefined) throw new TypeError("The iterable of a for-await loop is not iterable.");
    const iterator = apply(open, iterable, []);
    if (!isObject(iterator)) throw new TypeError("The iterator of a for-await loop is not an object.");
    const next = iterator.next;
    if (!sync) return { iterator, next };
    const wrapped = asyncFromSync(iterator, next);
    return { iterator: wrapped, next: wrapped.next };
  };

  /** The state of one `for await` loop. */
  const asyncIterator = (iterable) => {
    const { iterator, next } = openAsync(iterable);
    // True while the loop's body has a value: only then does leaving the loop close the iterator.
    let open = false;
    return {
      value: undefined,
      result: undefined,
      next() {
        open = false;
        return apply(next, iterator, []);
      },
      step(result) {
        if (!isObject(result)) throw new TypeError("Iterator result interface is not an object.");
        if (result.done) return false;
        this.value = result.value;
        open = true;
        return true;
      },
      /** The body threw: whether `result` must be awaited; its outcome does not matter. */
      abort() {
        try {
          return this.close();
        } catch {
          return false;
        }
      },
      /** The body broke off: whether `result` must be awaited and checked. */
      close() {
        if (!open) return false;
        open = false;
        const stop = method(iterator, "return");
        if (stop === undefined) return false;
        this.result = apply(stop, iterator, []);
        return true;
      },
      check(result) {
        if (!isObject(result)) throw new TypeError("Iterator result interface is not an object.");
      },
    };
  };

  /** The resources of one block: DisposeCapability, and DisposeResources in steps. */
  const disposables = () => {
    const resources = [];
    let failed = false;
    let failure;
    let needsAwait = false;
    let hasAwaited = false;
    const scope = {
      value: undefined,
      add(value) {
        if (value === undefined || value === null) return value;
        if (!isObject(value)) throw new TypeError("The value of a using declaration must be an object, null or undefined.");
        const dispose = method(value, disposeKey);
        if (dispose === undefined) throw new TypeError("The value of a using declaration has no [Symbol.dispose] method.");
        resources.push({ value, dispose, isAsync: false });
        return value;
      },
      addAsync(value) {
        if (value === undefined || value === null) {
          resources.push({ value: undefined, dispose: undefined, isAsync: true });
          return value;
        }
        if (!isObject(value)) throw new TypeError("The value of an await using declaration must be an object, null or undefined.");
        let dispose = method(value, asyncDisposeKey);
        if (dispose === undefined) {
          const disposeNow = method(value, disposeKey);
          if (disposeNow === undefined) {
            throw new TypeError("The value of an await using declaration has no [Symbol.asyncDispose] or [Symbol.dispose] method.");
          }
          dispose = function () {
            try {
              apply(disposeNow, this, []);
              return resolve(undefined);
            } catch (error) {
              return reject(error);
            }
          };
        }
        resources.push({ value, dispose, isAsync: true });
        return value;
      },
      /** The block, or a disposal, threw. */
      fail(error) {
        failure = failed ? new SuppressedError(error, failure, "An error was suppressed during disposal.") : error;
        failed = true;
      },
      /** Disposes until something must be awaited: true, and `value` is that. */
      step() {
        while (resources.length > 0) {
          const { value, dispose, isAsync } = resources[resources.length - 1];
          if (!isAsync && needsAwait && !hasAwaited) {
            needsAwait = false;
            scope.value = undefined;
            return true;
          }
          resources.length -= 1;
          if (dispose === undefined) {
            needsAwait = true;
            continue;
          }
          try {
            const result = apply(dispose, value, []);
            if (isAsync) {
              hasAwaited = true;
              scope.value = result;
              return true;
            }
          } catch (error) {
            scope.fail(error);
          }
        }
        if (!needsAwait || hasAwaited) return false;
        needsAwait = false;
        scope.value = undefined;
        return true;
      },
      end() {
        if (failed) throw failure;
      },
      dispose() {
        scope.step();
        scope.end();
      },
    };
    return scope;
  };

  const toPropertyKey = (key) => ownKeys({ __proto__: null, [key]: undefined })[0];
  let lastKey;
  const propertyKey = (key) => (lastKey = toPropertyKey(key));

  const decorate = function (decorators, target, key, descriptor) {
    const count = arguments.length;
    let result = count < 3 ? target : descriptor === null ? Object.getOwnPropertyDescriptor(target, key) : descriptor;
    if (typeof Reflect.decorate === "function") {
      result = Reflect.decorate(decorators, target, key, count > 3 ? result : descriptor);
    } else {
      for (let i = decorators.length - 1; i >= 0; i -= 1) {
        const decorator = decorators[i];
        if (!decorator) continue;
        result = (count < 3 ? decorator(result) : count > 3 ? decorator(target, key, result) : decorator(target, key)) || result;
      }
    }
    if (count > 3 && result) Object.defineProperty(target, key, result);
    return result;
  };
  const decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
  const decorateMetadata = (key, value) => {
    if (typeof Reflect.metadata === "function") return Reflect.metadata(key, value);
  };

  // Classes whose fields are assigned in the constructor: private members live in weak collections.
  const assertClassBrand = function (brand, receiver, value) {
    if (typeof brand === "function" ? brand === receiver : brand.has(receiver)) {
      return arguments.length < 3 ? receiver : value;
    }
    throw new TypeError("Private element is not present on this object");
  };
  const initOnce = (collection, object) => {
    if (collection.has(object)) throw new TypeError("Cannot initialize the same private elements twice on an object");
  };
  const classes = {
    assertClassBrand,
    classPrivateFieldInitSpec(object, map, value) {
      initOnce(map, object);
      map.set(object, value);
    },
    classPrivateMethodInitSpec(object, set) {
      initOnce(set, object);
      set.add(object);
    },
    classPrivateFieldGet2: (map, receiver) => map.get(assertClassBrand(map, receiver)),
    classPrivateFieldSet2(map, receiver, value) {
      map.set(assertClassBrand(map, receiver), value);
      return value;
    },
    checkInRHS(value) {
      if (isObject(value)) return value;
      throw new TypeError("The right side of 'in' is not an object");
    },
    toSetter(setter, args, receiver) {
      const before = args ?? [];
      return {
        set _(value) {
          apply(setter, receiver, [...before, value]);
        },
      };
    },
    superPropGet(of, key, receiver, flags) {
      const found = Reflect.get(Object.getPrototypeOf(flags & 1 ? of.prototype : of), key, receiver);
      return flags & 2 && typeof found === "function" ? (args) => apply(found, receiver, args) : found;
    },
    superPropSet(of, key, value, receiver, strict, onPrototype) {
      const done = Reflect.set(Object.getPrototypeOf(onPrototype ? of.prototype : of), key, value, receiver);
      if (!done && strict) throw new TypeError("failed to set property");
      return value;
    },
    readOnlyError(name) {
      throw new TypeError(`"${name}" is read-only`);
    },
    writeOnlyError(name) {
      throw new TypeError(`"${name}" is write-only`);
    },
    toPropertyKey,
    defineProperty(object, key, value) {
      return Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
    },
  };

  return {
    __proto__: null,
    asyncIterator,
    disposables,
    propertyKey,
    lastPropertyKey: () => lastKey,
    decorate,
    decorateParam,
    decorateMetadata,
    ...classes,
  };
})()
