// The Console Standard's Formatter: printf-like directives as Node has them, then the rest with spaces between.
(function (inspect) {
  "use strict";
  const { apply, getPrototypeOf, getOwnPropertyDescriptor } = Reflect;
  const { is } = Object;
  const { stringify } = JSON;
  const toNumber = Number;
  const toText = String;
  const toInteger = parseInt;
  const toFloat = parseFloat;
  const objectText = Object.prototype.toString;
  const errorText = Error.prototype.toString;
  const { indexOf: find, slice: cut } = String.prototype;
  const indexOf = (text, piece, from) => apply(find, text, [piece, from]);
  const slice = (text, from, to) => apply(cut, text, [from, to]);
  const MOST_PROTOTYPES = 1000;

  const number = (value) => (is(value, -0) ? "-0" : `${value}`);

  // Whether the object brings its own way to be text: not that of Object and not that of Error.
  function hasOwnText(value) {
    let object = value;
    for (let i = 0; object !== null && i < MOST_PROTOTYPES; i++) {
      const descriptor = getOwnPropertyDescriptor(object, "toString");
      if (descriptor !== undefined) {
        const method = descriptor.value;
        if (typeof method !== "function" || method === objectText || method === errorText) return false;
        // Those of the language's own classes say less than `inspect`.
        const own = getOwnPropertyDescriptor(object, "constructor")?.value;
        return object === value || typeof own !== "function" || own !== globalThis[own.name];
      }
      object = getPrototypeOf(object);
    }
    return false;
  }

  function asText(value) {
    switch (typeof value) {
      case "number":
        return number(value);
      case "bigint":
        return `${value}n`;
      case "object":
      case "function":
        break;
      default:
        return toText(value);
    }
    if (value === null) return "null";
    // What throws on being looked at must not make a logger throw.
    try {
      if (typeof value === "function" || hasOwnText(value)) return toText(value);
    } catch {}
    return inspect(value, { depth: 0 });
  }

  function asNumber(value, convert) {
    if (typeof value === "bigint") return `${value}n`;
    if (typeof value === "symbol") return "NaN";
    if (typeof value === "object" && value !== null && convert === toNumber) {
      try {
        return number(toNumber(value));
      } catch {
        return "NaN";
      }
    }
    try {
      return number(convert(value));
    } catch {
      return "NaN";
    }
  }

  function json(value) {
    try {
      return stringify(value) ?? "undefined";
    } catch {
      return "[Circular]";
    }
  }

  // The text of a directive; undefined if it is none.
  function directive(letter, value) {
    switch (letter) {
      case "s":
        return asText(value);
      case "d":
        return asNumber(value, toNumber);
      case "i":
        return asNumber(value, toInteger);
      case "f":
        return typeof value === "bigint" ? `${toFloat(value)}` : asNumber(value, toFloat);
      case "j":
        return json(value);
      case "o":
        return inspect(value, { depth: 4, showHidden: true });
      case "O":
        return inspect(value);
      case "c":
        return "";
    }
  }

  return function format(args) {
    let text = "";
    let next = 0;
    if (typeof args[0] === "string") {
      const template = args[0];
      next = 1;
      let copied = 0;
      if (args.length > 1) {
        for (let at = indexOf(template, "%", 0); at >= 0 && at + 1 < template.length; at = indexOf(template, "%", at)) {
          const letter = template[at + 1];
          let piece;
          if (letter === "%") piece = "%";
          else if (next < args.length) {
            piece = directive(letter, args[next]);
            if (piece !== undefined) next++;
          }
          if (piece === undefined) {
            at += 1;
            continue;
          }
          text += slice(template, copied, at) + piece;
          at += 2;
          copied = at;
        }
      }
      text += slice(template, copied);
    }
    for (; next < args.length; next++) {
      if (next > 0) text += " ";
      text += typeof args[next] === "string" ? args[next] : inspect(args[next]);
    }
    return text;
  };
});
