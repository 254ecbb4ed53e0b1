import type { PodProgress } from './pod-progress.js';

type Key = string | number | bigint;

/** Something that may tell which of two pods is upgraded first. */
export interface Criterion {
  /** Keys of one criterion are of one type. */
  readonly keyOf: (progress: PodProgress) => Key;
  /** 1: the smaller key comes first. */
  readonly direction: 1 | -1;
}

/** The pod with the smaller key first. */
export function ascending(keyOf: Criterion['keyOf']): Criterion {
  return { keyOf, direction: 1 };
}

/** The pod with the larger key first. */
export function descending(keyOf: Criterion['keyOf']): Criterion {
  return { keyOf, direction: -1 };
}

/**
 * Sorts by the first criterion that tells two pods apart. Keys are read once for each pod: a sort compares a pod many
 * times, and thousands of pods are sorted for every wave.
 */
export function sortPods(pods: readonly PodProgress[], criteria: readonly Criterion[]): readonly PodProgress[] {
  const rows = pods.map(progress => ({ progress, keys: criteria.map(({ keyOf }) => keyOf(progress)) }));
  const compare = (a: readonly Key[], b: readonly Key[]): number => {
    for (const [index, { direction }] of criteria.entries()) {
      const [x, y] = [a[index] ?? 0, b[index] ?? 0];
      if (x !== y) return x < y ? -direction : direction;
    }
    return 0;
  };
  return rows.toSorted((a, b) => compare(a.keys, b.keys)).map(({ progress }) => progress);
}
