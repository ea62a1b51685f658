// `process`: what a script needs to know of its surroundings, and its last words.
// `native`: argv, env, cwd(), pid, platform, arch, version, execPath, write(stream, text or bytes), exit(code), now(), isPreload(), hasExited(), report(error).
(function (native) {
  "use strict";
  const { apply } = Reflect;
  const { isView } = ArrayBuffer;
  let listeners = { __proto__: null };
  let queueMicrotask;
  let exiting = false;

  function add(event, listener, once, first) {
    if (typeof listener !== "function") {
      throw new TypeError(`The "listener" argument must be of type function. Received ${listener === null ? "null" : typeof listener}`);
    }
    const list = (listeners[event] ??= []);
    // Listeners belong to the generation that adds them; preloads run once, so theirs stay.
    const entry = { listener, once, stays: native.isPreload() };
    if (first) list.unshift(entry);
    else list.push(entry);
    return process;
  }

  function emit(event, ...args) {
    const list = listeners[event];
    if (list === undefined || list.length === 0) return false;
    for (const entry of list.slice()) {
      if (entry.once && list.includes(entry)) list.splice(list.indexOf(entry), 1);
      apply(entry.listener, process, args);
    }
    return true;
  }

  // Called by the host when the generation is replaced; `all`: preloads will run again.
  function forgetListeners(all) {
    const kept = { __proto__: null };
    if (!all) {
      for (const event of Reflect.ownKeys(listeners)) {
        const list = listeners[event].filter((entry) => entry.stays);
        if (list.length > 0) kept[event] = list;
      }
    }
    listeners = kept;
  }

  // An error that a microtask throws. A listener that throws has not handled it.
  function uncaught(error) {
    // What `process.exit` throws to end the script is none.
    if (native.hasExited()) return;
    try {
      if (emit("uncaughtException", error, "uncaughtException")) return;
    } catch (second) {
      native.report(error);
      native.report(second);
      return;
    }
    native.report(error);
  }

  function off(event, listener) {
    const list = listeners[event];
    const at = list === undefined ? -1 : list.findIndex((entry) => entry.listener === listener);
    if (at >= 0) list.splice(at, 1);
    return process;
  }

  function stream(name, isTTY) {
    return {
      isTTY,
      writable: true,
      write(chunk, encoding, callback) {
        if (typeof chunk !== "string" && !isView(chunk)) {
          const error = new TypeError(`The "chunk" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received ${chunk === null ? "null" : typeof chunk}`);
          error.code = "ERR_INVALID_ARG_TYPE";
          throw error;
        }
        native.write(name, typeof chunk === "string" ? chunk : new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
        const done = typeof encoding === "function" ? encoding : callback;
        if (typeof done === "function") queueMicrotask(done);
        return true;
      },
    };
  }

  function exitCode(code) {
    const number = Number(code ?? process.exitCode ?? 0);
    return Number.isInteger(number) ? number & 255 : 1;
  }

  // The listeners of "exit" run once, whichever way the end comes. What they throw goes to the host.
  function runExitListeners(code) {
    if (exiting) return code;
    exiting = true;
    process.exitCode = code;
    emit("exit", code);
    return exitCode(process.exitCode);
  }

  const process = {
    argv: native.argv,
    argv0: native.argv[0],
    execArgv: [],
    execPath: native.execPath,
    env: native.env,
    pid: native.pid,
    platform: native.platform,
    arch: native.arch,
    version: native.version,
    versions: native.versions,
    title: "hot",
    exitCode: undefined,
    stdout: stream("stdout", native.stdoutIsTTY),
    stderr: stream("stderr", native.stderrIsTTY),
    cwd() {
      return native.cwd();
    },
    uptime() {
      return native.now() / 1000;
    },
    hrtime: Object.assign(
      function hrtime(previous) {
        const now = native.now();
        let seconds = Math.floor(now / 1000);
        let nanos = Math.floor((now % 1000) * 1e6);
        if (previous !== undefined) {
          seconds -= previous[0];
          nanos -= previous[1];
          if (nanos < 0) {
            seconds -= 1;
            nanos += 1e9;
          }
        }
        return [seconds, nanos];
      },
      {
        bigint() {
          return BigInt(Math.floor(native.now() * 1e6));
        },
      },
    ),
    nextTick(callback, ...args) {
      if (typeof callback !== "function") throw new TypeError(`The "callback" argument must be of type function. Received ${callback === null ? "null" : typeof callback}`);
      queueMicrotask(() => apply(callback, undefined, args));
    },
    exit(code) {
      let last = exitCode(code);
      try {
        last = runExitListeners(last);
      } catch (error) {
        // It ends all the same.
        native.report(error);
        last = 1;
      }
      native.exit(last);
    },
    on(event, listener) {
      return add(event, listener, false, false);
    },
    addListener(event, listener) {
      return add(event, listener, false, false);
    },
    prependListener(event, listener) {
      return add(event, listener, false, true);
    },
    once(event, listener) {
      return add(event, listener, true, false);
    },
    off,
    removeListener: off,
    removeAllListeners(event) {
      if (event === undefined) listeners = { __proto__: null };
      else delete listeners[event];
      return process;
    },
    emit,
    listeners(event) {
      return (listeners[event] ?? []).map((entry) => entry.listener);
    },
    listenerCount(event) {
      return listeners[event]?.length ?? 0;
    },
  };
  Object.defineProperty(process, Symbol.toStringTag, { value: "process", configurable: true });

  return {
    process,
    runExitListeners: (code) => runExitListeners(exitCode(code)),
    emit,
    uncaught,
    forgetListeners,
    setQueueMicrotask(value) {
      queueMicrotask = value;
    },
    exitCode: () => exitCode(undefined),
    isExiting: () => exiting,
  };
});
