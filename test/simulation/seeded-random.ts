/**
 * Chance that can be repeated. Callable, so that it fits wherever `() => number` is asked for: a number in [0, 1).
 */
export interface SeededRandom {
  (): number;
  /**
   * A generator of its own. It depends on the seed and on the names that led to it, not on what was drawn before, so
   * that a new consumer changes nothing for the others.
   */
  fork(name: string): SeededRandom;
  /** A whole number in [least, most]. */
  between(least: number, most: number): number;
  /** True in `share` of all cases. */
  chance(share: number): boolean;
  pick<T>(from: readonly T[]): T;
  shuffle<T>(values: readonly T[]): T[];
}

/** Starts a generator; the same seed gives the same numbers on every machine. */
export function seededRandom(seed: number | string): SeededRandom {
  const draw = mulberry32(hash(String(seed)));
  const between = (least: number, most: number): number => least + Math.floor(draw() * (most - least + 1));
  return Object.assign(draw, {
    fork: (name: string) => seededRandom(`${seed}/${name}`),
    between,
    chance: (share: number) => draw() < share,
    pick: <T>(from: readonly T[]): T => {
      if (from.length === 0) throw new Error('nothing to pick from');
      return from[between(0, from.length - 1)] as T;
    },
    shuffle: <T>(values: readonly T[]): T[] => {
      const keyed = values.map(value => ({ value, key: draw() }));
      return keyed.sort((a, b) => a.key - b.key).map(({ value }) => value);
    },
  });
}

/** Mulberry32: 32 bits of state, passes the tests that matter here, five operations. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** FNV-1a, then mixed once more: similar texts give unlike seeds. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return value ^ (value >>> 13);
}
