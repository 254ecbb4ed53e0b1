import type { SidecarSet } from '../../api/sidecarset.generated.js';
import { failurePolicyOf } from '../failure-policy.js';
import type { OutsideReason, ScopePlan, ScopeSettings } from './plan-scope.js';
import type { ScopeObstacle } from './plan-scope-webhooks.js';

/** Why the API server asks about the pods of a SidecarSet, or does not. */
export type CoverageReason = 'covered' | OutsideReason | ScopeObstacle | 'scope-not-written';

/** Does the API server ask the operator about every new pod that a SidecarSet selects? */
export interface Coverage {
  /** The `metadata.uid` of the SidecarSet that this is about: another one may come under its name. */
  readonly uid: string | undefined;
  /** Its `metadata.generation`. */
  readonly generation: number | undefined;
  readonly covered: boolean;
  readonly reason: CoverageReason;
  /** For people. */
  readonly message: string;
}

/** Once the webhook configuration says what the plan says, and the API servers have learned of it. */
export function coverageUnder(plan: ScopePlan, sidecarSet: SidecarSet, settings: ScopeSettings): Coverage {
  const { name = '', uid, generation } = sidecarSet.metadata ?? {};
  const outside = Object.hasOwn(plan.outside, name) ? plan.outside[name] : undefined;
  if (outside !== undefined)
    return { uid, generation, covered: false, reason: outside, message: OUTSIDE_WORDS[outside] };
  const fails = failurePolicyOf(sidecarSet, settings.defaultFailurePolicy) === 'Fail';
  const otherwise = fails ? 'refused' : 'created without these sidecars';
  const message = `New pods are injected; while no replica of the operator answers they are ${otherwise}`;
  return { uid, generation, covered: true, reason: 'covered', message };
}

/** While the webhook configuration cannot be brought to say what the plan says. */
export function notCovered(
  { metadata }: SidecarSet,
  { reason, detail }: { readonly reason: ScopeObstacle | 'scope-not-written'; readonly detail: string },
): Coverage {
  const message = `New pods may be created without these sidecars: ${detail}`;
  return { uid: metadata?.uid, generation: metadata?.generation, covered: false, reason, message };
}

/** What each obstacle means, and what to do. */
export const OBSTACLE_WORDS: Readonly<Record<ScopeObstacle, string>> = {
  'configuration-missing': 'there is no MutatingWebhookConfiguration sidecarset-operator; apply the manifests again',
  'configuration-without-address':
    'the MutatingWebhookConfiguration sidecarset-operator lacks the webhook msidecarset.sidecarset.kruise.io; apply the manifests again',
};

const OUTSIDE_WORDS: Readonly<Record<OutsideReason, string>> = {
  'being-deleted': 'It is being deleted: new pods are not injected',
  'injection-paused': 'injectionStrategy.paused is set: new pods are not injected',
  'selects-nothing': 'No pod can satisfy its selectors and namespaces',
};

/** Is this knowledge about the SidecarSet as it is now? */
export function isAbout(coverage: Coverage, { metadata }: Pick<SidecarSet, 'metadata'>): boolean {
  return coverage.uid === metadata?.uid && coverage.generation === metadata?.generation;
}
