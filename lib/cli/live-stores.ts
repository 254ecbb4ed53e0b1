import type {
  ControllerRevision,
  Deployment,
  Namespace,
  Pod,
  PodDisruptionBudget,
} from '../api/kubernetes.generated.js';
import { OPERATOR_NAME } from '../api/permissions.js';
import { REVISION_SIDECARSET_LABEL } from '../api/names.js';
import {
  CONTROLLER_REVISIONS,
  DEPLOYMENTS,
  NAMESPACES,
  POD_DISRUPTION_BUDGETS,
  PODS,
  SIDECARSETS,
} from '../api/resources.js';
import type { SidecarSet } from '../api/sidecarset.generated.js';
import type { ClusterObserver } from '../cluster/observer.js';
import { ObjectStore } from '../cluster/object-store.js';
import type { ReflectOptions } from '../cluster/reflector.js';
import { reflect } from '../cluster/reflector.js';
import { revisionsOf } from '../decide/revision/revisions-of.js';
import type { InjectionSnapshot } from '../decide/injection/injection-snapshot.js';
import type { ScopeNamespaces } from '../decide/match.js';
import type { RolloutSnapshot } from '../decide/rollout/rollout-snapshot.js';
import { BY_SIDECARSET, injectorsOf } from '../../controller/observe-rollout.js';
import { projectPod } from '../../controller/project-pod.js';
import type { ObservedScope } from './operator-scope.js';
import { scopeWith } from './operator-scope.js';
import { onlyNamed } from './operator-tools.js';
import { withoutRevision } from './without-revision.js';

/**
 * The caches behind a view that stays open: what it shows is read from here as the rollout of the operator reads it, and
 * follows watches. Budgets, revisions and the operator's Deployment count as unknown until they have arrived, which for a
 * person who may not read them is never.
 */
export class LiveStores {
  readonly #sidecarSets = new ObjectStore<SidecarSet>({ resource: SIDECARSETS });
  readonly #namespaces = new ObjectStore<Namespace>({ resource: NAMESPACES });
  readonly #pods = new ObjectStore<Pod>({
    resource: PODS,
    project: projectPod,
    indexes: { [BY_SIDECARSET]: injectorsOf },
  });
  readonly #budgets = new ObjectStore<PodDisruptionBudget>({ resource: POD_DISRUPTION_BUDGETS });
  readonly #revisions = new ObjectStore<ControllerRevision>({ resource: CONTROLLER_REVISIONS });
  readonly #deployments = new ObjectStore<Deployment>({ resource: DEPLOYMENTS });
  readonly #namedScope: ScopeNamespaces;

  /** @param namedScope - namespaces that the operator spares, beside those that its Deployment says */
  constructor(namedScope: ScopeNamespaces) {
    this.#namedScope = namedScope;
  }

  /** Keeps the caches equal to the API server until `signal` aborts. */
  async keep(
    tools: Pick<ReflectOptions<Pod>, 'cluster' | 'clock' | 'random' | 'signal'> & {
      readonly observer?: ClusterObserver;
    },
  ): Promise<void> {
    // Who may not read these sees the rest: nobody is told.
    const { observer, ...quietly } = tools;
    const aloud = observer === undefined ? quietly : { ...quietly, observer };
    await Promise.all([
      reflect({ ...aloud, store: this.#sidecarSets }),
      reflect({ ...aloud, store: this.#namespaces }),
      reflect({ ...aloud, store: this.#pods }),
      reflect({ ...quietly, store: this.#budgets }),
      reflect({
        ...quietly,
        store: this.#deployments,
        query: { namespace: this.#namedScope.ownNamespace, ...onlyNamed(OPERATOR_NAME) },
      }),
      reflect({ ...quietly, store: this.#revisions, query: { labelSelector: REVISION_SIDECARSET_LABEL } }),
    ]);
  }

  /** Resolves when all that must be known has arrived: true, or false when `signal` aborts before that. */
  async synced(signal: AbortSignal): Promise<boolean> {
    try {
      await Promise.all([this.#sidecarSets, this.#namespaces, this.#pods].map(store => store.whenSynced(signal)));
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    }
  }

  /** Calls back whenever something that is shown may have changed, until `signal` aborts. */
  subscribe(listener: () => void, signal: AbortSignal): void {
    const late = [this.#budgets, this.#revisions, this.#deployments] as const;
    const stores = [this.#sidecarSets, this.#namespaces, this.#pods, ...late] as const;
    const ends = stores.map(store => store.subscribe(listener));
    signal.addEventListener('abort', () => ends.forEach(end => end()), { once: true });
    for (const store of late) store.whenSynced(signal).then(listener, () => undefined);
  }

  /** The names of all SidecarSets, sorted. */
  names(): readonly string[] {
    return this.#sidecarSets.list().map(nameOf).toSorted();
  }

  /** Every pod, in the projection of the controller. */
  pods(): readonly Pod[] {
    return this.#pods.list();
  }

  /** What the rollout of a SidecarSet reads; nothing when there is no such SidecarSet. */
  rolloutOf(name: string, now: string): RolloutSnapshot | undefined {
    const sidecarSet = this.#sidecarSets.get({ name });
    if (sidecarSet === undefined) return undefined;
    return {
      sidecarSet,
      pods: this.#pods.byIndex(BY_SIDECARSET, name),
      otherPods: this.#pods.list().filter(pod => !injectorsOf(pod).includes(name)),
      otherSidecarSets: this.#sidecarSets.list(),
      injectedPods: this.#pods.list(),
      namespaces: Object.fromEntries(
        this.#namespaces.list().map(({ metadata }) => [metadata?.name ?? '', metadata?.labels ?? {}]),
      ),
      scopeNamespaces: this.scope().scopeNamespaces,
      now,
      ...this.#protectionOf(sidecarSet),
    };
  }

  /** What the injection of a pod reads; nothing when there is no such pod. */
  injectionOf(key: { readonly namespace: string; readonly name: string }, now: string): InjectionSnapshot | undefined {
    const pod = this.#pods.get(key);
    if (pod === undefined) return undefined;
    const { namespace } = key;
    const labels = this.#namespaces.get({ name: namespace })?.metadata?.labels;
    return {
      pod,
      namespace,
      ...(labels === undefined ? {} : { namespaceLabels: labels }),
      ...this.#versions(),
      scopeNamespaces: this.scope().scopeNamespaces,
      now,
    };
  }

  /** In which namespaces the operator does not inject, as far as that is known. */
  scope(): ObservedScope {
    const deployment = this.#deployments.get({ namespace: this.#namedScope.ownNamespace, name: OPERATOR_NAME });
    const read = deployment && scopeWith(deployment, this.#namedScope);
    return { scopeNamespaces: read ?? this.#namedScope, isRead: read !== undefined };
  }

  #versions(): Pick<InjectionSnapshot, 'sidecarSets' | 'revisions'> {
    const sidecarSets = this.#sidecarSets.list();
    if (!this.#revisions.synced) return { sidecarSets: sidecarSets.map(withoutRevision) };
    return { sidecarSets, revisions: this.#revisions.list() };
  }

  #protectionOf(sidecarSet: SidecarSet): Pick<RolloutSnapshot, 'disruptionBudgets' | 'history'> {
    const { status = {}, spec } = sidecarSet;
    const asksBudgets = spec.updateStrategy?.respectPodDisruptionBudgets === true && this.#budgets.synced;
    const asksHistory = status.failedUpdate !== undefined && this.#revisions.synced;
    return {
      ...(asksBudgets ? { disruptionBudgets: this.#budgets.list() } : {}),
      ...(asksHistory ? { history: this.#historyOf(sidecarSet) } : {}),
    };
  }

  #historyOf(sidecarSet: SidecarSet): NonNullable<RolloutSnapshot['history']> {
    const { latestRevision = '', collisionCount = 0 } = sidecarSet.status ?? {};
    return { latestRevision, collisionCount, revisions: revisionsOf(sidecarSet, this.#revisions.list()) };
  }
}

function nameOf({ metadata }: SidecarSet): string {
  return metadata?.name ?? '';
}
