const DECIMAL = /^[1-9][0-9]*$/;

/**
 * Is resourceVersion `a` known to be of a later moment than `b`?
 *
 * Kubernetes 1.35 made it official that resourceVersions of one resource are decimal numbers of any size that grow
 * with every write ("Comparable resource versions", KEP-5504); older API servers hand out etcd revisions, which have
 * always behaved so. Longer is larger then, and equal lengths compare as text, without a BigInt each time.
 *
 * @returns false also when one of them is not such a number, as aggregated API servers are free to do
 */
export function isNewer(a: string, b: string): boolean {
  if (!isComparable(a, b)) return false;
  return a.length === b.length ? a > b : a.length > b.length;
}

/**
 * As {@link isNewer}, for what has just arrived: versions that cannot be compared have no order but that of their
 * arrival, so whatever differs counts as newer.
 */
export function mayBeNewer(a: string, b: string): boolean {
  return isComparable(a, b) ? isNewer(a, b) : a !== b;
}

function isComparable(a: string, b: string): boolean {
  return DECIMAL.test(a) && DECIMAL.test(b);
}
