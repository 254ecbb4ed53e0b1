import type { SidecarSet } from '../../api/sidecarset.generated.js';
import { defaultSidecarSet } from '../definition/default-sidecarset.js';
import type { JsonObject } from '../edit.js';
import { isObject } from '../edit.js';
import { toGoJson } from '../hash/go-json.js';
import { oncePerObject } from '../once-per-object.js';

/** The fields of a spec that a revision keeps: what a pod gets. Which pods get it, and when, is not part of it. */
export const REVISED_FIELDS: readonly (keyof SidecarSet['spec'])[] = [
  'volumes',
  'containers',
  'initContainers',
  'imagePullSecrets',
  'patchPodMetadata',
];

/**
 * What the ControllerRevision of a spec holds, as OpenKruise 1.9 lays it out: the five fields, null when they are absent,
 * under a directive that makes it a strategic merge patch. Our own defaults are written out, so that a SidecarSet
 * stored while the webhook was away makes the same revision.
 */
export function revisionData({ spec }: SidecarSet): JsonObject {
  return dataOfSpec(spec);
}

/** By the spec, which outlives many a status. */
const dataOfSpec = oncePerObject((written: SidecarSet['spec']): JsonObject => {
  const { spec } = defaultSidecarSet({ spec: written });
  const fields = REVISED_FIELDS.map(field => [field, spec[field] ?? null] as const);
  return { spec: { $patch: 'replace', ...Object.fromEntries(fields) } };
});

/** One text for equal data, whatever the order of its keys: JSON as Go writes a map. */
export function dataText(data: unknown): string {
  return isObject(data) ? textOf(data) : toGoJson(data, { map: 'string' });
}

/** A cached revision is compared again with each look at its SidecarSet. */
const textOf = oncePerObject((data: JsonObject) => toGoJson(data, { map: 'string' }));
