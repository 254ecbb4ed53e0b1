import type { LabelSelector } from '../../../api/kubernetes.generated.js';
import { BASE_ANNOTATION, CANARY_ANNOTATION, EXEMPT_NAMESPACES } from '../../../api/names.js';
import type { SidecarSet } from '../../../api/sidecarset.generated.js';
import { isObject } from '../../edit.js';
import { selectorsMayOverlap } from '../../label-selector.js';
import { inside, rootOf } from './place.js';
import { textIn } from './read-field.js';

/** Label that every Namespace carries, with its own name. */
const NAMESPACE_NAME_LABEL = 'kubernetes.io/metadata.name';

/**
 * Can one pod get the sidecars of both? False only when that is certain: their selectors exclude each other, one is
 * being deleted, or one is a canary that takes the other's place.
 */
export function mayShareAPod(one: SidecarSet, other: SidecarSet): boolean {
  if (isBeingDeleted(one) || isBeingDeleted(other)) return false;
  if (baseOf(one) === nameOf(other) || baseOf(other) === nameOf(one)) return false;
  const [left, right] = [podSelector(one), podSelector(other)];
  if (left === undefined || right === undefined || !selectorsMayOverlap(left, right)) return false;
  return selectorsMayOverlap(namespaceSelector(one), namespaceSelector(other));
}

/** Name of a SidecarSet; empty while it has none. */
export function nameOf(set: SidecarSet): string {
  return textIn(inside(rootOf(set), 'metadata'), 'name') ?? '';
}

/** Name of the SidecarSet that a canary takes the place of; undefined when it is no canary. */
export function baseOf(set: SidecarSet): string | undefined {
  const annotations = inside(rootOf(set), 'metadata', 'annotations');
  return textIn(annotations, CANARY_ANNOTATION) === 'true' ? (textIn(annotations, BASE_ANNOTATION) ?? '') : undefined;
}

function isBeingDeleted(set: SidecarSet): boolean {
  return textIn(inside(rootOf(set), 'metadata'), 'deletionTimestamp') !== undefined;
}

/** Without a selector a SidecarSet selects no pod. */
function podSelector(set: SidecarSet): LabelSelector | undefined {
  const { selector } = inside(rootOf(set), 'spec').value;
  return isObject(selector) ? selector : undefined;
}

/** Which namespaces a SidecarSet means, said in one way for all three ways of saying it. */
function namespaceSelector(set: SidecarSet): LabelSelector {
  const spec = inside(rootOf(set), 'spec');
  const namespace = textIn(spec, 'namespace');
  if (namespace !== undefined) return { matchLabels: { [NAMESPACE_NAME_LABEL]: namespace } };
  const { namespaceSelector: selector } = spec.value;
  if (isObject(selector)) return selector;
  return { matchExpressions: [{ key: NAMESPACE_NAME_LABEL, operator: 'NotIn', values: EXEMPT_NAMESPACES }] };
}
