import { safeEncode } from '../hash/safe-encode.js';

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** What the name of a new revision is made of. */
export interface RevisionIdentity {
  readonly sidecarSet: string;
  /** See {@link hashData}. */
  readonly dataHash: number;
  /** How often a name was taken already; every other count gives another name. */
  readonly collisionCount: number;
}

/**
 * `SET-HASH`, made as Kubernetes' controllers name their revisions: FNV-1 of 32 bits over the data and the collision
 * count, in Kubernetes' safe encoding. The name alone proves nothing: revisions are told apart by their data.
 */
export function revisionName({ sidecarSet, dataHash, collisionCount }: RevisionIdentity): string {
  return `${sidecarSet}-${safeEncode(String(fnv32(String(collisionCount), dataHash)))}`;
}

/**
 * The share of the data in the name of its revision, which is the same for every collision count.
 *
 * @param data - see `dataText`
 */
export function hashData(data: string): number {
  return fnv32(data, FNV_OFFSET);
}

function fnv32(text: string, start: number): number {
  let hash = start;
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += 1) hash = Math.imul(hash, FNV_PRIME) ^ (bytes[at] ?? 0);
  return hash >>> 0;
}
