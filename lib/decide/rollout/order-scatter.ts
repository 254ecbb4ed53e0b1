import type { UpdateScatterTerm } from '../../api/sidecarset.generated.js';
import { labelOf } from './pod-label.js';
import type { PodProgress } from './pod-progress.js';

/** Stands for every value of a label in turn. */
const EVERY_VALUE = '*';

/** What is spread, and over what. */
export interface Scatter {
  readonly terms: readonly UpdateScatterTerm[];
  /**
   * Pods that this rollout has upgraded already. They hold the first places, so that a rollout in many waves spreads the
   * pods just as one in a single wave would.
   */
  readonly done: readonly PodProgress[];
}

/**
 * Spreads the pods that carry a label evenly over the rollout, its first and last place included: of 10 pods the 3 that
 * carry it come 1st, 6th and 10th. All others keep their order, and so do those that are spread.
 *
 * Of several terms the one that fewest pods carry is spread last, because a later term moves what an earlier one placed.
 *
 * @param ordered - the pods that may be upgraded now
 */
export function scatterPods(ordered: readonly PodProgress[], { terms, done }: Scatter): readonly PodProgress[] {
  const keys = [...new Set(terms.map(({ key }) => key))];
  return keys
    .flatMap(key => {
      const carriers = byValue(ordered, key);
      const doneCarriers = byValue(done, key);
      return valuesOf(terms, { key, found: carriers.keys() }).map(value => ({
        carriers: new Set(carriers.get(value)),
        doneCarriers: doneCarriers.get(value)?.length ?? 0,
        doneCount: done.length,
      }));
    })
    .toSorted((a, b) => b.carriers.size - a.carriers.size)
    .reduce(spreadEvenly, ordered);
}

/** What one value of a label spreads: pods that may be upgraded now, and what of the rollout is done. */
interface Spread {
  readonly carriers: ReadonlySet<PodProgress>;
  readonly doneCarriers: number;
  readonly doneCount: number;
}

/** The values of one label to be spread, each once; `*` asks for all that are found, sorted. */
function valuesOf(
  terms: readonly UpdateScatterTerm[],
  { key, found }: { readonly key: string; readonly found: Iterable<string> },
): readonly string[] {
  const values = new Set(terms.filter(term => term.key === key).map(({ value }) => value));
  return values.has(EVERY_VALUE) ? [...found].toSorted() : [...values];
}

function byValue(pods: readonly PodProgress[], key: string): ReadonlyMap<string, readonly PodProgress[]> {
  const groups = new Map<string, PodProgress[]>();
  for (const progress of pods) {
    const value = labelOf(progress, key);
    if (value === undefined) continue;
    const group = groups.get(value);
    if (group === undefined) groups.set(value, [progress]);
    else group.push(progress);
  }
  return groups;
}

function spreadEvenly(
  pods: readonly PodProgress[],
  { carriers, doneCarriers, doneCount }: Spread,
): readonly PodProgress[] {
  const gaps = carriers.size + doneCarriers - 1;
  if (gaps < 1) return pods;
  const lastPlace = doneCount + pods.length - 1;
  const toPlace = pods.filter(progress => carriers.has(progress));
  /** The place of a carrier among the pods that are left; one that is late already comes at once. */
  const placeOf = (index: number): number =>
    Math.max(index, Math.ceil(((doneCarriers + index) * lastPlace) / gaps) - doneCount);
  // One loop and no slices: a label may have thousands of values, and each of them walks over all pods.
  const spread: PodProgress[] = [];
  let placed = 0;
  const placeCarriers = (): void => {
    for (let next = toPlace[placed]; next !== undefined && placeOf(placed) === spread.length; next = toPlace[placed]) {
      spread.push(next);
      placed += 1;
    }
  };
  for (const progress of pods) {
    if (carriers.has(progress)) continue;
    placeCarriers();
    spread.push(progress);
  }
  placeCarriers();
  return spread;
}
