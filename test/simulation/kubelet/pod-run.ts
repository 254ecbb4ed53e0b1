import type { Container, Pod, PodCondition, PodStatus } from '../../../lib/api/kubernetes.generated.js';
import { timestamp } from '../server/create-rules.js';
import type { ContainerHost } from './container-run.js';
import { ContainerRun } from './container-run.js';

/** One pod on a node: its containers, and the status they add up to. */
export class PodRun {
  readonly uid: string;
  readonly #host: ContainerHost;
  readonly #init: readonly ContainerRun[];
  readonly #main: readonly ContainerRun[];
  readonly #podIP: string;
  readonly #startTime: string;
  #conditions: readonly PodCondition[] = [];
  #begunMain = false;
  #pod: Pod;

  constructor(pod: Pod, host: ContainerHost, podIP: string) {
    this.uid = pod.metadata?.uid ?? '';
    this.#host = host;
    this.#pod = pod;
    this.#podIP = podIP;
    this.#startTime = timestamp(host.clock.nowMs());
    const runOf = (kindOf: (container: Container) => 'task' | 'service') => (container: Container) =>
      new ContainerRun(container, kindOf(container), { ...host, changed: () => this.#containerChanged() });
    this.#init = (pod.spec?.initContainers ?? []).map(
      runOf(container => (container.restartPolicy === 'Always' ? 'service' : 'task')),
    );
    this.#main = (pod.spec?.containers ?? []).map(runOf(() => 'service'));
  }

  begin(): void {
    this.#beginNext();
  }

  /** Takes in what the API server says of the pod now. */
  observe(pod: Pod): void {
    const gatesWereOpen = this.#gatesOpen();
    this.#pod = pod;
    if (this.#gatesOpen() !== gatesWereOpen) this.#host.changed();
    for (const [runs, containers] of [
      [this.#init, pod.spec?.initContainers ?? []],
      [this.#main, pod.spec?.containers ?? []],
    ] as const) {
      for (const run of runs) run.wants(containers.find(({ name }) => name === run.name)?.image ?? '');
    }
  }

  stop(): void {
    for (const run of [...this.#init, ...this.#main]) run.stop();
  }

  /** The status as of now; conditions that are not the kubelet's are no part of it. */
  status(): PodStatus {
    this.#conditions = this.#judge();
    const init = this.#init.length === 0 ? {} : { initContainerStatuses: this.#init.map(run => run.status()) };
    return {
      phase: this.#main.every(run => run.made) ? 'Running' : 'Pending',
      conditions: this.#conditions,
      ...init,
      containerStatuses: this.#main.map(run => run.status()),
      podIP: this.#podIP,
      podIPs: [{ ip: this.#podIP }],
      startTime: this.#startTime,
    };
  }

  #containerChanged(): void {
    this.#beginNext();
    this.#host.changed();
  }

  /** Init containers one after the other, then all the rest at once. A later restart of one stops nobody else. */
  #beginNext(): void {
    if (this.#begunMain) return;
    for (const run of this.#init) {
      run.begin();
      if (!run.letsOthersBegin) return;
    }
    this.#begunMain = true;
    for (const run of this.#main) run.begin();
  }

  #judge(): readonly PodCondition[] {
    const services = [...this.#init.filter(run => !run.finished), ...this.#main];
    const containersReady = this.#begunMain && services.every(run => run.ready);
    return [
      this.#condition('PodScheduled', true, ''),
      this.#condition('Initialized', this.#begunMain, 'ContainersNotInitialized'),
      this.#condition('ContainersReady', containersReady, 'ContainersNotReady'),
      this.#condition(
        'Ready',
        containersReady && this.#gatesOpen(),
        containersReady ? 'ReadinessGatesNotReady' : 'ContainersNotReady',
      ),
    ];
  }

  #gatesOpen(): boolean {
    const { spec, status } = this.#pod;
    const open = (status?.conditions ?? []).filter(condition => condition.status === 'True').map(({ type }) => type);
    return (spec?.readinessGates ?? []).every(({ conditionType }) => open.includes(conditionType));
  }

  /** The time of a condition moves only with its status. */
  #condition(type: string, holds: boolean, otherwise: string): PodCondition {
    const status = holds ? 'True' : 'False';
    const known = [...this.#conditions, ...(this.#pod.status?.conditions ?? [])].find(each => each.type === type);
    const lastTransitionTime =
      known?.status === status && known.lastTransitionTime !== undefined
        ? known.lastTransitionTime
        : timestamp(this.#host.clock.nowMs());
    const why = holds ? {} : { reason: otherwise };
    return { type, status, lastTransitionTime, ...why };
  }
}
