/**
 * The known word that a misspelt one was probably meant to be, as the end of a sentence.
 *
 * @returns `; did you mean maxUnavailable?`, or nothing when no word is close
 */
export function didYouMean(word: string, known: readonly string[]): string {
  const limit = word.length < 4 ? 1 : Math.max(2, Math.floor(word.length / 4));
  const [closest] = known
    .filter(candidate => Math.abs(candidate.length - word.length) <= limit)
    .map(candidate => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((left, right) => left.distance - right.distance);
  return closest === undefined ? '' : `; did you mean ${closest.candidate}?`;
}

/** Levenshtein's distance, one row at a time. */
function editDistance(from: string, to: string): number {
  const first = Array.from({ length: to.length + 1 }, (_, column) => column);
  const last = Array.from(from).reduce<readonly number[]>((above, letter, row) => {
    const current = [row + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (above[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    return current;
  }, first);
  return last[to.length] ?? 0;
}
