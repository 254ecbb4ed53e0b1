import type { FaultKind } from './faults/fault-kinds.js';
import { FAULT_KINDS } from './faults/fault-kinds.js';

/** How often something happened, and in how many stories. */
interface Tally {
  seeds: number;
  times: number;
}

/** Adds up what happened over many stories, faults above all: one that never happened has tested nothing. */
export class Coverage {
  readonly #tallies = new Map<string, Tally>();

  /** @param counts - of one story */
  add(counts: Iterable<readonly [what: string, times: number]>): void {
    for (const [what, times] of counts) {
      const tally = this.#tallies.get(what) ?? { seeds: 0, times: 0 };
      this.#tallies.set(what, { seeds: tally.seeds + 1, times: tally.times + times });
    }
  }

  /** Faults that happened in no story. */
  missing(): readonly FaultKind[] {
    return faultKinds().filter(kind => !this.#tallies.has(kind));
  }

  /** One line for each fault and each other event: in how many seeds, and how often. */
  table(): readonly string[] {
    const others = [...this.#tallies.keys()].filter(what => !(what in FAULT_KINDS)).toSorted();
    return [
      `${'fault'.padEnd(24)}${'seeds'.padStart(8)}${'times'.padStart(10)}`,
      ...faultKinds().map(kind => `${this.#row(kind)}  ${FAULT_KINDS[kind]}`),
      '',
      'what else happened',
      ...others.map(what => this.#row(what)),
    ];
  }

  #row(what: string): string {
    const { seeds, times } = this.#tallies.get(what) ?? { seeds: 0, times: 0 };
    return `${what.padEnd(24)}${String(seeds).padStart(8)}${String(times).padStart(10)}`;
  }
}

function faultKinds(): readonly FaultKind[] {
  return Object.keys(FAULT_KINDS) as FaultKind[];
}
