import type { Pod } from '../../../lib/api/kubernetes.generated.js';
import type { SidecarSet } from '../../../lib/api/sidecarset.generated.js';

/**
 * `maxUnavailablePerWorkload`, counted once more: of the pods that one controller owns no more are out because of us than
 * it says.
 *
 * @param upgraded - a ready pod that our write takes away
 * @param matched - every pod that the SidecarSet manages
 * @param out - uids of the others that were out because of us
 * @returns what is wrong, in words
 */
export function judgeWorkload(
  upgraded: Pod,
  {
    sidecarSet,
    matched,
    out,
  }: { readonly sidecarSet: SidecarSet; readonly matched: readonly Pod[]; readonly out: readonly string[] },
): string | undefined {
  const most = sidecarSet.spec.updateStrategy?.maxUnavailablePerWorkload;
  const owner = ownerOf(upgraded);
  if (most === undefined || owner === undefined) return undefined;
  const its = matched.filter(pod => ownerOf(pod) === owner);
  const share = typeof most === 'number' ? most : Math.ceil((Number.parseInt(most, 10) * its.length) / 100);
  const limit = Math.max(1, share);
  const others = its.filter(pod => out.includes(pod.metadata?.uid ?? ''));
  if (others.length < limit) return undefined;
  return `${String(others.length)} others of ${owner} were unavailable because of us, and no more than ${String(limit)} may be`;
}

function ownerOf({ metadata }: Pod): string | undefined {
  const owner = metadata?.ownerReferences?.find(({ controller }) => controller === true);
  return owner === undefined ? undefined : `${metadata?.namespace ?? ''}/${owner.uid}`;
}
