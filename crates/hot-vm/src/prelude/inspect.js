// How a value looks in text, after the manner of Node's util.inspect. Getters are not run; what throws on being looked at is shown as such.
// `native`: describe(promise) -> ["pending"] | ["fulfilled", value] | ["rejected", reason], or undefined if it is no promise.
(function (native) {
  "use strict";
  const { apply, getPrototypeOf, getOwnPropertyDescriptor, ownKeys } = Reflect;
  const getter = (prototype, key) => getOwnPropertyDescriptor(prototype, key).get;
  const mapSize = getter(Map.prototype, "size");
  const setSize = getter(Set.prototype, "size");
  const dateValue = Date.prototype.getTime;
  const dateText = Date.prototype.toISOString;
  const regexpText = RegExp.prototype.toString;
  const regexpSource = getter(RegExp.prototype, "source");
  const bufferLength = getter(ArrayBuffer.prototype, "byteLength");
  const typedArrayTag = getter(getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag);
  const typedArrayLength = getter(getPrototypeOf(Uint8Array.prototype), "length");
  const mapEntries = Map.prototype.entries;
  const setValues = Set.prototype.values;
  const weakMapHas = WeakMap.prototype.has;
  const weakSetHas = WeakSet.prototype.has;
  const boxed = [
    ["Number", Number.prototype.valueOf],
    ["String", String.prototype.valueOf],
    ["Boolean", Boolean.prototype.valueOf],
    ["Symbol", Symbol.prototype.valueOf],
    ["BigInt", BigInt.prototype.valueOf],
  ];
  const functionText = Function.prototype.toString;
  const errorPrototype = Error.prototype;
  const custom = Symbol.for("nodejs.util.inspect.custom");
  const identifier = /^[A-Za-z_$][\w$]*$/;
  const LINE = 72;
  const MOST_ITEMS = 100;
  const LONGEST_STRING = 10000;

  // Whether an internal-slot check passes: the method throws on anything else.
  function passes(method, value, args) {
    try {
      apply(method, value, args ?? []);
      return true;
    } catch {
      return false;
    }
  }

  function quote(text) {
    const mark = !text.includes("'") ? "'" : !text.includes('"') ? '"' : !text.includes("`") ? "`" : "'";
    let out = mark;
    for (const char of text) {
      const code = char.codePointAt(0);
      if (char === mark || char === "\\") out += "\\" + char;
      else if (char === "\n") out += "\\n";
      else if (char === "\r") out += "\\r";
      else if (char === "\t") out += "\\t";
      else if (char === "\b") out += "\\b";
      else if (char === "\f") out += "\\f";
      else if (char === "\v") out += "\\v";
      else if (code < 32 || code === 127) out += "\\x" + code.toString(16).padStart(2, "0").toUpperCase();
      else if (code >= 0xd800 && code <= 0xdfff) out += "\\u" + code.toString(16).toUpperCase();
      else out += char;
    }
    return out + mark;
  }

  function primitive(value) {
    switch (typeof value) {
      case "string":
        return value.length > LONGEST_STRING ? `${quote(value.slice(0, LONGEST_STRING))}... ${value.length - LONGEST_STRING} more characters` : quote(value);
      case "number":
        return Object.is(value, -0) ? "-0" : `${value}`;
      case "bigint":
        return `${value}n`;
      default:
        return String(value);
    }
  }

  function keyText(key) {
    if (typeof key === "symbol") return `[${String(key)}]`;
    return identifier.test(key) ? key : quote(key);
  }

  // The name of the nearest constructor that a data property names; null for objects without a prototype.
  function constructorName(value) {
    for (let object = value; object !== null; object = getPrototypeOf(object)) {
      const descriptor = getOwnPropertyDescriptor(object, "constructor");
      if (descriptor !== undefined && typeof descriptor.value === "function") {
        const name = getOwnPropertyDescriptor(descriptor.value, "name")?.value;
        if (typeof name === "string" && name !== "") return name;
      }
    }
    return null;
  }

  function tagOf(value, name) {
    const descriptor = getOwnPropertyDescriptor(value, Symbol.toStringTag) ?? (getPrototypeOf(value) && getOwnPropertyDescriptor(getPrototypeOf(value), Symbol.toStringTag));
    const tag = descriptor?.value;
    return typeof tag === "string" && tag !== "" && tag !== name ? ` [${tag}]` : "";
  }

  function isError(value) {
    for (let object = value; object !== null; object = getPrototypeOf(object)) if (object === errorPrototype) return true;
    return false;
  }

  function errorText(value) {
    const read = (key) => {
      try {
        return value[key];
      } catch {
        return undefined;
      }
    };
    const name = String(read("name") ?? "Error");
    const message = String(read("message") ?? "");
    const head = message === "" ? name : `${name}: ${message}`;
    const stack = read("stack");
    if (typeof stack !== "string" || stack === "") return `[${head}]`;
    const frames = native.stack?.(value, stack) ?? stack.split("\n").filter((line) => line !== "");
    return frames.length === 0 ? `[${head}]` : [head, ...frames.map((frame) => `    at ${frame}`)].join("\n");
  }

  function inspect(root, options) {
    const maxDepth = options?.depth === null ? Infinity : (options?.depth ?? 2);
    const hidden = options?.showHidden === true;
    const path = [];
    const circular = [];

    function format(value, depth, typed) {
      if (typeof value !== "object" && typeof value !== "function") return primitive(value);
      if (value === null) return "null";
      const at = path.indexOf(value);
      if (at >= 0) {
        let index = circular.indexOf(value);
        if (index < 0) index = circular.push(value) - 1;
        return `[Circular *${index + 1}]`;
      }
      path.push(value);
      let text;
      try {
        text = formatObject(value, depth, typed);
      } catch (error) {
        text = `[object that cannot be inspected]`;
      }
      path.pop();
      const index = circular.indexOf(value);
      return index >= 0 ? `<ref *${index + 1}> ${text}` : text;
    }

    function formatObject(value, depth) {
      const method = value[custom];
      if (typeof method === "function" && method !== inspect) {
        const result = apply(method, value, [maxDepth - depth, options ?? {}, inspect]);
        if (result !== value) return typeof result === "string" ? result : format(result, depth);
      }
      const name = constructorName(value);
      const prefix = (fallback, size) => {
        const shown = name === null ? `[${fallback}${size === undefined ? "" : `(${size})`}: null prototype]` : size === undefined ? name : `${name}(${size})`;
        return shown + tagOf(value, name) + " ";
      };
      let keys = ownKeys(value).filter((key) => hidden || getOwnPropertyDescriptor(value, key)?.enumerable);
      let head = "";
      let braces = ["{", "}"];
      let entries;

      if (Array.isArray(value)) {
        keys = keys.filter((key) => typeof key === "symbol" || !/^(0|[1-9]\d*)$/.test(key));
        head = name === "Array" ? "" : prefix("Array", value.length);
        braces = ["[", "]"];
        entries = () => arrayItems(value, value.length, depth);
      } else if (typeof value === "function") {
        const source = apply(functionText, value, []);
        const own = getOwnPropertyDescriptor(value, "name")?.value;
        const isClass = source.startsWith("class");
        const kind = isClass ? "class" : name === null || name === "Object" ? "Function" : name;
        const parent = isClass ? getPrototypeOf(value) : null;
        const extend = typeof parent === "function" && parent.name ? ` extends ${parent.name}` : "";
        head = `[${kind}${own ? `${isClass ? " " : ": "}${own}` : " (anonymous)"}${extend}]`;
        if (keys.length === 0) return head;
        head += " ";
      } else if (passes(mapSize, value)) {
        const size = apply(mapSize, value, []);
        head = prefix("Map", size);
        entries = () => limited(apply(mapEntries, value, []), size, ([key, item]) => `${format(key, depth + 1)} => ${format(item, depth + 1)}`);
      } else if (passes(setSize, value)) {
        const size = apply(setSize, value, []);
        head = prefix("Set", size);
        entries = () => limited(apply(setValues, value, []), size, (item) => format(item, depth + 1));
      } else if (isError(value)) {
        head = errorText(value);
        keys = keys.filter((key) => !["name", "message", "stack", "line", "column", "sourceURL"].includes(key));
        for (const key of ["cause", "errors"]) {
          if (getOwnPropertyDescriptor(value, key) !== undefined && !keys.includes(key)) keys.push(key);
        }
        if (keys.length === 0) return head;
        head += " ";
      } else if (passes(dateValue, value)) {
        const time = apply(dateValue, value, []);
        head = Number.isNaN(time) ? "Invalid Date" : apply(dateText, value, []);
        if (keys.length === 0) return head;
        head += " ";
      } else if (value !== RegExp.prototype && passes(regexpSource, value)) {
        head = apply(regexpText, value, []);
        if (keys.length === 0) return head;
        head += " ";
      } else if (apply(typedArrayTag, value, []) !== undefined) {
        const length = apply(typedArrayLength, value, []);
        keys = keys.filter((key) => typeof key === "symbol" || !/^(0|[1-9]\d*)$/.test(key));
        head = prefix(apply(typedArrayTag, value, []), length);
        braces = ["[", "]"];
        entries = () => arrayItems(value, length, depth);
      } else if (passes(bufferLength, value)) {
        const bytes = new Uint8Array(value);
        const shown = Array.prototype.map.call(bytes.subarray(0, 50), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
        const contents = bytes.length === 0 ? [] : [`[Uint8Contents]: <${shown}${bytes.length > 50 ? ` ... ${bytes.length - 50} more bytes` : ""}>`];
        head = prefix("ArrayBuffer");
        entries = () => [...contents, `byteLength: ${bytes.length}`];
      } else if (passes(weakMapHas, value, [{}])) {
        return `${name ?? "WeakMap"} { <items unknown> }`;
      } else if (passes(weakSetHas, value, [{}])) {
        return `${name ?? "WeakSet"} { <items unknown> }`;
      } else {
        const state = native.describe(value);
        const box = state === undefined ? boxed.find(([, method]) => passes(method, value)) : undefined;
        if (state !== undefined) {
          head = prefix("Promise");
          entries = () => [state[0] === "pending" ? "<pending>" : state[0] === "rejected" ? `<rejected> ${format(state[1], depth + 1)}` : format(state[1], depth + 1)];
        } else if (box !== undefined) {
          const inner = apply(box[1], value, []);
          if (box[0] === "String") keys = keys.filter((key) => typeof key === "symbol" || !/^\d+$/.test(key));
          head = `[${box[0]}: ${primitive(inner)}]`;
          if (keys.length === 0) return head;
          head += " ";
        } else {
          head = name === "Object" ? tagOf(value, name).trimStart() : prefix("Object").trimEnd();
          if (head !== "") head = head.startsWith("[") && name === "Object" ? `Object ${head} ` : `${head} `;
        }
      }

      if (depth > maxDepth) {
        return Array.isArray(value) ? "[Array]" : `[${name ?? "Object: null prototype"}]`;
      }
      const items = entries === undefined ? [] : entries();
      for (const key of keys) items.push(property(value, key, depth));
      if (items.length === 0) return `${head}${braces[0]}${braces[1]}`;
      return join(head, braces, items, depth);
    }

    function property(value, key, depth) {
      const descriptor = getOwnPropertyDescriptor(value, key);
      const name = descriptor?.enumerable === false ? `[${typeof key === "symbol" ? String(key) : key}]` : keyText(key);
      if (descriptor === undefined) return `${name}: undefined`;
      if (descriptor.get !== undefined) return `${name}: ${descriptor.set !== undefined ? "[Getter/Setter]" : "[Getter]"}`;
      if (descriptor.set !== undefined) return `${name}: [Setter]`;
      return `${name}: ${format(descriptor.value, depth + 1)}`;
    }

    function arrayItems(value, length, depth) {
      const items = [];
      let holes = 0;
      const flush = () => {
        if (holes > 0) items.push(`<${holes} empty item${holes > 1 ? "s" : ""}>`);
        holes = 0;
      };
      let i = 0;
      for (; i < length && items.length < MOST_ITEMS; i++) {
        const descriptor = getOwnPropertyDescriptor(value, i);
        if (descriptor === undefined) {
          // A huge sparse array is stepped over by its keys, not index by index.
          const next = holes === 0 ? nextIndex(value, i, length) : i + 1;
          holes += next - i;
          i = next - 1;
          continue;
        }
        flush();
        items.push(descriptor.get !== undefined ? "[Getter]" : format(descriptor.value, depth + 1));
      }
      flush();
      if (i < length) items.push(`... ${length - i} more item${length - i > 1 ? "s" : ""}`);
      return items;
    }

    function nextIndex(value, from, length) {
      let best = length;
      for (const key of ownKeys(value)) {
        const index = typeof key === "string" ? Number(key) : NaN;
        if (index >= from && index < best && Number.isInteger(index)) best = index;
      }
      return best;
    }

    function limited(iterator, size, show) {
      const items = [];
      for (let i = 0; i < size; i++) {
        if (i === MOST_ITEMS) {
          items.push(`... ${size - i} more item${size - i > 1 ? "s" : ""}`);
          break;
        }
        items.push(show(iterator.next().value));
      }
      return items;
    }

    function join(head, braces, items, depth) {
      const total = items.reduce((sum, item) => sum + item.length + 2, head.length + braces[0].length);
      if (total <= LINE && !items.some((item) => item.includes("\n"))) return `${head}${braces[0]} ${items.join(", ")} ${braces[1]}`;
      const numbers = braces[0] === "[" && items.length > 6 && items.every((item, i) => item.length <= 6 || (i === MOST_ITEMS && i === items.length - 1));
      const pad = "  ";
      const lines = [];
      if (numbers) {
        const width = Math.max(...items.map((item) => item.length)) + 2;
        const perLine = Math.max(1, Math.min(16, Math.floor(LINE / width)));
        for (let i = 0; i < items.length; i += perLine) {
          lines.push(items.slice(i, i + perLine).map((item, j) => (item + (i + j + 1 < items.length ? "," : "")).padEnd(width)).join("").trimEnd());
        }
        return `${head}${braces[0]}\n${lines.map((line) => pad + line).join("\n")}\n${braces[1]}`;
      }
      return `${head}${braces[0]}\n${items.map((item) => pad + item.replaceAll("\n", "\n" + pad)).join(",\n")}\n${braces[1]}`;
    }

    return format(root, 0);
  }

  inspect.custom = custom;
  return inspect;
});
