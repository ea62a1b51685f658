export const text: string = "second";
