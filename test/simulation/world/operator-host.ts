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

  /** The network and the API server as this replica finds them, from now on. */
  set plan(plan: FaultPlan) {
    this.#plan = plan;
    if (this.#faulty !== undefined) this.#faulty.plan = plan;
  }

  start(diesAtAwait?: number): void {
    const { cluster, clock, witness, name, sabotage, say } = this.#options;
    this.#incarnation += 1;
    const identity = `${name}.${String(this.#incarnation)}`;
    const random = this.#random.fork(String(this.#incarnation));
    const granted = new GrantedCluster(witness.besideCluster(cluster), { roles: ['webhook', 'controller'] });
    const faulty = new FaultyCluster({ cluster: granted, clock, random, plan: this.#plan });
    const mortal = new MortalProcess({
      cluster: faulty,
      clock,
      ...(diesAtAwait === undefined ? {} : { diesAtAwait }),
      onDeath: () => this.#bury(identity),
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

  /** It stops in good order, and another one takes its place. */
  restart(): void {
    this.#replica?.stop();
    this.#options.count('graceful restart');
    const old = this.#mortal;
    this.#options.clock.schedule(RESTART_MS, () => {
      if (this.#mortal === old) this.start();
    });
  }

  /** It stands still for a while. */
  freeze(forMs: number): void {
    const frozen = this.#frozen;
    this.#options.say(`${this.#options.name} stands still for ${String(forMs)} ms`);
    this.#options.count('pause of a process');
    frozen?.freeze();
    this.#options.clock.schedule(forMs, () => frozen?.thaw());
  }

  async review(review: unknown): Promise<unknown> {
    if (this.#replica === undefined) throw new Error('connection refused');
    return this.#replica.review(review);
  }

  #bury(identity: string): void {
    this.#options.say(`${identity} dies`);
    this.#options.count('crash of a process');
    this.#options.clock.schedule(RESTART_MS, () => this.start());
  }

  #observer(identity: string): ClusterObserver {
    const { say, count } = this.#options;
    return {
      watchEnded: ({ reason }) => count(`watch ${reason}`),
      listEnded: ({ via }) => count(`state by ${via}`),
      leadershipChanged: ({ leading }) => {
        if (leading) count('change of leader');
        if (leading) say(`${identity} leads`);
      },
      electionFailed: () => count('election failed'),
    };
  }
}

function reasonsOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonsOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
