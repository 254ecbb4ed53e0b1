import type { Clock } from '../../../lib/cluster/clock.js';
import type { Cluster } from '../../../lib/cluster/cluster.js';
import type { ClusterObserver } from '../../../lib/cluster/observer.js';
import type { FaultPlan } from '../faults/fault-plan.js';
import { FaultyCluster } from '../faults/faulty-cluster.js';
import { MortalProcess } from '../faults/mortal-process.js';
import { GrantedCluster } from '../granted-cluster.js';
import type { SeededRandom } from '../seeded-random.js';
import { FrozenProcess } from './frozen-process.js';
import type { Replica } from './replica.js';
import { startReplica } from './replica.js';
import type { Witness } from './witness.js';

/** Stands between the operator and the cluster and breaks a rule, to show that somebody notices. */
export type Saboteur = (cluster: Cluster) => Cluster;

/** Where a replica runs. */
export interface HostOptions {
  readonly name: string;
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly witness: Witness;
  /** Told what happens, for people. */
  readonly say: (what: string) => void;
  /** Counts what has happened. */
  readonly count: (what: string) => void;
  readonly onFailure: (error: unknown) => void;
  /** Living processes that believe that they lead, of all hosts. */
  readonly leaders: Set<string>;
  readonly sabotage?: Saboteur;
}

const RESTART_MS = 2_000;

/** One replica's place: what dies here is started anew, as a Deployment does. */
export class OperatorHost {
  readonly #options: HostOptions;
  readonly #random: SeededRandom;
  #plan: FaultPlan = {};
  #faulty: FaultyCluster | undefined;
  #frozen: FrozenProcess | undefined;
  #mortal: MortalProcess | undefined;
  #replica: Replica | undefined;
  #incarnation = 0;

  constructor(options: HostOptions) {
    this.#options = options;
    this.#random = options.random.fork(options.name);
  }

  get alive(): boolean {
    return this.#mortal?.dead === false;
  }

  /** Does its process live and believe that it leads? */
  get leads(): boolean {
    return this.alive && this.#options.leaders.has(this.#identity);
  }

  /** Awaits of its present process so far, where it could have died. */
  get awaits(): number {
    return this.#mortal?.awaits ?? 0;
  }

  /** The network and the API server as this replica finds them, from now on. */
  set plan(plan: FaultPlan) {
    this.#plan = plan;
    if (this.#faulty !== undefined) this.#faulty.plan = plan;
  }

  start(): void {
    const { cluster, clock, witness, sabotage, say, count } = this.#options;
    this.#incarnation += 1;
    const identity = this.#identity;
    const random = this.#random.fork(String(this.#incarnation));
    const granted = new GrantedCluster(witness.besideCluster(cluster), { roles: ['webhook', 'controller'] });
    const faulty = new FaultyCluster({ cluster: granted, clock, random, plan: this.#plan, onFault: count });
    const mortal = new MortalProcess({
      cluster: faulty,
      clock,
      onDeath: atAwait => this.#bury(mortal, identity, atAwait),
    });
    const frozen = new FrozenProcess(mortal.cluster, mortal.clock);
    const companion = witness.besideProcess(frozen.cluster, identity);
    [this.#faulty, this.#mortal, this.#frozen] = [faulty, mortal, frozen];
    say(`${identity} starts`);
    this.#replica = startReplica({
      cluster: sabotage === undefined ? companion.cluster : sabotage(companion.cluster),
      clock: frozen.clock,
      random,
      identity,
      observer: this.#observer(identity),
      onBegin: sidecarSet => companion.begins(sidecarSet),
      onRetry: error => {
        this.#options.count('rollout tried again');
        say(`${identity} tries again: ${reasonsOf(error)}`);
      },
    });
    this.#replica.ended.catch((error: unknown) => this.#options.onFailure(error));
  }

  /** The process is killed. */
  crash(): void {
    this.#mortal?.die();
  }

  /** The process will be killed at the so-manieth await from now on, counted from 1. */
  crashAtAwait(awaits: number): void {
    this.#mortal?.dieAtAwait(awaits);
  }

  /** It stops in good order, and another one takes its place. */
  restart(): void {
    this.#replica?.stop();
    this.#options.count('graceful-restart');
    const old = this.#mortal;
    this.#options.clock.schedule(RESTART_MS, () => {
      if (this.#mortal === old) this.start();
    });
  }

  /** It stands still for a while. */
  freeze(forMs: number): void {
    const frozen = this.#frozen;
    this.#options.say(`${this.#options.name} stands still for ${String(forMs)} ms`);
    this.#options.count('frozen-process');
    frozen?.freeze();
    this.#options.clock.schedule(forMs, () => frozen?.thaw());
  }

  async review(review: unknown): Promise<unknown> {
    if (this.#replica === undefined) throw new Error('connection refused');
    return this.#replica.review(review);
  }

  get #identity(): string {
    return `${this.#options.name}.${String(this.#incarnation)}`;
  }

  #bury(dead: MortalProcess, identity: string, atAwait: boolean): void {
    const { say, count, clock, leaders } = this.#options;
    say(`${identity} dies`);
    count(atAwait ? 'crash-at-await' : 'crash');
    leaders.delete(identity);
    clock.schedule(RESTART_MS, () => {
      if (this.#mortal === dead) this.start();
    });
  }

  #observer(identity: string): ClusterObserver {
    const { say, count, leaders } = this.#options;
    return {
      watchEnded: ({ reason }) => count(`watch ${reason}`),
      listEnded: ({ via }) => count(`state by ${via}`),
      leadershipChanged: ({ leading }) => {
        leaders.delete(identity);
        if (!leading) return;
        say(`${identity} leads`);
        count('change-of-leader');
        if (leaders.size > 0) count('two-leaders');
        leaders.add(identity);
      },
      electionFailed: () => count('election failed'),
    };
  }
}

function reasonsOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonsOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
