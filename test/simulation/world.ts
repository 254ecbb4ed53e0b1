import { WEBHOOK_ENDPOINTS } from '../../lib/api/endpoints.js';
import type { Pod } from '../../lib/api/kubernetes.generated.js';
import { OPERATOR_NAMESPACE } from '../../lib/api/permissions.js';
import { NAMESPACES } from '../../lib/api/resources.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import type { FaultKind } from './faults/fault-kinds.js';
import type { FaultPlan } from './faults/fault-plan.js';
import type { Violation } from './invariants.js';
import { followDisruptions, judgeEntry, judgeInjection, judgeRest } from './invariants.js';
import type { OutOfService } from './invariants.js';
import { hotEvents, waitsForHandover } from './hot-invariants.js';
import { startDisruptionController } from './disruption/disruption-controller.js';
import { budgetEvents, followTakings } from './world/budget-invariant.js';
import { failureEvents, goalsOf } from './world/failure-invariant.js';
import { startKubelet } from './kubelet/start-kubelet.js';
import { seededRandom } from './seeded-random.js';
import type { SeededRandom } from './seeded-random.js';
import { SimulatedCluster } from './simulated-cluster.js';
import { VirtualClock } from './virtual-clock.js';
import type { Entry } from './world/journal.js';
import { Journal } from './world/journal.js';
import type { Saboteur } from './world/operator-host.js';
import { OperatorHost } from './world/operator-host.js';
import { isReady } from './world/pod-facts.js';
import { IMAGES, NODE_NAMES, Users } from './world/user-acts.js';
import { Witness } from './world/witness.js';

const ACT_TICK_MS = 50;
const LONGEST_ACT_MS = 600_000;

/** How a world is made. */
export interface WorldOptions {
  readonly seed: number;
  readonly sabotage?: Saboteur;
}

/** A cluster with nodes, users and two replicas of the operator, and somebody who checks every change in it. */
export class World {
  readonly clock: VirtualClock = new VirtualClock();
  readonly random: SeededRandom;
  readonly cluster: SimulatedCluster;
  readonly users: Users;
  readonly hosts: readonly OperatorHost[];
  readonly trace: string[] = [];
  readonly violations: Violation[] = [];
  /** How often what happened. */
  readonly counts: Map<string, number> = new Map<string, number>();
  readonly #journal: Journal;
  readonly #end = new AbortController();
  #out: OutOfService = { disruptions: {}, takings: new Map() };
  #lastWriteMs = 0;

  constructor({ seed, sabotage }: WorldOptions) {
    this.random = seededRandom(seed);
    const { clock, random } = this;
    const streamsState = random.chance(0.7);
    this.cluster = new SimulatedCluster({ clock, random, streamsState });
    const witness = new Witness(clock);
    this.#journal = new Journal(witness);
    const say = (what: string): void => this.say(what);
    this.users = new Users({
      cluster: this.cluster,
      random,
      onPod: (asked, created) => this.violations.push(...judgeInjection(asked, created)),
      say: what => say(`user ${what}`),
    });
    const leaders = new Set<string>();
    this.hosts = ['east', 'west'].map(
      name =>
        new OperatorHost({
          name,
          cluster: this.cluster,
          ...{ clock, random, witness, say, leaders },
          count: what => this.count(what),
          onFailure: error => this.violations.push(`${name} ended: ${String(error)}`),
          ...(sabotage === undefined ? {} : { sabotage }),
        }),
    );
  }

  /** Virtual time since the last write of the operator on a pod or a SidecarSet. */
  get calmForMs(): number {
    return this.clock.monotonicMs() - this.#lastWriteMs;
  }

  async begin(): Promise<void> {
    const { cluster, clock, random } = this;
    await cluster.create(NAMESPACES, { metadata: { name: OPERATOR_NAMESPACE } });
    this.#journal.follow(cluster, clock, this.#end.signal);
    for (const endpoint of WEBHOOK_ENDPOINTS.filter(({ id }) => id === 'mpod')) {
      cluster.addWebhook({ endpoint, review: review => this.#review(review) });
    }
    for (const nodeName of NODE_NAMES) {
      const onFault = (kind: FaultKind): void => this.count(kind);
      startKubelet({ cluster, clock, random, nodeName, images: IMAGES, registersNode: false, onFault });
    }
    startDisruptionController({ cluster, clock, random, signal: this.#end.signal });
    await this.users.begin();
    for (const host of this.hosts) host.start();
    await this.pass(1_000);
  }

  set faults(plan: FaultPlan) {
    for (const host of this.hosts) host.plan = plan;
  }

  /** Lets time go by and judges what has happened meanwhile. */
  async pass(byMs: number): Promise<void> {
    await this.clock.advance(byMs);
    for (const entry of this.#journal.read()) {
      this.#tell(entry);
      for (const what of [...hotEvents(entry), ...failureEvents(entry)]) this.count(what);
      this.violations.push(...judgeEntry(entry, this.#journal, this.#out));
      this.#follow(entry);
    }
  }

  /**
   * Lets time go by for as long as somebody does something: the webhook may have to wait for an answer of its own, and
   * nobody waits where time stands still.
   *
   * @throws Error when it is not over within ten minutes
   */
  async during(act: Promise<void>): Promise<void> {
    const acting = { over: false };
    const end = act.finally(() => (acting.over = true));
    // It is awaited below; until then a failure is not unhandled.
    end.catch(() => undefined);
    await this.clock.settle();
    const limitMs = this.clock.monotonicMs() + LONGEST_ACT_MS;
    while (!acting.over) {
      if (this.clock.monotonicMs() > limitMs) throw new Error('somebody waits for the cluster in vain');
      await this.pass(ACT_TICK_MS);
    }
    await end;
  }

  /** What is left to do although nothing stands in the way. */
  unfinished(): readonly Violation[] {
    return judgeRest(this.#journal.now, this.#out.disruptions);
  }

  /** Not ready, and nothing stands in the way of what may help them: such pods are free of every limit but partition. */
  neglected(): readonly Violation[] {
    const past = this.#journal.between(0, this.#journal.now);
    const concerns = (pod: Pod, sidecarSet: SidecarSet): boolean =>
      !isReady(pod) && !goalsOf(sidecarSet, past).some(goal => waitsForHandover(pod, goal));
    const { disruptions } = this.#out;
    return judgeRest(this.#journal.now, disruptions, concerns).filter(each => each.includes('nothing holds'));
  }

  /** Ends the world: nothing of it moves any more. */
  end(): void {
    this.#end.abort();
  }

  say(what: string): void {
    this.trace.push(`${(this.clock.monotonicMs() / 1000).toFixed(3).padStart(8)} s  ${what}`);
  }

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  #follow(entry: Entry): void {
    const before = this.#out;
    const disruptions = followDisruptions(before.disruptions, entry);
    const takings = followTakings(before.takings, { entry, out: disruptions, journal: this.#journal });
    for (const what of budgetEvents(entry, before.takings, takings)) this.count(what);
    this.#out = { disruptions, takings };
  }

  /** The Service in front of the webhooks reaches a replica that lives, or nobody. */
  async #review(review: unknown): Promise<unknown> {
    const alive = this.hosts.filter(host => host.alive);
    if (alive.length === 0) throw new Error('connection refused');
    return this.random.pick(alive).review(review);
  }

  #tell({ kind, key, author, version, after }: Entry): void {
    if (author === undefined || kind === 'lease') return;
    this.#lastWriteMs = this.clock.monotonicMs();
    this.count(kind === 'pod' ? 'upgrade' : 'status write');
    const what = kind === 'pod' ? 'pod' : 'status of';
    const detail =
      kind === 'pod'
        ? (after?.spec?.containers ?? []).map(({ image }) => image).join(' ')
        : JSON.stringify(after?.status ?? {});
    this.say(`${author.process} wrote ${what} ${key} (${String(version)}): ${detail}`);
  }
}
