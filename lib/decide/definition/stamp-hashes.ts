import { HASH_ANNOTATION, HASH_WITHOUT_IMAGE_ANNOTATION } from '../../api/names.js';
import type { SidecarSet } from '../../api/sidecarset.generated.js';
import { isObject } from '../edit.js';
import { hashSidecarSet } from '../hash.js';

/**
 * Writes both hashes into the annotations of a SidecarSet, as admission does on CREATE and UPDATE. Whatever a client put
 * there is overwritten. A set whose annotations are no object is left for validation to refuse.
 */
export function stampHashes(set: SidecarSet): SidecarSet {
  const { metadata = {} } = set as { readonly metadata?: unknown };
  const annotations = isObject(metadata) ? (metadata['annotations'] ?? {}) : undefined;
  if (!isObject(metadata) || !isObject(annotations)) return set;
  const { specHash, shapeHash } = hashSidecarSet(set);
  const stamped = { ...annotations, [HASH_ANNOTATION]: specHash, [HASH_WITHOUT_IMAGE_ANNOTATION]: shapeHash };
  return { ...set, metadata: { ...metadata, annotations: stamped } };
}
