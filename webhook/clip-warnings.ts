/** Longest warning that Kubernetes recommends; the API server cuts longer ones once the total is too long. */
const MOST_CHARACTERS_EACH = 256;
/** Beyond this the API server drops warnings in silence. */
const MOST_CHARACTERS_TOGETHER = 4096;
/** Room that is kept for saying how many warnings are left out. */
const ROOM_FOR_REST = 40;

/**
 * Fits warnings into what the API server passes on to kubectl. It counts characters as code points, like the API
 * server, and says at the end how many warnings had no room.
 *
 * @returns warnings on one line each, without repetitions
 */
export function clipWarnings(warnings: readonly string[]): readonly string[] {
  const lines = [...new Set(warnings.map(oneLine))].filter(line => line !== '').map(clip);
  const all = lines.reduce((sum, line) => sum + lengthOf(line), 0);
  if (all <= MOST_CHARACTERS_TOGETHER) return lines;
  const kept: string[] = [];
  let left = MOST_CHARACTERS_TOGETHER - ROOM_FOR_REST;
  for (const line of lines) {
    left -= lengthOf(line);
    if (left < 0) break;
    kept.push(line);
  }
  return [...kept, `${lines.length - kept.length} more warnings are left out`];
}

/** HTTP carries warnings in a header: control characters would lose the whole header. */
function oneLine(warning: string): string {
  return warning.replace(/[\p{Cc}\s]+/gu, ' ').trim();
}

function clip(line: string): string {
  if (lengthOf(line) <= MOST_CHARACTERS_EACH) return line;
  return `${Array.from(line)
    .slice(0, MOST_CHARACTERS_EACH - 1)
    .join('')}…`;
}

function lengthOf(line: string): number {
  return Array.from(line).length;
}
