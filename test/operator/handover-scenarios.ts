import type { HandoverContest } from './handover-contest.js';
import { CRASHING_RELEASE } from './handover-contest.js';

/** Something that happens while clients send requests. */
export interface HandoverScenario {
  /** Completes "during ...". */
  readonly what: string;
  readonly act: (contest: HandoverContest) => Promise<void>;
}

/** The releases that the scenarios go through; the first one is there from the start. */
export const RELEASES: readonly string[] = ['v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'v7', 'v8'];

/** The scenarios in their order: each begins where the one before ends. */
export const HANDOVER_SCENARIOS: readonly HandoverScenario[] = [
  { what: 'no upgrade at all', act: contest => contest.answered(300) },
  {
    what: 'one upgrade',
    async act(contest) {
      await contest.changeBoth('v2');
      await contest.settled('v2');
    },
  },
  {
    what: 'five upgrades in a row',
    async act(contest) {
      for (const release of ['v3', 'v4', 'v5', 'v6', 'v7']) {
        await contest.changeBoth(release);
        // The next one is asked for while this one is under way.
        await contest.inFlight(release);
      }
      await contest.settled('v7');
    },
  },
  {
    what: 'a release that crashes',
    // Tried hot only, and replaced by a good one; the cold sidecars get the good one at once.
    async act(contest) {
      await contest.change('hot', CRASHING_RELEASE);
      await contest.inFlight(CRASHING_RELEASE);
      await contest.crashed();
      await contest.answered(300);
      await contest.changeBoth('v8');
      await contest.settled('v8');
    },
  },
];
