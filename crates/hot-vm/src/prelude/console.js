// `console` on the host's two sinks. `native`: write(stream, text), now(). `inspect` shows a value, `format` the arguments of a call.
(function (native, inspect, format) {
  "use strict";
  const counts = { __proto__: null };
  const times = { __proto__: null };
  let indent = "";

  function print(stream, text) {
    if (indent !== "") text = indent + text.replaceAll("\n", "\n" + indent);
    native.write(stream, text + "\n");
  }

  const log = (...args) => print("stdout", format(args));
  const error = (...args) => print("stderr", format(args));

  function group(...args) {
    if (args.length > 0) log(...args);
    indent += "  ";
  }

  function table(data, columns) {
    if (typeof data !== "object" || data === null) return log(data);
    try {
      log("%s", drawn(data, columns));
    } catch {
      // A getter or a proxy throws: a logger must not.
      log(data);
    }
  }

  function drawn(data, columns) {
    const keys = [];
    const rows = [];
    let hasValues = false;
    const isMap = data instanceof Map;
    const isIterated = isMap || data instanceof Set;
    const entries = isIterated ? [...data.entries()].map((entry, i) => [i, entry[1], entry[0]]) : Object.entries(data);
    for (const [index, row, mapKey] of entries) {
      const cells = { __proto__: null };
      if (typeof row === "object" && row !== null) {
        for (const key of columns ?? Object.keys(row)) {
          if (!keys.includes(key)) keys.push(key);
          if (key in row) cells[key] = inspect(row[key], { depth: 0 });
        }
      } else {
        hasValues = true;
        cells["\0value"] = inspect(row);
      }
      rows.push([String(index), cells, ...(isMap ? [inspect(mapKey, { depth: 0 })] : [])]);
    }
    const header = [isIterated ? "(iteration index)" : "(index)", ...(isMap ? ["Key"] : []), ...keys, ...(hasValues ? ["Values"] : [])];
    const body = rows.map(([index, cells, ...key]) => [index, ...key, ...keys.map((key) => cells[key] ?? ""), ...(hasValues ? [cells["\0value"] ?? ""] : [])]);
    const widths = header.map((name, i) => Math.max(name.length, ...body.map((row) => row[i].length)) + 2);
    const line = (left, middle, right) => left + widths.map((width) => "─".repeat(width)).join(middle) + right;
    const cell = (text, i) => " " + text.padEnd(widths[i] - 1);
    return [
      line("┌", "┬", "┐"),
      "│" + header.map(cell).join("│") + "│",
      line("├", "┼", "┤"),
      ...body.map((row) => "│" + row.map(cell).join("│") + "│"),
      line("└", "┴", "┘"),
    ].join("\n");
  }

  function elapsed(method, label, args) {
    if (times[label] === undefined) return error("%s", `Warning: No such label '${label}' for console.${method}()`);
    const ms = native.now() - times[label];
    const text = ms >= 1000 ? `${(ms / 1000).toFixed(3)}s` : `${ms.toFixed(3)}ms`;
    log("%s", `${label}: ${text}`, ...args);
  }

  const console = {
    log,
    info: (...args) => log(...args),
    debug: (...args) => log(...args),
    error,
    warn: (...args) => error(...args),
    trace(...args) {
      const label = format(args);
      const here = new Error();
      const frames = native.stack(here, String(here.stack ?? ""));
      error("%s", [label === "" ? "Trace" : `Trace: ${label}`, ...frames.map((frame) => `    at ${frame}`)].join("\n"));
    },
    assert(condition, ...args) {
      if (condition) return;
      if (typeof args[0] === "string") args[0] = `Assertion failed: ${args[0]}`;
      else args.unshift("Assertion failed");
      error(...args);
    },
    dir: (value, options) => print("stdout", inspect(value, options)),
    dirxml: (...args) => log(...args),
    table,
    group,
    groupCollapsed: (...args) => group(...args),
    groupEnd() {
      indent = indent.slice(2);
    },
    count(label = "default") {
      label = String(label);
      counts[label] = (counts[label] ?? 0) + 1;
      log("%s", `${label}: ${counts[label]}`);
    },
    countReset(label = "default") {
      label = String(label);
      if (counts[label] === undefined) error("%s", `Warning: Count for '${label}' does not exist`);
      else delete counts[label];
    },
    time(label = "default") {
      label = String(label);
      if (times[label] !== undefined) error("%s", `Warning: Label '${label}' already exists for console.time()`);
      else times[label] = native.now();
    },
    timeLog(label = "default", ...args) {
      elapsed("timeLog", String(label), args);
    },
    timeEnd(label = "default") {
      elapsed("timeEnd", String(label), []);
      delete times[String(label)];
    },
    clear() {},
    // Bun's: no formatting, no newline; the number of UTF-8 bytes that were written.
    write(...chunks) {
      return native.write("stdout", chunks.map(String).join(""));
    },
  };

  return {
    console,
    // The program's next generation does not go on in the middle of a group.
    reset() {
      indent = "";
    },
  };
});
