import type { Place } from './place.js';

/** A place that has the same key as an earlier one. */
export interface Repetition {
  readonly place: Place;
  readonly first: Place;
}

/** Finds the places whose key an earlier place has; those without a key never count. */
export function repeated(places: readonly Place[], keyOf: (place: Place) => string | undefined): readonly Repetition[] {
  const first = new Map<string, Place>();
  return places.flatMap(place => {
    const key = keyOf(place);
    if (key === undefined) return [];
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, place);
    return earlier === undefined ? [] : [{ place, first: earlier }];
  });
}
