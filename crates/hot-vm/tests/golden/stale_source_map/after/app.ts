export {};
console.log("end");
  throw new Error("second");
