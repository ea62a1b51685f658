import { name } from "@lib";
console.log(name);
console.log("end");
setInterval(() => {}, 1 << 30);
