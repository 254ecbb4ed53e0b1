import type { Pod } from '../../api/kubernetes.generated.js';
import type { SidecarSet } from '../../api/sidecarset.generated.js';
import { isActive } from '../active-pod.js';
import { basesShadowedBy } from '../injection/choose-sidecarsets.js';
import { readLedger } from '../ledger.js';
import { selectsPod } from '../match.js';
import type { RolloutSnapshot } from './rollout-snapshot.js';

/**
 * Why a pod that a SidecarSet selects does not hold its sidecars, as far as that can be told afterwards. Nobody writes down
 * that a pod was not injected, so the last of them stands for several causes.
 */
export type NotInjectedReason = 'before-sidecarset' | 'injection-paused' | 'injection-missed';

/** A living pod that is selected and was not injected. */
export interface NotInjectedPod {
  readonly pod: Pod;
  readonly reason: NotInjectedReason;
}

/** What each reason means, as a sentence about the pods, for people. */
export const NOT_INJECTED_WORDS: Readonly<Record<NotInjectedReason, string>> = {
  'before-sidecarset': 'Created before the SidecarSet; injection happens at creation only',
  'injection-paused': 'Created after the SidecarSet; spec.injectionStrategy.paused is true now',
  'injection-missed':
    'Created after the SidecarSet: injection was paused or the webhook was away then, or labels have changed since',
};

/**
 * Finds the pods that a SidecarSet selects and did not inject. A pod for which a canary stands in is none of them: it has
 * what it ought to have. Neither is one in a namespace that the operator keeps out of.
 *
 * @returns nothing when the snapshot knows no other pods than injected ones
 */
export function findNotInjected(snapshot: RolloutSnapshot): readonly NotInjectedPod[] | undefined {
  const { sidecarSet, otherPods } = snapshot;
  const canaries = canariesOf(snapshot);
  return otherPods
    ?.filter(pod => isActive(pod) && !wasInjected(pod, sidecarSet) && selects(sidecarSet, pod, snapshot))
    .filter(pod => !canaries.some(canary => selects(canary, pod, snapshot)))
    .map(pod => ({ pod, reason: reasonFor(pod, sidecarSet) }));
}

/** Paused canaries shadow nothing. */
function canariesOf({ sidecarSet, otherSidecarSets = [] }: RolloutSnapshot): readonly SidecarSet[] {
  const base = sidecarSet.metadata?.name ?? '';
  return otherSidecarSets
    .filter(
      ({ metadata, spec }) => metadata?.deletionTimestamp === undefined && spec.injectionStrategy?.paused !== true,
    )
    .filter(other => basesShadowedBy(other).includes(base));
}

function wasInjected({ metadata }: Pod, sidecarSet: SidecarSet): boolean {
  const annotations = metadata?.annotations;
  return annotations !== undefined && readLedger(annotations).injectedBy.includes(sidecarSet.metadata?.name ?? '');
}

function selects(sidecarSet: SidecarSet, { metadata }: Pod, snapshot: RolloutSnapshot): boolean {
  const { namespaces, scopeNamespaces } = snapshot;
  const namespace = metadata?.namespace ?? '';
  const namespaceLabels = namespaces[namespace];
  return selectsPod({
    sidecarSet,
    labels: metadata?.labels ?? {},
    namespace,
    ...(namespaceLabels === undefined ? {} : { namespaceLabels }),
    ...(scopeNamespaces === undefined ? {} : { scopeNamespaces }),
  }).selected;
}

/** Times are whole seconds: a pod of the same second counts as the older one, because the webhook may not have known. */
function reasonFor({ metadata }: Pod, sidecarSet: SidecarSet): NotInjectedReason {
  const created = metadata?.creationTimestamp ?? '';
  if (created <= (sidecarSet.metadata?.creationTimestamp ?? '')) return 'before-sidecarset';
  return sidecarSet.spec.injectionStrategy?.paused === true ? 'injection-paused' : 'injection-missed';
}
