import type { PodProgress } from './rollout-plan.js';

/** As for `Array.sort`: below 0 when the first pod is upgraded first, 0 when neither has to be. */
export type Compare = (a: PodProgress, b: PodProgress) => number;

type Key = string | number | bigint;

/** The pod with the smaller key first. */
export function ascending<K extends Key>(key: (progress: PodProgress) => K): Compare {
  return (a, b) => compareKeys(key(a), key(b));
}

/** The pod with the larger key first. */
export function descending<K extends Key>(key: (progress: PodProgress) => K): Compare {
  return (a, b) => compareKeys(key(b), key(a));
}

/** The first comparison that tells two pods apart decides. */
export function inTurn(compares: readonly Compare[]): Compare {
  return (a, b) => {
    for (const compare of compares) {
      const verdict = compare(a, b);
      if (verdict !== 0) return verdict;
    }
    return 0;
  };
}

function compareKeys<K extends Key>(a: K, b: K): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
