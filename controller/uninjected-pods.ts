import type { Namespace, Pod } from '../lib/api/kubernetes.generated.js';
import type { SidecarSet } from '../lib/api/sidecarset.generated.js';
import type { Change, StoreView } from '../lib/cluster/store-view.js';
import { isActive } from '../lib/decide/active-pod.js';
import { CandidateIndex } from '../lib/decide/injection/candidate-index.js';
import { diffJson } from '../lib/decide/json-patch.js';
import type { MatchSnapshot, ScopeNamespaces } from '../lib/decide/match.js';
import { selectsPod } from '../lib/decide/match.js';
import { injectorsOf } from './observe-rollout.js';

/** The caches of which {@link UninjectedPods} keeps track. */
export interface UninjectedSources {
  readonly sidecarSets: StoreView<SidecarSet>;
  readonly namespaces: StoreView<Namespace>;
  /** Projected pods. */
  readonly pods: StoreView<Pod>;
  /** Which namespaces new pods are not injected in. */
  readonly scopeNamespaces?: ScopeNamespaces | undefined;
}

/**
 * Which pods each SidecarSet selects and did not inject. A change of a pod costs a look at the SidecarSets that might select
 * it, and none at all when neither its labels nor its ledger changed; a change of a SidecarSet's selector costs one walk
 * over the pods. What no SidecarSet selects takes no room here.
 */
export class UninjectedPods {
  readonly #sources: UninjectedSources;
  readonly #trigger: (sidecarSet: string) => void;
  readonly #candidates = new CandidateIndex();
  /** SidecarSet → pods. */
  readonly #pods = new Map<string, Map<string, Pod>>();
  readonly #ends: readonly (() => void)[];

  /**
   * @param sources - synced
   * @param trigger - told of each SidecarSet whose pods have changed
   */
  constructor(sources: UninjectedSources, trigger: (sidecarSet: string) => void) {
    this.#sources = sources;
    this.#trigger = trigger;
    for (const sidecarSet of sources.sidecarSets.list()) this.#candidates.put(sidecarSet);
    for (const pod of sources.pods.list()) this.#file(pod);
    this.#ends = [
      sources.sidecarSets.subscribe(change => this.#takeSidecarSet(change)),
      sources.namespaces.subscribe(change => this.#takeNamespace(change)),
      sources.pods.subscribe(change => this.#takePod(change)),
    ];
  }

  /**
   * @returns in no particular order, each as it was when something about its selection changed last: that says nothing of
   *   its readiness
   */
  of(sidecarSet: string): readonly Pod[] {
    return [...(this.#pods.get(sidecarSet)?.values() ?? [])];
  }

  /** Ends the subscriptions. */
  stop(): void {
    for (const end of this.#ends) end();
  }

  #takeSidecarSet(change: Change<SidecarSet>): void {
    const { metadata } = change.kind === 'removed' ? change.before : change.object;
    const name = metadata?.name ?? '';
    if (change.kind === 'removed') {
      this.#candidates.remove(name);
      this.#pods.delete(name);
      return;
    }
    this.#candidates.put(change.object);
    if (change.kind === 'updated' && !selectionDiffers(change.before, change.object)) return;
    const found = this.#sources.pods.list().filter(pod => isOpen(pod, name) && this.#isSelected(pod, change.object));
    if (found.length === 0) this.#pods.delete(name);
    else this.#pods.set(name, new Map(found.map(pod => [keyOf(pod), pod])));
  }

  #takeNamespace(change: Change<Namespace>): void {
    const { metadata } = change.kind === 'removed' ? change.before : change.object;
    const labelsChanged =
      change.kind !== 'updated' || differ(change.before.metadata?.labels, change.object.metadata?.labels);
    if (!labelsChanged || !this.#candidates.readsNamespaceLabels) return;
    for (const pod of this.#sources.pods.list()) if (pod.metadata?.namespace === metadata?.name) this.#file(pod);
  }

  #takePod(change: Change<Pod>): void {
    if (change.kind === 'removed') this.#drop(change.before, new Set());
    else if (change.kind === 'added' || !looksTheSame(change.before, change.object)) this.#file(change.object);
  }

  /** Puts a pod where it belongs now. */
  #file(pod: Pod): void {
    const place = this.#placeOf(pod);
    const selecting = this.#candidates
      .candidates(place)
      .filter(sidecarSet => selectsPod({ sidecarSet, ...place }).selected)
      .map(({ metadata }) => metadata?.name ?? '')
      .filter(name => isOpen(pod, name));
    this.#drop(pod, new Set(selecting));
    for (const name of selecting) this.#put(name, pod);
  }

  #put(name: string, pod: Pod): void {
    const key = keyOf(pod);
    const pods = this.#pods.get(name) ?? new Map<string, Pod>();
    const known = pods.has(key);
    this.#pods.set(name, pods.set(key, pod));
    if (!known) this.#trigger(name);
  }

  #drop(pod: Pod, except: ReadonlySet<string>): void {
    const key = keyOf(pod);
    for (const [name, pods] of this.#pods) {
      if (except.has(name) || !pods.delete(key)) continue;
      if (pods.size === 0) this.#pods.delete(name);
      this.#trigger(name);
    }
  }

  #isSelected(pod: Pod, sidecarSet: SidecarSet): boolean {
    return selectsPod({ sidecarSet, ...this.#placeOf(pod) }).selected;
  }

  #placeOf({ metadata }: Pod): Omit<MatchSnapshot, 'sidecarSet'> {
    const { namespace = '', labels = {} } = metadata ?? {};
    const { namespaces, scopeNamespaces } = this.#sources;
    const found = namespaces.get({ name: namespace });
    return {
      labels,
      namespace,
      ...(found === undefined ? {} : { namespaceLabels: found.metadata?.labels ?? {} }),
      ...(scopeNamespaces === undefined ? {} : { scopeNamespaces }),
    };
  }
}

/** Could the SidecarSet still be missing in this pod? */
function isOpen(pod: Pod, sidecarSet: string): boolean {
  return isActive(pod) && !injectorsOf(pod).includes(sidecarSet);
}

/** Projected pods of one workload share their labels, so most changes end here. */
function looksTheSame(before: Pod, after: Pod): boolean {
  return (
    before.metadata?.labels === after.metadata?.labels &&
    before.metadata?.uid === after.metadata?.uid &&
    isActive(before) === isActive(after) &&
    injectorsOf(before).join() === injectorsOf(after).join()
  );
}

function selectionDiffers({ spec: before }: SidecarSet, { spec: after }: SidecarSet): boolean {
  return (
    before.namespace !== after.namespace ||
    differ(before.selector, after.selector) ||
    differ(before.namespaceSelector, after.namespaceSelector)
  );
}

function differ(before: unknown, after: unknown): boolean {
  return diffJson(before, after).length > 0;
}

function keyOf({ metadata }: Pod): string {
  return `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;
}
