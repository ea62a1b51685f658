import { a, hoisted } from "./app";
export const b = `now ${hoisted()}`;
export const readA = () => a + "!";
