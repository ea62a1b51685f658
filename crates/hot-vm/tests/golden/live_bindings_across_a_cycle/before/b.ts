import { a, hoisted } from "./app";
// Function declarations of a cycle are there before any of its modules runs; `a` is not.
export const b = `b sees ${hoisted()}, ${(() => { try { return a; } catch (error) { return (error as Error).name; } })()}`;
export const readA = () => a;
