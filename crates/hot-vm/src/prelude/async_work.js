// Work that the engine does on other threads keeps the program running until it is done, as timers do. The engine tells nobody that it
// is under way, so the functions that begin it are wrapped. `native`: hold(), release().
(function (native) {
  "use strict";
  const { apply, getOwnPropertyDescriptor, defineProperty } = Reflect;
  const { then } = Promise.prototype;
  const { release } = native;

  function held(promise) {
    native.hold();
    try {
      apply(then, promise, [release, release]);
    } catch {
      release();
    }
    return promise;
  }

  function wrap(object, name, promiseOf) {
    const descriptor = object === undefined ? undefined : getOwnPropertyDescriptor(object, name);
    const original = descriptor?.value;
    if (typeof original !== "function") return;
    const value = { [name](...args) {
      return promiseOf(apply(original, this, args));
    } }[name];
    defineProperty(value, "length", { value: original.length, configurable: true });
    defineProperty(object, name, { ...descriptor, value });
  }

  for (const name of ["compile", "instantiate", "compileStreaming", "instantiateStreaming"]) wrap(globalThis.WebAssembly, name, held);
  wrap(globalThis.Atomics, "waitAsync", (result) => {
    if (result.async) held(result.value);
    return result;
  });
});
