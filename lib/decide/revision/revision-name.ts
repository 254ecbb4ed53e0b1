import { safeEncode } from '../hash/safe-encode.js';

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** What the name of a new revision is made of. */
export interface RevisionIdentity {
  readonly sidecarSet: string;
  /** See `dataText`. */
  readonly data: string;
  /** How often a name was taken already; every other count gives another name. */
  readonly collisionCount: number;
}

/**
 * `SET-HASH`, made as Kubernetes' controllers name their revisions: FNV-1 of 32 bits over the data and the collision
 * count, in Kubernetes' safe encoding. The name alone proves nothing: revisions are told apart by their data.
 */
export function revisionName({ sidecarSet, data, collisionCount }: RevisionIdentity): string {
  return `${sidecarSet}-${safeEncode(String(fnv32(`${data}${String(collisionCount)}`)))}`;
}

function fnv32(text: string): number {
  let hash = FNV_OFFSET;
  for (const byte of new TextEncoder().encode(text)) hash = (Math.imul(hash, FNV_PRIME) ^ byte) >>> 0;
  return hash;
}
