/** Kubernetes' own types nest about 15 levels. */
export const DEEPEST_NESTING = 200;

/** Does a JSON value nest deeper than anything that makes sense? Asked before anything walks it recursively. */
export function nestsTooDeep(value: unknown): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; depth <= DEEPEST_NESTING; depth += 1) {
    level = level.flatMap(item =>
      typeof item === 'object' && item !== null ? (Object.values(item) as unknown[]) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}
