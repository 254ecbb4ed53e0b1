import type { ControllerRevision } from '../../api/kubernetes.generated.js';
import type { SidecarSet } from '../../api/sidecarset.generated.js';
import { isObject } from '../edit.js';
import { REVISED_FIELDS } from './revision-data.js';

/**
 * The SidecarSet with the sidecars of one of its revisions; who gets them, and when, stays as it is now.
 *
 * @returns nothing when the revision does not hold what a revision of a SidecarSet holds
 */
export function restoreRevision(sidecarSet: SidecarSet, { data }: ControllerRevision): SidecarSet | undefined {
  const kept = isObject(data) ? data['spec'] : undefined;
  if (!isObject(kept)) return undefined;
  const revised: ReadonlySet<string> = new Set(REVISED_FIELDS);
  const fields = REVISED_FIELDS.flatMap(field => (Array.isArray(kept[field]) ? [[field, kept[field]] as const] : []));
  const others = Object.entries(sidecarSet.spec).filter(([field]) => !revised.has(field));
  return { ...sidecarSet, spec: Object.fromEntries([...others, ...fields]) as unknown as SidecarSet['spec'] };
}
