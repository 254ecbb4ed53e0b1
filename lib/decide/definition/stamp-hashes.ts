import { HASH_ANNOTATION, HASH_WITHOUT_IMAGE_ANNOTATION } from '../../api/names.js';
import type { SidecarSet } from '../../api/sidecarset.generated.js';
import { hashSidecarSet } from '../hash.js';

/**
 * Writes both hashes into the annotations of a SidecarSet, as admission does on CREATE and UPDATE. Whatever a client put
 * there is overwritten.
 *
 * @param set - with an object, or nothing, in `metadata` and `metadata.annotations`
 */
export function stampHashes(set: SidecarSet): SidecarSet {
  const { specHash, shapeHash } = hashSidecarSet(set);
  const annotations = {
    ...set.metadata?.annotations,
    [HASH_ANNOTATION]: specHash,
    [HASH_WITHOUT_IMAGE_ANNOTATION]: shapeHash,
  };
  return { ...set, metadata: { ...set.metadata, annotations } };
}
