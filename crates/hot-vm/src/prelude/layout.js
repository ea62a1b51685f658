// How the parts of a value are laid out in lines, by the rules of Node's util.inspect. `layOut(head, parts, braces, options)`:
// - `isList`: elements of an array, which come in columns when there are many; `areNumbers`: those are aligned to the right; `hasRest`: the last part
//   is "... n more items".
// - `levels`: how many levels of objects are below this one; with three or more, each part gets a line of its own.
// - `indent`: how far to the right this value is already.
(function () {
  "use strict";
  const { apply } = Reflect;
  const { max, min, round, floor, sqrt } = Math;
  const { indexOf, padStart, padEnd, repeat } = String.prototype;
  const WIDTH = 80;
  const MOST_LEVELS = 3;
  const MOST_COLUMNS = 12;

  const hasLines = (text) => apply(indexOf, text, ["\n"]) >= 0;

  function joined(parts, between) {
    let text = "";
    for (let i = 0; i < parts.length; i++) text += i === 0 ? parts[i] : between + parts[i];
    return text;
  }

  // So many columns that the whole is about two and a half times as wide as it is high; 1 if the lengths are too different, or too large.
  function columnsOf(count, total, longest, indent) {
    const cell = longest + 2;
    if (cell * 3 + indent >= WIDTH || (total / cell <= 5 && longest > 6)) return 1;
    const biased = max(cell - 3 - sqrt(cell - total / count), 1);
    return min(round(sqrt(2.5 * biased * count) / biased), floor((WIDTH - indent) / cell), MOST_COLUMNS);
  }

  function inColumns(parts, { areNumbers, hasRest, indent }) {
    const count = hasRest ? parts.length - 1 : parts.length;
    let total = 0;
    let longest = 0;
    for (let i = 0; i < count; i++) {
      total += parts[i].length + 2;
      longest = max(longest, parts[i].length);
    }
    const columns = columnsOf(parts.length, total, longest, indent);
    if (columns <= 1) return parts;
    const widths = [];
    for (let column = 0; column < columns; column++) {
      widths[column] = 2;
      for (let i = column; i < count; i += columns) widths[column] = max(widths[column], parts[i].length + 2);
    }
    const rows = [];
    for (let i = 0; i < count; i += columns) {
      const last = min(i + columns, count) - 1;
      let row = "";
      for (let j = i; j < last; j++) row += apply(areNumbers ? padStart : padEnd, `${parts[j]}, `, [widths[j - i]]);
      row += areNumbers ? apply(padStart, parts[last], [widths[last - i] - 2]) : parts[last];
      rows[rows.length] = row;
    }
    if (hasRest) rows[rows.length] = parts[count];
    return rows;
  }

  return function layOut(head, parts, braces, options) {
    const open = head === "" ? braces[0] : `${head} ${braces[0]}`;
    if (parts.length === 0) return `${open}${braces[1]}`;
    const lines = options.isList && parts.length > 6 ? inColumns(parts, options) : parts;
    if (options.levels < MOST_LEVELS && lines === parts) {
      let total = parts.length * 2 + options.indent + open.length + 10;
      for (let i = 0; i < parts.length && total <= WIDTH; i++) total += parts[i].length;
      if (total <= WIDTH && !hasLines(head)) {
        const text = joined(parts, ", ");
        if (!hasLines(text)) return `${open} ${text} ${braces[1]}`;
      }
    }
    const margin = `\n${apply(repeat, " ", [options.indent])}`;
    return `${open}${margin}  ${joined(lines, `,${margin}  `)}${margin}${braces[1]}`;
  };
});
