// How primitive values and property keys look in text, after the manner of Node's util.inspect.
(function () {
  "use strict";
  const { apply } = Reflect;
  const { is } = Object;
  const { indexOf, charCodeAt, slice, repeat, padStart } = String.prototype;
  const { toString: digits } = Number.prototype;
  const { test } = RegExp.prototype;
  const toText = String;
  const identifier = /^[A-Za-z_][A-Za-z_0-9]*$/;
  const LONGEST = 10000;
  const WIDTH = 80;
  const short = { __proto__: null, "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f", "\v": "\\v", "\\": "\\\\" };

  const includes = (text, piece) => apply(indexOf, text, [piece]) >= 0;
  const codeAt = (text, i) => apply(charCodeAt, text, [i]);
  const hex = (code, width) => apply(padStart, apply(digits, code, [16]), [width, "0"]);
  const isHigh = (code) => code >= 0xd800 && code <= 0xdbff;
  const isLow = (code) => code >= 0xdc00 && code <= 0xdfff;

  function quote(text) {
    const mark = !includes(text, "'") ? "'" : !includes(text, '"') ? '"' : !includes(text, "`") && !includes(text, "${") ? "`" : "'";
    let out = mark;
    let copied = 0;
    for (let i = 0; i < text.length; i++) {
      const char = text[i];
      const code = codeAt(text, i);
      if (isHigh(code) && isLow(codeAt(text, i + 1))) {
        i++;
        continue;
      }
      let escaped = short[char];
      if (char === mark) escaped = `\\${char}`;
      else if (code >= 0xd800 && code <= 0xdfff) escaped = `\\u${hex(code, 4)}`;
      else if (escaped === undefined && (code < 32 || (code >= 127 && code < 160))) {
        const upper = hex(code, 2);
        escaped = "\\x";
        for (let j = 0; j < 2; j++) escaped += upper[j] >= "a" ? "ABCDEF"[codeAt(upper, j) - 97] : upper[j];
      }
      if (escaped === undefined) continue;
      out += apply(slice, text, [copied, i]) + escaped;
      copied = i + 1;
    }
    return out + apply(slice, text, [copied]) + mark;
  }

  // A long text is shown line by line.
  function string(text, indent) {
    if (text.length > LONGEST) {
      const rest = text.length - LONGEST;
      return `${quote(apply(slice, text, [0, LONGEST]))}... ${rest} more character${rest > 1 ? "s" : ""}`;
    }
    if (text.length <= 16 || text.length <= WIDTH - indent - 4) return quote(text);
    let out = "";
    let from = 0;
    while (from < text.length) {
      const at = apply(indexOf, text, ["\n", from]);
      const to = at < 0 ? text.length : at + 1;
      if (from > 0) out += ` +\n${apply(repeat, " ", [indent + 2])}`;
      out += quote(apply(slice, text, [from, to]));
      from = to;
    }
    return out;
  }

  function primitive(value, indent) {
    switch (typeof value) {
      case "string":
        return string(value, indent);
      case "number":
        return is(value, -0) ? "-0" : `${value}`;
      case "bigint":
        return `${value}n`;
      default:
        return toText(value);
    }
  }

  function key(name) {
    if (typeof name === "symbol") return `[${toText(name)}]`;
    return apply(test, identifier, [name]) ? name : quote(name);
  }

  return { primitive, key };
});
