/** How many unchanged lines stand around a change, so that one sees where it is. */
const CONTEXT_LINES = 3;

/**
 * The difference of two texts for people: lines of both in order, `-` before those that go, `+` before those that come,
 * and `...` where unchanged lines are left out.
 *
 * @returns an empty text when both are equal
 */
export function lineDiff(before: string, after: string): string {
  const marked = markLines(before.split('\n'), after.split('\n'));
  const changes = marked.flatMap((line, index) => (line.startsWith(' ') ? [] : [index]));
  const near = marked.map((_, index) => changes.some(change => Math.abs(change - index) <= CONTEXT_LINES));
  const lines = marked.flatMap((line, index) => {
    if (near[index] === true) return [line];
    return near[index - 1] === true ? ['...'] : [];
  });
  return changes.length === 0 ? '' : lines.join('\n');
}

/** Every line of both texts, along their longest common subsequence. */
function markLines(before: readonly string[], after: readonly string[]): readonly string[] {
  const common = commonLengths(before, after);
  const at = (row: number, column: number): number => common[row]?.[column] ?? 0;
  const marked: string[] = [];
  let row = 0;
  let column = 0;
  while (row < before.length || column < after.length) {
    if (row < before.length && column < after.length && before[row] === after[column]) {
      marked.push(` ${before[row] ?? ''}`);
      row += 1;
      column += 1;
    } else if (row < before.length && at(row + 1, column) >= at(row, column + 1)) {
      marked.push(`-${before[row] ?? ''}`);
      row += 1;
    } else {
      marked.push(`+${after[column] ?? ''}`);
      column += 1;
    }
  }
  return marked;
}

/** `[i][j]`: how many lines `before` from i on and `after` from j on have in common, in order. */
function commonLengths(before: readonly string[], after: readonly string[]): readonly (readonly number[])[] {
  const rows: number[][] = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  for (let row = before.length - 1; row >= 0; row -= 1) {
    for (let column = after.length - 1; column >= 0; column -= 1) {
      const below = rows[row + 1];
      const same = before[row] === after[column];
      rows[row]![column] = same ? 1 + (below?.[column + 1] ?? 0) : Math.max(below?.[column] ?? 0, rows[row]![column + 1] ?? 0);
    }
  }
  return rows;
}
