import type { SidecarSet } from '../api/sidecarset.generated.js';
import { describeChange } from '../decide/definition/change-effect.js';
import { defaultSidecarSet } from '../decide/definition/default-sidecarset.js';
import { formatProblem } from '../decide/definition/verdict.js';
import { hashSidecarSet } from '../decide/hash.js';
import type { TestableSidecarSet } from './injected.js';
import { toManifest } from './testable.js';

/** What a change of a SidecarSet means for pods that were injected before. */
export interface EffectOfChange {
  /**
   * - `nothing`: no injected pod is outdated; new pods may differ, by a volume or a strategy for example.
   * - `in-place`: images alone differ, and are replaced inside the running pods.
   * - `needs-new-pods`: running pods keep what they have until they are created anew.
   */
  readonly kind: 'nothing' | 'in-place' | 'needs-new-pods';
  /** Field by field, in the words of the webhook's warnings: `spec.containers[0].image: in place: changes from ...`. */
  readonly details: readonly string[];
}

/**
 * Says what replacing one SidecarSet by another does to pods that were injected before, as the operator will see it.
 *
 * @example
 * expect(effectOfChange(current, next).kind).toBe('in-place');
 */
export function effectOfChange(before: TestableSidecarSet, after: TestableSidecarSet): EffectOfChange {
  const change = { before: stored(before), after: stored(after) };
  const details = describeChange(change).map(formatProblem);
  const [old, current] = [hashSidecarSet(change.before), hashSidecarSet(change.after)];
  if (old.specHash === current.specHash) return { kind: 'nothing', details };
  return { kind: old.shapeHash === current.shapeHash ? 'in-place' : 'needs-new-pods', details };
}

function stored(sidecarSet: TestableSidecarSet): SidecarSet {
  return defaultSidecarSet(toManifest(sidecarSet));
}
