import type { Pod } from '../../api/kubernetes.generated.js';
import { BASE_ANNOTATION, CANARY_ANNOTATION } from '../../api/names.js';
import type { SidecarSet } from '../../api/sidecarset.generated.js';
import { selectsPod } from '../match.js';
import type { Choice, InjectionSnapshot } from './injection-snapshot.js';

/** The SidecarSets that a new pod gets, and the verdict on every one. */
export interface ChosenSidecarSets {
  /** In ascending order of their names, which is the order in which they apply. */
  readonly chosen: readonly SidecarSet[];
  /** One for each SidecarSet of the snapshot, by name. */
  readonly choices: readonly Choice[];
}

const NONE: ChosenSidecarSets = { chosen: [], choices: [] };

/**
 * Chooses the SidecarSets of a new pod: those that select it, except paused ones and those shadowed by a canary that
 * selects it too. A paused canary shadows nothing, so that pausing it brings the base back.
 *
 * @param snapshot - the pod as it will live: its labels, the request's namespace
 */
export function chooseSidecarSets(snapshot: InjectionSnapshot): ChosenSidecarSets {
  if (snapshot.sidecarSets.length === 0) return NONE;
  const ordered = snapshot.sidecarSets.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const judged = ordered.map(sidecarSet => ({ sidecarSet, reason: judge(sidecarSet, snapshot) }));
  const shadowed = new Set(
    judged.filter(({ reason }) => reason === 'selected').flatMap(({ sidecarSet }) => basesShadowedBy(sidecarSet)),
  );
  const settled = judged.map(({ sidecarSet, reason }) => ({
    sidecarSet,
    reason: reason === 'selected' && shadowed.has(nameOf(sidecarSet)) ? ('shadowed-by-canary' as const) : reason,
  }));
  return {
    chosen: settled.filter(({ reason }) => reason === 'selected').map(({ sidecarSet }) => sidecarSet),
    choices: settled.map(({ sidecarSet, reason }) => ({
      sidecarSet: nameOf(sidecarSet),
      chosen: reason === 'selected',
      reason,
    })),
  };
}

function judge(sidecarSet: SidecarSet, snapshot: InjectionSnapshot): Choice['reason'] {
  if (sidecarSet.metadata?.deletionTimestamp != null) return 'being-deleted';
  const { reason } = selectsPod({
    sidecarSet,
    labels: labelsOf(snapshot.pod),
    namespace: snapshot.namespace,
    namespaceLabels: snapshot.namespaceLabels,
    scopeNamespaces: snapshot.scopeNamespaces,
  });
  if (reason !== 'selected') return reason;
  return sidecarSet.spec.injectionStrategy?.paused === true ? 'injection-paused' : 'selected';
}

/** Names of the SidecarSets for which this one stands in as a canary, wherever both select a pod: one at most. */
export function basesShadowedBy(canary: SidecarSet): readonly string[] {
  const annotations = canary.metadata?.annotations ?? {};
  const base = annotations[BASE_ANNOTATION];
  return annotations[CANARY_ANNOTATION] === 'true' && base !== undefined && base !== nameOf(canary) ? [base] : [];
}

function nameOf(sidecarSet: SidecarSet): string {
  return sidecarSet.metadata?.name ?? '';
}

function labelsOf(pod: Pod): Readonly<Record<string, string>> {
  return pod.metadata?.labels ?? {};
}
