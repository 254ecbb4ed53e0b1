const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
] as const;

/**
 * How long ago something happened, as kubectl says it: `45s`, `12m`, `3h`, `8d`.
 *
 * @param since - RFC 3339; absent or unreadable gives an empty text
 * @param now - RFC 3339
 */
export function formatAge(since: string | undefined, now: string): string {
  const seconds = Math.max(0, Math.floor((Date.parse(now) - Date.parse(since ?? '')) / 1000));
  if (Number.isNaN(seconds)) return '';
  const [unit, size] = UNITS.find(([, length]) => seconds >= 2 * length) ?? ['s', 1];
  return `${Math.floor(seconds / size)}${unit}`;
}
