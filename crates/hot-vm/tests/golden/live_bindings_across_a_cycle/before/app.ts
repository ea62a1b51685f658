import { b, readA } from "./b";
export let a = "a1";
export function hoisted(): string {
  return "hoisted";
}
console.log(b, readA());
a = "a2";
console.log(readA());
console.log("end");
setInterval(() => {}, 1 << 30);
