// Timers and microtasks. The callbacks live here, in a table that JavaScript's own collector sees; the host keeps only when each is due.
// `native`: schedule(id, milliseconds), cancel(id), setRef(id, isRef), immediate(id). `uncaught` takes what a microtask throws.
(function (native, uncaught) {
  "use strict";
  const { apply } = Reflect;
  const promise = Promise.resolve();
  const { then } = promise;
  const primitive = Symbol.toPrimitive;
  const { dispose } = Symbol;
  const { TypeError: TypeErr, Number: toNumber } = globalThis;
  const LONGEST = 2147483647;
  // No prototype and no methods: what a script does to Map.prototype does not reach this.
  const timers = { __proto__: null };
  let lastId = 0;

  class Timeout {
    #id;
    #ref = true;
    // What to put into the table again; none for immediates, and when the timer was cleared.
    #timer;
    constructor(id, timer) {
      this.#id = id;
      this.#timer = timer;
    }
    ref() {
      this.#ref = true;
      native.setRef(this.#id, true);
      return this;
    }
    unref() {
      this.#ref = false;
      native.setRef(this.#id, false);
      return this;
    }
    hasRef() {
      return this.#ref;
    }
    // Also revives a timer that has fired.
    refresh() {
      if (this.#timer === undefined) return this;
      timers[this.#id] = this.#timer;
      native.schedule(this.#id, this.#timer.delay);
      if (!this.#ref) native.setRef(this.#id, false);
      return this;
    }
    close() {
      remove(this.#id);
      return this;
    }
    [primitive]() {
      return this.#id;
    }
    static idOf(value) {
      return typeof value === "object" && value !== null && #id in value ? value.#id : undefined;
    }
    static forget(timeout) {
      timeout.#timer = undefined;
    }
    static {
      if (dispose !== undefined) {
        Object.defineProperty(this.prototype, dispose, { value: this.prototype.close, writable: true, configurable: true });
      }
    }
  }

  function requireFunction(callback) {
    if (typeof callback !== "function") {
      const error = new TypeErr(`The "callback" argument must be of type function. Received ${callback === null ? "null" : typeof callback}`);
      error.code = "ERR_INVALID_ARG_TYPE";
      throw error;
    }
  }

  // Node's rule: what is no number from 1 to 2^31 - 1 is 1.
  function delayOf(value) {
    const delay = +value;
    return delay >= 1 && delay <= LONGEST ? delay : 1;
  }

  function start(callback, delay, args, repeats) {
    requireFunction(callback);
    const id = ++lastId;
    const timer = { callback, args, repeats, delay: delayOf(delay), timeout: undefined };
    timer.timeout = new Timeout(id, timer);
    timers[id] = timer;
    native.schedule(id, timer.delay);
    return timer.timeout;
  }

  function remove(id) {
    if (timers[id] !== undefined) {
      Timeout.forget(timers[id].timeout);
      delete timers[id];
      native.cancel(id);
    }
  }

  function clear(value) {
    const own = Timeout.idOf(value);
    // One that has fired is not in the table, and shall not be revived either.
    if (own !== undefined) Timeout.forget(value);
    const id = own ?? (typeof value === "number" || typeof value === "string" ? toNumber(value) : undefined);
    if (id !== undefined) remove(id);
  }

  // Called by the host when a timer is due. What the callback throws goes to the host.
  function fire(id) {
    const timer = timers[id];
    if (timer === undefined) return;
    if (!timer.repeats) delete timers[id];
    try {
      apply(timer.callback, timer.timeout, timer.args);
    } finally {
      if (timer.repeats && timers[id] === timer) native.schedule(id, timer.delay);
    }
  }

  // Called by the host when a callback was ended from outside, before it came to its `finally`.
  function rearm(id) {
    const timer = timers[id];
    if (timer !== undefined && timer.repeats) native.schedule(id, timer.delay);
  }

  // Called by the host when timers' generation is replaced.
  function forget(ids) {
    for (let i = 0; i < ids.length; i++) {
      const timer = timers[ids[i]];
      if (timer !== undefined) Timeout.forget(timer.timeout);
      delete timers[ids[i]];
    }
  }

  function queueMicrotask(callback) {
    requireFunction(callback);
    apply(then, promise, [
      () => {
        try {
          callback();
        } catch (error) {
          uncaught(error);
        }
      },
    ]);
  }

  const globals = {
    setTimeout(callback, delay, ...args) {
      return start(callback, delay, args, false);
    },
    setInterval(callback, delay, ...args) {
      return start(callback, delay, args, true);
    },
    setImmediate(callback, ...args) {
      requireFunction(callback);
      const id = ++lastId;
      const timeout = new Timeout(id);
      timers[id] = { callback, args, repeats: false, delay: 0, timeout };
      native.immediate(id);
      return timeout;
    },
    clearTimeout(timeout) {
      clear(timeout);
    },
    clearInterval(timeout) {
      clear(timeout);
    },
    clearImmediate(immediate) {
      clear(immediate);
    },
    queueMicrotask,
  };
  return { globals, fire, rearm, forget };
});
