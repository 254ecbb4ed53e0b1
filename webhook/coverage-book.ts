import type { SidecarSet } from '../lib/api/sidecarset.generated.js';
import type { Coverage } from '../lib/decide/admission-scope/coverage.js';
import { isAbout } from '../lib/decide/admission-scope/coverage.js';

/** What is known of the coverage of each SidecarSet. Whoever reports it is told of every change. */
export class CoverageBook {
  #byName: ReadonlyMap<string, Coverage> = new Map();
  readonly #listeners = new Set<(sidecarSet: string) => void>();

  /** Undefined: nothing is known yet about this SidecarSet, or not about this generation of it. */
  of(sidecarSet: Pick<SidecarSet, 'metadata'>): Coverage | undefined {
    const known = this.#byName.get(sidecarSet.metadata?.name ?? '');
    return known !== undefined && isAbout(known, sidecarSet) ? known : undefined;
  }

  /** Takes the place of all that was known before. */
  write(coverages: ReadonlyMap<string, Coverage>): void {
    const before = this.#byName;
    this.#byName = coverages;
    for (const [name, coverage] of coverages) {
      if (!isSame(before.get(name), coverage)) this.#listeners.forEach(listener => listener(name));
    }
  }

  /** @returns a function that ends it */
  subscribe(listener: (sidecarSet: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

function isSame(a: Coverage | undefined, b: Coverage): boolean {
  return a?.uid === b.uid && a?.generation === b.generation && a?.reason === b.reason && a.message === b.message;
}
