import type { LabelSelector } from '../../../api/kubernetes.generated.js';
import { BASE_ANNOTATION, CANARY_ANNOTATION, EXEMPT_NAMESPACES, NAMESPACE_NAME_LABEL } from '../../../api/names.js';
import type { SidecarSet } from '../../../api/sidecarset.generated.js';
import { selectorProblems, selectorsMayOverlap } from '../../label-selector.js';
import { inside, rootOf } from './place.js';
import { has, textIn } from './read-field.js';

/**
 * Can one pod get the sidecars of both? False only when that is certain: their selectors exclude each other, one is
 * being deleted, or one is a canary that takes the other's place.
 */
export function mayShareAPod(one: SidecarSet, other: SidecarSet): boolean {
  if (isBeingDeleted(one) || isBeingDeleted(other)) return false;
  if (baseOf(one) === nameOf(other) || baseOf(other) === nameOf(one)) return false;
  return overlap(podSelector(one), podSelector(other)) && overlap(namespaceSelector(one), namespaceSelector(other));
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

/** Has its deletion begun? It injects no more. */
export function isBeingDeleted(set: SidecarSet): boolean {
  return textIn(inside(rootOf(set), 'metadata'), 'deletionTimestamp') !== undefined;
}

/** A selector that is absent or malformed selects nothing. */
function overlap(one: unknown, other: unknown): boolean {
  return isSelector(one) && isSelector(other) && selectorsMayOverlap(one, other);
}

function isSelector(value: unknown): value is LabelSelector {
  return value !== undefined && selectorProblems(value, '').length === 0;
}

function podSelector(set: SidecarSet): unknown {
  return inside(rootOf(set), 'spec').value['selector'];
}

/** Which namespaces a SidecarSet means, said in one way for all three ways of saying it. */
function namespaceSelector(set: SidecarSet): unknown {
  const spec = inside(rootOf(set), 'spec');
  const namespace = textIn(spec, 'namespace');
  if (namespace !== undefined) return { matchLabels: { [NAMESPACE_NAME_LABEL]: namespace } };
  if (has(spec, 'namespaceSelector')) return spec.value['namespaceSelector'];
  return { matchExpressions: [{ key: NAMESPACE_NAME_LABEL, operator: 'NotIn', values: EXEMPT_NAMESPACES }] };
}
