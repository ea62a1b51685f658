import { text } from "./text";
import "./counter";
declare global {
  var loads: number;
  var counters: number;
}
globalThis.loads = (globalThis.loads ?? 0) + 1;
console.log(text, globalThis.loads, globalThis.counters);
console.log("end");
setInterval(() => {}, 1 << 30);
