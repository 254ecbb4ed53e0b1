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
  let below: readonly number[] = [];
  const upwards = before.toReversed().map(line => {
    const lengths: number[] = [];
    for (let column = after.length - 1; column >= 0; column -= 1) {
      const best = Math.max(below[column] ?? 0, lengths[column + 1] ?? 0);
      lengths[column] = line === after[column] ? 1 + (below[column + 1] ?? 0) : best;
    }
    below = lengths;
    return lengths;
  });
  return upwards.toReversed();
}
