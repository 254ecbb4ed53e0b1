import type { DemandedLabel } from '../label-selector.js';

/** One thing that a pod or its namespace has and that a selector may demand. */
export interface Term {
  /** Of a label, or what stands for something else that is no label. */
  readonly key: string;
  /** Undefined: any value will do. */
  readonly value: string | undefined;
}

/** What every pod has. */
export const ANYTHING: Term = { key: '', value: undefined };

/** A selector that takes more values of one label than this is filed under the label's being there. */
const MOST_VALUES = 32;

/** The term of being in this namespace. */
export function namespaceTerm(namespace: string): Term {
  return { key: '@', value: namespace };
}

/**
 * The ways in which a selector can be filed. Whatever it matches fulfils at least one term of every way.
 *
 * @returns at least one way; it is {@link ANYTHING} for a selector that demands no label
 */
export function termChoices(demanded: readonly DemandedLabel[]): readonly (readonly Term[])[] {
  if (demanded.length === 0) return [[ANYTHING]];
  return demanded.map(({ key, values }) => {
    if (values === undefined || values.length > MOST_VALUES) return [presence(key)];
    return values.map(value => valueTerm(key, value));
  });
}

function presence(key: string): Term {
  return { key, value: undefined };
}

/** A value that is no text equals none that a pod may have; one term will do for all of them. */
function valueTerm(key: string, value: unknown): Term {
  return typeof value === 'string' ? { key, value } : presence(key);
}
