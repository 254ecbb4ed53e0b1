import { expect } from 'chai';
import type { LeaseSpec } from '../../lib/api/kubernetes.generated.js';
import { LEASES } from '../../lib/api/resources.js';
import type { Clock } from '../../lib/cluster/clock.js';
import type { Cluster } from '../../lib/cluster/cluster.js';
import type { ElectionOptions } from '../../lib/cluster/leader-election.js';
import { runElection } from '../../lib/cluster/leader-election.js';
import type { Term } from '../../lib/cluster/term.js';
import { FaultyCluster } from '../simulation/faults/faulty-cluster.js';
import { seededRandom } from '../simulation/seeded-random.js';
import { SimulatedCluster } from '../simulation/simulated-cluster.js';
import { VirtualClock } from '../simulation/virtual-clock.js';
import { FrozenProcess } from '../simulation/world/frozen-process.js';

const LEASE = { namespace: 'default', name: 'leader' };

/** One process that takes part in the election. */
class Replica {
  readonly log: string[] = [];
  readonly failures: unknown[] = [];
  leading = false;
  over: 'not yet' | 'ended' | Error = 'not yet';
  endWork: (error?: Error) => void = () => undefined;
  readonly #stop = new AbortController();

  constructor(cluster: Cluster, clock: Clock, identity: string, more: Partial<ElectionOptions> = {}) {
    runElection({
      cluster,
      clock,
      random: () => 0,
      lease: LEASE,
      identity,
      onLeading: ({ signal }) => this.#work(signal),
      observer: {
        leadershipChanged: ({ leading, holder }) =>
          this.log.push(`${leading ? 'leads' : 'follows'} ${holder || 'nobody'}`),
        electionFailed: ({ error }) => this.failures.push(error),
      },
      signal: this.#stop.signal,
      ...more,
    }).then(
      () => (this.over = 'ended'),
      (error: unknown) => (this.over = error as Error),
    );
  }

  stop(): void {
    this.#stop.abort(new Error('stop'));
  }

  /** Works until it is told to end, or ends by itself. */
  #work(signal: AbortSignal): Promise<void> {
    this.leading = true;
    return new Promise((resolve, reject) => {
      this.endWork = error => {
        this.leading = false;
        if (error === undefined) resolve();
        else reject(error);
      };
      signal.addEventListener('abort', () => this.endWork(), { once: true });
    });
  }
}

describe('leader election', () => {
  let clock: VirtualClock;
  let truth: SimulatedCluster;
  let cluster: FaultyCluster;

  beforeEach(() => {
    clock = new VirtualClock();
    const random = seededRandom('election');
    truth = new SimulatedCluster({ clock, random });
    cluster = new FaultyCluster({ cluster: truth, clock, random, plan: {} });
  });

  async function storedSpec(): Promise<LeaseSpec> {
    return (await truth.get(LEASES, LEASE)).spec ?? {};
  }

  it('makes the only candidate leader at once', async () => {
    const a = new Replica(cluster, clock, 'a');
    await clock.advance(1);
    expect(a.leading).to.be.true;
    expect(a.log).to.deep.equal(['leads a']);
    expect(await storedSpec()).to.include({ holderIdentity: 'a', leaseDurationSeconds: 15, leaseTransitions: 0 });
  });

  it('lets the second one wait while the first renews, for as long as it does', async () => {
    const a = new Replica(cluster, clock, 'a');
    await clock.advance(1);
    const b = new Replica(cluster, clock, 'b');
    await clock.advance(600_000);
    expect([a.leading, b.leading]).to.deep.equal([true, false]);
    expect(b.log).to.deep.equal(['follows a']);
    const { renewTime } = await storedSpec();
    expect(clock.nowMs() - Date.parse(renewTime!)).to.be.at.most(2_000);
  });

  it('hands over at once when the leader stops in order, after the end of its work', async () => {
    let finish: () => void = () => undefined;
    const a = new Replica(cluster, clock, 'a', {
      onLeading: () => new Promise<void>(resolve => (finish = resolve)),
    });
    await clock.advance(1);
    const b = new Replica(cluster, clock, 'b');
    await clock.advance(1);
    a.stop();
    await clock.advance(60_000);
    expect(b.leading, 'while the work of a goes on').to.be.false;
    finish();
    await clock.advance(3_000);
    expect(a.over).to.equal('ended');
    expect(b.leading).to.be.true;
    expect((await storedSpec()).leaseTransitions).to.equal(1);
  });

  it('replaces a leader that vanished after the duration of its lease, not before', async () => {
    await truth.create(LEASES, {
      metadata: LEASE,
      spec: { holderIdentity: 'dead', leaseDurationSeconds: 15, renewTime: '2000-01-01T00:00:00.000000Z' },
    });
    const b = new Replica(cluster, clock, 'b');
    await clock.advance(14_999);
    expect(b.leading).to.be.false;
    await clock.advance(2_001);
    expect(b.leading).to.be.true;
  });

  it('waits as long as the lease says, not as long as its own would last', async () => {
    await truth.create(LEASES, { metadata: LEASE, spec: { holderIdentity: 'dead', leaseDurationSeconds: 60 } });
    const b = new Replica(cluster, clock, 'b');
    await clock.advance(59_000);
    expect(b.leading).to.be.false;
    await clock.advance(3_000);
    expect(b.leading).to.be.true;
  });

  it('does not take a label that somebody keeps setting for a sign of life', async () => {
    await truth.create(LEASES, { metadata: LEASE, spec: { holderIdentity: 'dead', leaseDurationSeconds: 15 } });
    const b = new Replica(cluster, clock, 'b');
    for (let n = 0; n < 20; n += 1) {
      await clock.advance(1_000);
      await truth.patch(LEASES, LEASE, { type: 'merge', body: { metadata: { labels: { n: String(n) } } } });
    }
    expect(b.leading).to.be.true;
  });

  it('ends the work of a leader that cannot renew for ten seconds, although its calls still hang', async () => {
    const a = new Replica(cluster, clock, 'a');
    await clock.advance(1);
    cluster.plan = { delayMs: { least: 3_600_000, most: 3_600_000 } };
    await clock.advance(9_998);
    expect(a.leading).to.be.true;
    await clock.advance(2);
    expect(a.leading).to.be.false;
    expect(a.log).to.deep.equal(['leads a', 'follows a']);
  });

  it('is over for a process that stood still, also for a timer that runs before the one that ends it', async () => {
    const process = new FrozenProcess(cluster, clock);
    const over: boolean[] = [];
    const isOver = (term: Term): boolean => {
      try {
        term.throwIfOver();
        return false;
      } catch {
        return true;
      }
    };
    const a = new Replica(process.cluster, process.clock, 'a', {
      onLeading: term => {
        for (const dueMs of [500, 5_000]) process.clock.schedule(dueMs, () => over.push(isOver(term)));
        return new Promise(resolve => term.signal.addEventListener('abort', () => resolve()));
      },
    });
    await clock.advance(1_000);
    process.freeze();
    await clock.advance(60_000);
    process.thaw();
    await clock.settle();
    expect(over).to.deep.equal([false, true]);
    expect(a.over).to.equal('not yet');
    await clock.advance(60_000);
    expect(a.log).to.deep.equal(['leads a', 'follows a', 'leads a']);
  });

  it('counts the ten seconds from the beginning of the last renewal, not from its answer', async () => {
    cluster.plan = { delayMs: { least: 2_000, most: 2_000 } };
    const a = new Replica(cluster, clock, 'a');
    // Looking takes four seconds, creating another four.
    await clock.advance(8_001);
    expect(a.leading).to.be.true;
    cluster.plan = { lostCalls: 1 };
    await clock.advance(2_000);
    expect(a.leading, 'ten seconds after the attempt began').to.be.false;
  });

  it('leads again when the API server is back and nobody else has come', async () => {
    const a = new Replica(cluster, clock, 'a');
    await clock.advance(1);
    cluster.plan = { lostCalls: 1 };
    await clock.advance(30_000);
    expect(a.leading).to.be.false;
    expect(a.failures).not.to.be.empty;
    cluster.plan = {};
    await clock.advance(5_000);
    expect(a.leading).to.be.true;
    expect((await storedSpec()).leaseTransitions).to.equal(0);
  });

  it('goes on when the answer to a renewal is lost and the next one meets its own write', async () => {
    const a = new Replica(cluster, clock, 'a');
    await clock.advance(1);
    cluster.plan = { lostAnswers: 1 };
    await clock.advance(2_500);
    cluster.plan = {};
    await clock.advance(60_000);
    expect(a.log).to.deep.equal(['leads a']);
    expect(a.leading).to.be.true;
  });

  it('ends at once when somebody else holds the lease, whoever gave it away', async () => {
    const a = new Replica(cluster, clock, 'a');
    await clock.advance(1);
    await truth.patch(LEASES, LEASE, { type: 'merge', body: { spec: { holderIdentity: 'usurper' } } });
    await clock.advance(2_001);
    expect(a.leading).to.be.false;
    expect(a.log).to.deep.equal(['leads a', 'follows usurper']);
    expect((await storedSpec()).holderIdentity).to.equal('usurper');
  });

  it('lets one win when two claim at the same moment', async () => {
    const a = new Replica(cluster, clock, 'a');
    const b = new Replica(cluster, clock, 'b');
    await clock.advance(1);
    expect([a.leading, b.leading].filter(Boolean)).to.have.length(1);
  });

  it('ends, gives the lease back and passes the error on when the work fails', async () => {
    const a = new Replica(cluster, clock, 'a');
    await clock.advance(1);
    const bug = new Error('bug');
    a.endWork(bug);
    await clock.advance(1);
    expect(a.over).to.equal(bug);
    expect(await storedSpec()).to.include({ holderIdentity: '', leaseDurationSeconds: 1 });
  });

  it('ends and gives the lease back when the work is done', async () => {
    const a = new Replica(cluster, clock, 'a');
    await clock.advance(1);
    a.endWork();
    await clock.advance(1);
    expect(a.over).to.equal('ended');
    expect((await storedSpec()).holderIdentity).to.equal('');
  });

  it('ends when it is stopped, leading or not, and leaves no timer behind', async () => {
    const a = new Replica(cluster, clock, 'a');
    await clock.advance(1);
    const b = new Replica(cluster, clock, 'b');
    await clock.advance(1);
    b.stop();
    a.stop();
    await clock.settle();
    expect([a.over, b.over]).to.deep.equal(['ended', 'ended']);
    expect(clock.pending).to.equal(0);
  });

  it('ends even when the lease cannot be given back', async () => {
    const a = new Replica(cluster, clock, 'a');
    await clock.advance(1);
    cluster.plan = { lostCalls: 1 };
    a.stop();
    await clock.settle();
    expect(a.over).to.equal('ended');
    expect(a.failures).to.have.length(1);
  });

  for (const wrong of [
    { leaseDurationMs: 10_000, renewDeadlineMs: 10_000 },
    { renewDeadlineMs: 2_000, retryPeriodMs: 2_000 },
    { retryPeriodMs: 0 },
  ]) {
    it(`refuses times that could make two leaders: ${JSON.stringify(wrong)}`, async () => {
      const a = new Replica(cluster, clock, 'a', wrong);
      await clock.settle();
      expect(a.over).to.be.instanceOf(RangeError);
    });
  }
});
