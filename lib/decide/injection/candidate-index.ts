import type { SidecarSet } from '../../api/sidecarset.generated.js';
import { demandedLabels } from '../label-selector.js';
import type { MatchSnapshot } from '../match.js';
import { namespaceScope } from '../match.js';
import type { Term } from './candidate-terms.js';
import { ANYTHING, namespaceTerm, termChoices } from './candidate-terms.js';
import { TermMap } from './term-map.js';

/** SidecarSets by name. */
type Shelf = Map<string, SidecarSet>;

/** What selectors read of a pod. */
type Pod = Omit<MatchSnapshot, 'sidecarSet'>;

interface Place {
  readonly namespace: Term;
  readonly pod: Term;
}

/** What a pod must have to be selected: for its namespace and for itself, each in one of several ways of filing. */
interface Filing {
  readonly namespace: readonly (readonly Term[])[];
  readonly pod: readonly (readonly Term[])[];
}

/**
 * SidecarSets filed under what their selectors demand, so that a pod is compared with those alone that it might be
 * selected by: the cost does not grow with the number of the others. Each is filed under one demand on the namespace and
 * one on the pod's labels, the rarest there are at that moment; the matcher judges everything else.
 */
export class CandidateIndex {
  /** By demand on the namespace, then by demand on the labels. */
  readonly #rooms = new TermMap<TermMap<Shelf>>();
  /** Where each SidecarSet stands. */
  readonly #places = new Map<string, readonly Place[]>();
  readonly #readers = new Set<string>();

  /** Does any SidecarSet here ask for the labels of namespaces? */
  get readsNamespaceLabels(): boolean {
    return this.#readers.size > 0;
  }

  /** Takes in a SidecarSet, in place of an older one of its name. */
  put(sidecarSet: SidecarSet): void {
    const name = sidecarSet.metadata?.name ?? '';
    this.remove(name);
    const filing = filingOf(sidecarSet);
    if (filing === undefined) return;
    if (namespaceScope(sidecarSet).kind === 'selected') this.#readers.add(name);
    const namespaces = least(filing.namespace, term => this.#rooms.get(term)?.size ?? 0);
    const roomLoad = (term: Term): number =>
      sum(namespaces, namespace => this.#rooms.get(namespace)?.get(term)?.size ?? 0);
    const labels = least(filing.pod, roomLoad);
    const places = namespaces.flatMap(namespace => labels.map(pod => ({ namespace, pod })));
    for (const place of places) this.#shelf(place).set(name, sidecarSet);
    this.#places.set(name, places);
  }

  /** Forgets the SidecarSet of this name, if there is one. */
  remove(name: string): void {
    for (const { namespace, pod } of this.#places.get(name) ?? []) {
      const room = this.#rooms.get(namespace);
      const shelf = room?.get(pod);
      shelf?.delete(name);
      if (shelf?.size === 0) room?.delete(pod);
      if (room?.size === 0) this.#rooms.delete(namespace);
    }
    this.#places.delete(name);
    this.#readers.delete(name);
  }

  /** @returns every SidecarSet that selects the pod, among others that may not; in no particular order */
  candidates({ labels, namespace, namespaceLabels = {} }: Pod): readonly SidecarSet[] {
    const found = new Set<SidecarSet>();
    const look = (room: TermMap<Shelf>): void => {
      for (const shelf of room.fulfilledBy(labels)) for (const sidecarSet of shelf.values()) found.add(sidecarSet);
    };
    this.#rooms.fulfilledBy(namespaceLabels).forEach(look);
    const own = this.#rooms.get(namespaceTerm(namespace));
    if (own !== undefined) look(own);
    return [...found];
  }

  #shelf({ namespace, pod }: Place): Shelf {
    const room = this.#rooms.getOrMake(namespace, () => new TermMap<Shelf>());
    return room.getOrMake(pod, () => new Map<string, SidecarSet>());
  }
}

/** @returns undefined for a SidecarSet that can select no pod */
function filingOf(sidecarSet: SidecarSet): Filing | undefined {
  const pod = demandedLabels(sidecarSet.spec.selector);
  const scope = namespaceScope(sidecarSet);
  if (pod === undefined) return undefined;
  if (scope.kind === 'one') return { namespace: [[namespaceTerm(scope.namespace)]], pod: termChoices(pod) };
  if (scope.kind === 'not-exempt') return { namespace: [[ANYTHING]], pod: termChoices(pod) };
  const namespace = demandedLabels(scope.selector);
  return namespace === undefined ? undefined : { namespace: termChoices(namespace), pod: termChoices(pod) };
}

/** The way of filing that meets the fewest others. */
function least(ways: readonly (readonly Term[])[], load: (term: Term) => number): readonly Term[] {
  let best: { readonly way: readonly Term[]; readonly others: number } | undefined;
  for (const way of ways) {
    const others = sum(way, load);
    if (best === undefined || others < best.others) best = { way, others };
  }
  return best?.way ?? [ANYTHING];
}

function sum(terms: readonly Term[], count: (term: Term) => number): number {
  return terms.reduce((total, term) => total + count(term), 0);
}
