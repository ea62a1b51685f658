// padding 0
// padding 1
// padding 2
// padding 3
// padding 4
// padding 5
// padding 6
// padding 7
// padding 8
// padding 9
// padding 10
// padding 11
// padding 12
// padding 13
// padding 14
// padding 15
// padding 16
// padding 17
// padding 18
// padding 19
interface A { a: string }
export {};
console.log("end");
throw new Error("first");
