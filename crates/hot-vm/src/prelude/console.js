// `console` on the host's two sinks. `native`: write(stream, text), now(). `inspect` formats what is not a string.
(function (native, inspect) {
  "use strict";
  const counts = { __proto__: null };
  const times = { __proto__: null };
  let indent = "";

  // printf-like directives of the Console Standard's Formatter, then the rest with spaces between.
  function format(args) {
    let text = "";
    let next = 0;
    if (typeof args[0] === "string") {
      const template = args[0];
      next = 1;
      if (args.length === 1 || !template.includes("%")) {
        text = template;
      } else {
        let copied = 0;
        for (let at = template.indexOf("%"); at >= 0 && at + 1 < template.length; at = template.indexOf("%", at)) {
          const directive = template[at + 1];
          let piece;
          if (directive === "%") piece = "%";
          else if (next < args.length) {
            const arg = args[next];
            if (directive === "s") piece = typeof arg === "object" && arg !== null ? inspect(arg, { depth: 0 }) : typeof arg === "bigint" ? `${arg}n` : Object.is(arg, -0) ? "-0" : String(arg);
            else if (directive === "d") piece = typeof arg === "bigint" ? `${arg}n` : typeof arg === "symbol" ? "NaN" : inspect(typeof arg === "object" ? NaN : Number(arg));
            else if (directive === "i") piece = typeof arg === "bigint" ? `${arg}n` : typeof arg === "symbol" ? "NaN" : inspect(typeof arg === "object" ? NaN : parseInt(arg, 10));
            else if (directive === "f") piece = typeof arg === "symbol" ? "NaN" : inspect(parseFloat(arg));
            else if (directive === "j") piece = json(arg);
            else if (directive === "o" || directive === "O") piece = inspect(arg, { depth: 4 });
            else if (directive === "c") piece = "";
            if (piece !== undefined) next++;
          }
          if (piece === undefined) {
            at += 1;
            continue;
          }
          text += template.slice(copied, at) + piece;
          at += 2;
          copied = at;
        }
        text += template.slice(copied);
      }
    }
    for (; next < args.length; next++) {
      if (next > 0) text += " ";
      text += typeof args[next] === "string" ? args[next] : inspect(args[next]);
    }
    return text;
  }

  function json(value) {
    try {
      return JSON.stringify(value) ?? "undefined";
    } catch {
      return "[Circular]";
    }
  }

  function print(stream, text) {
    if (indent !== "") text = indent + text.replaceAll("\n", "\n" + indent);
    native.write(stream, text + "\n");
  }

  const log = (...args) => print("stdout", format(args));
  const error = (...args) => print("stderr", format(args));

  function table(data, columns) {
    if (typeof data !== "object" || data === null) return log(data);
    const keys = [];
    const rows = [];
    let hasValues = false;
    const entries = data instanceof Map || data instanceof Set ? [...data.entries()].map((entry, i) => [i, entry[1]]) : Object.entries(data);
    for (const [index, row] of entries) {
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
      rows.push([String(index), cells]);
    }
    const header = ["(index)", ...keys, ...(hasValues ? ["Values"] : [])];
    const body = rows.map(([index, cells]) => [index, ...keys.map((key) => cells[key] ?? ""), ...(hasValues ? [cells["\0value"] ?? ""] : [])]);
    const widths = header.map((name, i) => Math.max(name.length, ...body.map((row) => row[i].length)) + 2);
    const line = (left, middle, right) => left + widths.map((width) => "─".repeat(width)).join(middle) + right;
    const cell = (text, i) => " " + text.padEnd(widths[i] - 1);
    log(
      [
        line("┌", "┬", "┐"),
        "│" + header.map(cell).join("│") + "│",
        line("├", "┼", "┤"),
        ...body.map((row) => "│" + row.map(cell).join("│") + "│"),
        line("└", "┴", "┘"),
      ].join("\n"),
    );
  }

  function elapsed(label, args) {
    if (times[label] === undefined) return error(`Warning: No such label '${label}' for console.time()`);
    const ms = native.now() - times[label];
    const text = ms >= 1000 ? `${(ms / 1000).toFixed(3)}s` : `${ms.toFixed(3)}ms`;
    log(`${label}: ${text}` + (args.length > 0 ? " " + format(["", ...args]).trimStart() : ""));
  }

  return {
    log,
    info: (...args) => log(...args),
    debug: (...args) => log(...args),
    error,
    warn: (...args) => error(...args),
    trace(...args) {
      const label = format(args);
      const stack = String(new Error().stack ?? "").split("\n").slice(1);
      error([label === "" ? "Trace" : `Trace: ${label}`, ...stack.map((frame) => `    at ${frame}`)].join("\n"));
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
    group(...args) {
      if (args.length > 0) log(...args);
      indent += "  ";
    },
    groupCollapsed(...args) {
      this.group(...args);
    },
    groupEnd() {
      indent = indent.slice(2);
    },
    count(label = "default") {
      label = String(label);
      counts[label] = (counts[label] ?? 0) + 1;
      log(`${label}: ${counts[label]}`);
    },
    countReset(label = "default") {
      delete counts[String(label)];
    },
    time(label = "default") {
      times[String(label)] = native.now();
    },
    timeLog(label = "default", ...args) {
      elapsed(String(label), args);
    },
    timeEnd(label = "default") {
      elapsed(String(label), []);
      delete times[String(label)];
    },
    clear() {},
    // Bun's: no formatting, no newline; the number of UTF-8 bytes that were written.
    write(...chunks) {
      return native.write("stdout", chunks.map(String).join(""));
    },
  };
});
