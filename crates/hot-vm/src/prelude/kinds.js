// What kind of object a value is, told by its internal slots: names and prototypes can be changed by anybody.
// `native`: describe(promise) -> ["pending"] | ["fulfilled", value] | ["rejected", reason] | ["unknown"], or undefined if it is no promise.
(function (native) {
  "use strict";
  const { apply, getPrototypeOf, getOwnPropertyDescriptor } = Reflect;
  const { isArray } = Array;
  const { isView } = ArrayBuffer;
  const { is } = Object;
  const getter = (prototype, key) => prototype && getOwnPropertyDescriptor(prototype, key).get;
  const mapSize = getter(Map.prototype, "size");
  const setSize = getter(Set.prototype, "size");
  const typedArrays = getPrototypeOf(Uint8Array.prototype);
  const typedArrayTag = getter(typedArrays, Symbol.toStringTag);
  const typedArrayLength = getter(typedArrays, "length");
  const bufferLength = getter(ArrayBuffer.prototype, "byteLength");
  const sharedLength = getter(globalThis.SharedArrayBuffer?.prototype, "byteLength");
  const viewBuffer = getter(DataView.prototype, "buffer");
  const viewLength = getter(DataView.prototype, "byteLength");
  const viewOffset = getter(DataView.prototype, "byteOffset");
  const dateValue = Date.prototype.getTime;
  const dateText = Date.prototype.toISOString;
  const regexpText = RegExp.prototype.toString;
  const regexpSource = getter(RegExp.prototype, "source");
  const weakMapHas = WeakMap.prototype.has;
  const weakSetHas = WeakSet.prototype.has;
  const functionText = Function.prototype.toString;
  const objectText = Object.prototype.toString;
  const { test } = RegExp.prototype;
  const { toString: digits } = Number.prototype;
  const objectPrototype = Object.prototype;
  const errorPrototype = Error.prototype;
  const regexpPrototype = RegExp.prototype;
  const Bytes = Uint8Array;
  const toText = String;
  // A method called `class` begins so too, but with a parenthesis next.
  const classText = /^class(?!\s*\()[\s{/]/;
  const MOST_BYTES = 100;
  // A proxy can have a chain of prototypes that does not end.
  const MOST_PROTOTYPES = 1000;
  const boxes = [
    { type: "Number", method: Number.prototype.valueOf },
    { type: "String", method: String.prototype.valueOf },
    { type: "Boolean", method: Boolean.prototype.valueOf },
    { type: "Symbol", method: Symbol.prototype.valueOf },
    { type: "BigInt", method: BigInt.prototype.valueOf },
  ];

  // Whether an internal-slot check passes: the method throws on anything else.
  function passes(method, value, args) {
    try {
      apply(method, value, args ?? []);
      return true;
    } catch {
      return false;
    }
  }

  // As `instanceof`, but it ends.
  function inherits(value, prototype) {
    let object = getPrototypeOf(value);
    for (let i = 0; object !== null && i < MOST_PROTOTYPES; i++) {
      if (object === prototype) return true;
      object = getPrototypeOf(object);
    }
    return false;
  }

  // The name of the nearest constructor that a data property names; null for objects without a prototype.
  function constructorName(value) {
    let object = value;
    for (let i = 0; object !== null && i < MOST_PROTOTYPES; i++) {
      const constructor = getOwnPropertyDescriptor(object, "constructor")?.value;
      if (typeof constructor === "function") {
        const name = getOwnPropertyDescriptor(constructor, "name")?.value;
        if (typeof name === "string" && name !== "" && inherits(value, constructor.prototype)) return name;
      }
      object = getPrototypeOf(object);
    }
    return null;
  }


  function buffer(value, type, length) {
    let bytes;
    try {
      bytes = new Bytes(value);
    } catch {
      return { is: "Buffer", type, size: 0, contents: "(detached)" };
    }
    let contents = "";
    for (let i = 0; i < length && i < MOST_BYTES; i++) {
      const text = apply(digits, bytes[i], [16]);
      contents += (i === 0 ? "" : " ") + (text.length === 1 ? `0${text}` : text);
    }
    const rest = length - MOST_BYTES;
    if (rest > 0) contents += ` ... ${rest} more byte${rest > 1 ? "s" : ""}`;
    return { is: "Buffer", type, size: length, contents: `[Uint8Contents]: <${contents}>` };
  }

  function view(value) {
    const type = apply(typedArrayTag, value, []);
    if (type !== undefined) return { is: "TypedArray", type, size: apply(typedArrayLength, value, []) };
    try {
      return { is: "DataView", size: apply(viewLength, value, []), offset: apply(viewOffset, value, []), buffer: apply(viewBuffer, value, []) };
    } catch {
      return { is: "DataView", isDetached: true };
    }
  }

  function box(value, name) {
    for (let i = 0; i < boxes.length; i++) {
      const { type, method } = boxes[i];
      if (!passes(method, value)) continue;
      const inner = apply(method, value, []);
      const text = type === "String" ? `'${inner}'` : type === "BigInt" ? `${inner}n` : is(inner, -0) ? "-0" : toText(inner);
      return { is: "Text", isText: type === "String", size: type === "String" ? inner.length : 0, text: `[${type}${name === type || name === null ? "" : ` (${name})`}: ${text}]` };
    }
    return undefined;
  }

  function of(value, name) {
    if (typeof value === "function") return { is: "Function", isClass: apply(test, classText, [apply(functionText, value, [])]) };
    if (isArray(value)) return { is: "Array" };
    if (isView(value)) return view(value);
    // Most objects are this, and each of the checks below is an exception that is thrown and caught.
    if (getPrototypeOf(value) === objectPrototype) {
      return { is: apply(objectText, value, []) === "[object Arguments]" ? "Arguments" : "Object" };
    }
    if (passes(mapSize, value)) return { is: "Map", size: apply(mapSize, value, []) };
    if (passes(setSize, value)) return { is: "Set", size: apply(setSize, value, []) };
    if (inherits(value, errorPrototype)) return { is: "Error" };
    if (passes(dateValue, value)) {
      const isValid = apply(dateValue, value, []) === apply(dateValue, value, []);
      return { is: "Text", text: isValid ? apply(dateText, value, []) : "Invalid Date" };
    }
    if (value !== regexpPrototype && passes(regexpSource, value)) return { is: "Text", text: apply(regexpText, value, []) };
    if (passes(bufferLength, value)) return buffer(value, "ArrayBuffer", apply(bufferLength, value, []));
    if (sharedLength !== undefined && passes(sharedLength, value)) return buffer(value, "SharedArrayBuffer", apply(sharedLength, value, []));
    if (passes(weakMapHas, value, [{}])) return { is: "Weak", type: "WeakMap" };
    if (passes(weakSetHas, value, [{}])) return { is: "Weak", type: "WeakSet" };
    const state = native.describe(value);
    if (state !== undefined) return { is: "Promise", state: state[0], result: state[1] };
    return box(value, name) ?? { is: "Object" };
  }

  return { of, constructorName };
});
