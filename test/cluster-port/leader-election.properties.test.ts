import { expect } from 'chai';
import { runElection } from '../../lib/cluster/leader-election.js';
import type { Term } from '../../lib/cluster/term.js';
import { FaultyCluster } from '../simulation/faults/faulty-cluster.js';
import type { FaultPlan } from '../simulation/faults/fault-plan.js';
import type { SeededRandom } from '../simulation/seeded-random.js';
import { seededRandom } from '../simulation/seeded-random.js';
import { SimulatedCluster } from '../simulation/simulated-cluster.js';
import { VirtualClock } from '../simulation/virtual-clock.js';

const PLANS: readonly FaultPlan[] = [
  {},
  { delayMs: { least: 0, most: 4_000 } },
  { delayMs: { least: 0, most: 500 }, lostAnswers: 0.4 },
  { lostCalls: 0.7, serverErrors: 0.2 },
  { conflicts: 0.5, lostAnswers: 0.3, delayMs: { least: 0, most: 2_000 } },
  { lostCalls: 1 },
  { delayMs: { least: 8_000, most: 20_000 } },
];

/** Replicas that come, lead, hang and go for a simulated hour. */
class Parliament {
  readonly clock: VirtualClock = new VirtualClock();
  readonly leaders = new Set<string>();
  terms = 0;
  readonly #random: SeededRandom;
  readonly #truth: SimulatedCluster;
  readonly #members = new Map<string, { cluster: FaultyCluster; stop: AbortController }>();
  #joined = 0;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
    this.#truth = new SimulatedCluster({ clock: this.clock, random: this.#random });
  }

  async sit(): Promise<void> {
    for (let n = 0; n < 3; n += 1) this.#join();
    for (let minute = 0; minute < 60; minute += 1) {
      for (const member of this.#members.values()) member.cluster.plan = this.#random.pick(PLANS);
      if (this.#random.chance(0.2)) this.#leave();
      if (this.#members.size < 3) this.#join();
      await this.clock.advance(this.#random.between(1_000, 60_000));
    }
    for (const member of this.#members.values()) member.cluster.plan = {};
    await this.clock.advance(60_000);
  }

  async dissolve(): Promise<void> {
    for (const { stop } of this.#members.values()) stop.abort();
    await this.clock.advance(30_000);
  }

  #join(): void {
    const identity = `replica-${++this.#joined}`;
    const random = this.#random.fork(identity);
    // Clocks that differ by up to an hour and run up to 5 % too fast or too slow.
    const clock = this.clock.machine({
      wallSkewMs: random.between(-3_600_000, 3_600_000),
      rate: 0.95 + random() * 0.1,
    });
    const cluster = new FaultyCluster({ cluster: this.#truth, clock: this.clock, random, plan: {} });
    const stop = new AbortController();
    this.#members.set(identity, { cluster, stop });
    const lease = { namespace: 'default', name: 'leader' };
    const onLeading = ({ signal }: Term): Promise<void> => this.#govern(identity, signal);
    void runElection({ cluster, clock, random, lease, identity, onLeading, signal: stop.signal });
  }

  #leave(): void {
    const [identity, member] = this.#random.pick([...this.#members]);
    this.#members.delete(identity);
    member.stop.abort();
  }

  async #govern(identity: string, signal: AbortSignal): Promise<void> {
    this.leaders.add(identity);
    this.terms += 1;
    if (this.leaders.size > 1) throw new Error(`two leaders: ${[...this.leaders].join(' and ')}`);
    await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }));
    // The work takes a while to notice.
    await new Promise<void>(resolve => void this.clock.schedule(1_000, resolve));
    this.leaders.delete(identity);
  }
}

describe('leader election among skewed clocks, slow calls and lost answers', () => {
  const troubles: unknown[] = [];
  const note = (reason: unknown): unknown => troubles.push(reason);
  before(() => process.on('unhandledRejection', note));
  after(() => process.off('unhandledRejection', note));
  beforeEach(() => (troubles.length = 0));

  for (let seed = 1; seed <= 25; seed += 1) {
    it(`never has two leaders, and one when all is well again (seed ${seed})`, async () => {
      const parliament = new Parliament(seed);
      await parliament.sit();
      expect(troubles).to.deep.equal([]);
      expect([...parliament.leaders]).to.have.length(1);
      expect(parliament.terms).to.be.above(2);
      await parliament.dissolve();
      expect([...parliament.leaders]).to.deep.equal([]);
      expect(parliament.clock.pending).to.equal(0);
    });
  }
});
