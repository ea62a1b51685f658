export const text: string = "third";
