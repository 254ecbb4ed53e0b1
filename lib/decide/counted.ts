/**
 * A number and what it counts, in words: `1 pod`, `2 pods`.
 *
 * @param noun - in the singular; its plural ends in a further `s`
 */
export function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`;
}
