// How a value looks in text, after the manner of Node's util.inspect. Getters are not run (but for `Symbol.toStringTag` and what makes an error);
// what throws on being looked at is shown as such. `kinds` tells what a value is, `quote` shows primitives, `layOut` makes lines.
// `native`: stack(error, text) -> frames in source positions.
(function (native, kinds, quote, layOut) {
  "use strict";
  const { primitive, key: keyText } = quote;
  const { apply, getPrototypeOf, getOwnPropertyDescriptor, ownKeys } = Reflect;
  const { indexOf, slice, repeat } = String.prototype;
  const { has, add, delete: remove } = Set.prototype;
  const { get: lookUp, set: enter } = Map.prototype;
  const mapSize = getOwnPropertyDescriptor(Map.prototype, "size").get;
  const { next: nextEntry } = getPrototypeOf(new Map().entries());
  const { next: nextItem } = getPrototypeOf(new Set().values());
  const mapEntries = Map.prototype.entries;
  const setValues = Set.prototype.values;
  const { test } = RegExp.prototype;
  const errorText = Error.prototype.toString;
  const toText = String;
  const toNumber = Number;
  const [NewSet, NewMap] = [Set, Map];
  const { isInteger } = Number;
  const { toStringTag } = Symbol;
  const custom = Symbol.for("nodejs.util.inspect.custom");
  const index = /^(?:0|[1-9]\d*)$/;
  const MOST_ITEMS = 100;
  const MOST_LEVELS = 1000;
  // To find what else a list has means to make a string of each of its indices: not for huge ones.
  const HUGE = 10000;

  const push = (list, item) => {
    list[list.length] = item;
  };
  const plural = (count) => (count > 1 ? "s" : "");

  function filtered(list, keeps) {
    const kept = [];
    for (let i = 0; i < list.length; i++) if (keeps(list[i])) push(kept, list[i]);
    return kept;
  }

  // The tag by which a class names its instances; an own one may be shown as a property.
  function tagOf(value) {
    try {
      if (getOwnPropertyDescriptor(value, toStringTag)?.enumerable === true) return "";
      const tag = value[toStringTag];
      return typeof tag === "string" ? tag : "";
    } catch {
      return "";
    }
  }

  function lines(text) {
    const found = [];
    for (let from = 0; from < text.length; ) {
      const at = apply(indexOf, text, ["\n", from]);
      const to = at < 0 ? text.length : at;
      if (to > from) push(found, apply(slice, text, [from, to]));
      from = to + 1;
    }
    return found;
  }

  function errorHead(value, indent) {
    let head;
    try {
      head = apply(errorText, value, []);
    } catch {
      head = "Error";
    }
    let stack;
    try {
      stack = value.stack;
    } catch {}
    if (typeof stack !== "string" || stack === "") return `[${head}]`;
    const frames = native.stack(value, stack) ?? lines(stack);
    if (frames.length === 0) return `[${head}]`;
    const margin = apply(repeat, " ", [indent]);
    for (let i = 0; i < frames.length; i++) head += `\n${margin}    at ${frames[i]}`;
    return head;
  }

  function inspect(root, options) {
    const wanted = options?.depth === null ? MOST_LEVELS : toNumber(options?.depth ?? 2);
    const maxDepth = wanted < MOST_LEVELS ? wanted : MOST_LEVELS;
    const hidden = options?.showHidden === true;
    const path = new NewSet();
    const circular = new NewMap();
    let indent = 0;
    // The level of the object that was looked at last.
    let level = 0;

    function format(value, depth) {
      if (value === null) return "null";
      if (typeof value !== "object" && typeof value !== "function") return primitive(value, indent);
      if (apply(has, path, [value])) {
        let number = apply(lookUp, circular, [value]);
        if (number === undefined) {
          number = apply(mapSize, circular, []) + 1;
          apply(enter, circular, [value, number]);
        }
        return `[Circular *${number}]`;
      }
      const margin = indent;
      apply(add, path, [value]);
      let text;
      try {
        text = formatObject(value, depth);
      } catch {
        text = "[object that cannot be inspected]";
      }
      apply(remove, path, [value]);
      indent = margin;
      const number = apply(lookUp, circular, [value]);
      return number === undefined ? text : `<ref *${number}> ${text}`;
    }

    function inner(value, depth) {
      indent += 2;
      const text = format(value, depth);
      indent -= 2;
      return text;
    }

    function formatObject(value, depth) {
      const method = value[custom];
      if (typeof method === "function" && method !== inspect) {
        const result = apply(method, value, [maxDepth - depth, options ?? {}, inspect]);
        if (result !== value) return typeof result === "string" ? result : format(result, depth);
      }
      const name = kinds.constructorName(value);
      const kind = kinds.of(value, name);
      const tag = tagOf(value);
      const prefix = (fallback, size) => {
        const count = size === undefined ? "" : `(${size})`;
        const shown = name === null ? `[${fallback}${count}: null prototype]` : `${name}${count}`;
        return tag !== "" && tag !== (name ?? fallback) ? `${shown} [${tag}]` : shown;
      };
      let keys = ownKeysOf(value, kind);
      let head = "";
      let braces = ["{", "}"];
      let entries;
      let isList = false;

      switch (kind.is) {
        case "Array":
          head = name === "Array" && tag === "" ? "" : prefix("Array", value.length);
          braces = ["[", "]"];
          isList = true;
          if (value.length > 0) entries = () => items(value, value.length, depth + 1);
          break;
        case "TypedArray":
          head = prefix(kind.type, kind.size);
          if (name === kind.type) head = `${name}(${kind.size})`;
          braces = ["[", "]"];
          isList = true;
          if (kind.size > 0) entries = () => items(value, kind.size, depth + 1);
          break;
        case "Map":
          head = prefix("Map", kind.size);
          if (kind.size > 0) entries = () => listed(apply(mapEntries, value, []), nextEntry, kind.size, (pair) => `${inner(pair[0], depth + 1)} => ${inner(pair[1], depth + 1)}`);
          break;
        case "Set":
          head = prefix("Set", kind.size);
          if (kind.size > 0) entries = () => listed(apply(setValues, value, []), nextItem, kind.size, (item) => inner(item, depth + 1));
          break;
        case "Promise":
          head = prefix("Promise");
          entries = () => [kind.state === "pending" || kind.state === "unknown" ? `<${kind.state}>` : kind.state === "rejected" ? `<rejected> ${inner(kind.result, depth + 1)}` : inner(kind.result, depth + 1)];
          break;
        case "Buffer":
          head = prefix(kind.type);
          entries = () => [kind.contents, `byteLength: ${kind.size}`];
          break;
        case "DataView":
          head = prefix("DataView");
          entries = () => (kind.isDetached ? ["(detached)"] : [`byteLength: ${kind.size}`, `byteOffset: ${kind.offset}`, `buffer: ${inner(kind.buffer, depth + 1)}`]);
          break;
        case "Weak":
          return `${prefix(kind.type)} { <items unknown> }`;
        case "Function":
          head = functionHead(value, kind, name);
          break;
        case "Error":
          head = errorHead(value, indent);
          keys = errorKeys(value, keys);
          break;
        case "Text":
          // Dates, regular expressions and boxed primitives: a text that stands for itself.
          head = kind.text;
          break;
        case "Arguments":
          head = "[Arguments]";
          break;
        default:
          head = name === "Object" && tag === "" ? "" : prefix("Object");
      }

      const isText = kind.is === "Function" || kind.is === "Error" || kind.is === "Text";
      if (entries === undefined && keys.length === 0) return isText ? head : layOut(head, [], braces);
      if (depth > maxDepth) return `[${name === null ? prefix(kind.type ?? kind.is).slice(1, -1) : prefix("Object")}]`;
      level = depth + 1;
      const parts = entries === undefined ? [] : entries();
      for (let i = 0; i < keys.length; i++) push(parts, property(value, keys[i], depth + 1));
      const size = kind.is === "TypedArray" ? kind.size : value.length;
      return layOut(head, parts, braces, { isList, indent, levels: level - (depth + 1), hasRest: isList && parts.length > MOST_ITEMS && size > MOST_ITEMS, areNumbers: isList && numeric(value, parts.length) });
    }

    function ownKeysOf(value, kind) {
      const isListLike = kind.is === "Array" || kind.is === "TypedArray" || kind.isText === true;
      if (isListLike && (kind.size ?? value.length) > HUGE) return [];
      return filtered(ownKeys(value), (key) => {
        if (isListLike && typeof key === "string" && apply(test, index, [key])) return false;
        return hidden || getOwnPropertyDescriptor(value, key)?.enumerable === true;
      });
    }

    function errorKeys(value, keys) {
      const shown = filtered(keys, (key) => key !== "name" && key !== "message" && key !== "stack" && key !== "line" && key !== "column" && key !== "sourceURL");
      for (const key of ["cause", "errors"]) {
        if (getOwnPropertyDescriptor(value, key)?.enumerable === false) push(shown, key);
      }
      return shown;
    }

    function functionHead(value, kind, name) {
      const own = getOwnPropertyDescriptor(value, "name")?.value;
      const called = typeof own === "string" && own !== "" ? own : undefined;
      if (kind.isClass) {
        const parent = getPrototypeOf(value);
        const parentName = typeof parent === "function" ? getOwnPropertyDescriptor(parent, "name")?.value : undefined;
        const ending = typeof parentName === "string" && parentName !== "" ? ` extends ${parentName}` : parent === null ? " extends [null prototype]" : "";
        return `[class ${called ?? "(anonymous)"}${ending}]`;
      }
      const type = name === null ? "Function (null prototype)" : name === "Object" ? "Function" : name;
      return called === undefined ? `[${type} (anonymous)]` : `[${type}: ${called}]`;
    }

    function property(value, key, depth) {
      const descriptor = getOwnPropertyDescriptor(value, key);
      const name = descriptor?.enumerable === false ? `[${toText(key)}]` : keyText(key);
      if (descriptor === undefined) return `${name}: undefined`;
      if (descriptor.get !== undefined) return `${name}: ${descriptor.set !== undefined ? "[Getter/Setter]" : "[Getter]"}`;
      if (descriptor.set !== undefined) return `${name}: [Setter]`;
      return `${name}: ${inner(descriptor.value, depth)}`;
    }

    function items(value, length, depth) {
      const parts = [];
      let holes = 0;
      const flush = () => {
        if (holes > 0) push(parts, `<${holes} empty item${plural(holes)}>`);
        holes = 0;
      };
      let i = 0;
      for (; i < length && parts.length < MOST_ITEMS; i++) {
        const descriptor = getOwnPropertyDescriptor(value, i);
        if (descriptor === undefined) {
          // A huge sparse array is stepped over by its keys, not index by index.
          const next = holes === 0 ? nextIndex(value, i, length) : i + 1;
          holes += next - i;
          i = next - 1;
          continue;
        }
        flush();
        if (parts.length === MOST_ITEMS) break;
        push(parts, descriptor.get !== undefined ? "[Getter]" : descriptor.set !== undefined ? "[Setter]" : inner(descriptor.value, depth));
      }
      flush();
      if (i < length) push(parts, `... ${length - i} more item${plural(length - i)}`);
      return parts;
    }

    function nextIndex(value, from, length) {
      let best = length;
      const keys = ownKeys(value);
      for (let i = 0; i < keys.length; i++) {
        const at = typeof keys[i] === "string" ? toNumber(keys[i]) : NaN;
        if (at >= from && at < best && isInteger(at)) best = at;
      }
      return best;
    }

    function listed(iterator, next, size, show) {
      const parts = [];
      for (let i = 0; i < size && i < MOST_ITEMS; i++) {
        const step = apply(next, iterator, []);
        if (step.done) return parts;
        push(parts, show(step.value));
      }
      if (size > MOST_ITEMS) push(parts, `... ${size - MOST_ITEMS} more item${plural(size - MOST_ITEMS)}`);
      return parts;
    }

    // Whether as many elements as there are parts are numbers.
    function numeric(value, count) {
      if (count <= 6) return false;
      for (let i = 0; i < count; i++) {
        const type = typeof getOwnPropertyDescriptor(value, i)?.value;
        if (type !== "number" && type !== "bigint") return false;
      }
      return true;
    }

    return format(root, 0);
  }

  inspect.custom = custom;
  return inspect;
});
