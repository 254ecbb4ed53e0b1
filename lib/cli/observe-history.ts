import type { ControllerRevision } from '../api/kubernetes.generated.js';
import { CUSTOM_VERSION_LABEL, REVISION_SIDECARSET_LABEL } from '../api/names.js';
import { OPERATOR_NAMESPACE } from '../api/permissions.js';
import { CONTROLLER_REVISIONS } from '../api/resources.js';
import type { SidecarSet } from '../api/sidecarset.generated.js';
import { isApiError } from '../cluster/api-error.js';
import type { Cluster } from '../cluster/cluster.js';
import { listAll } from '../cluster/list-pages.js';
import { revisionsOf } from '../decide/revision/revisions-of.js';

/**
 * Reads the revisions of a SidecarSet, oldest first. Which namespace the operator lives in need not be known: its revisions
 * name their owner. Whoever may not look everywhere looks there alone.
 *
 * @param operatorNamespace - default: where the operator is when nothing else is said
 */
export async function observeHistory(
  sidecarSet: SidecarSet,
  cluster: Cluster,
  operatorNamespace: string = OPERATOR_NAMESPACE,
): Promise<readonly ControllerRevision[]> {
  const labelSelector = `${REVISION_SIDECARSET_LABEL}=${sidecarSet.metadata?.name ?? ''}`;
  const read = async (place: { readonly namespace?: string }): Promise<readonly ControllerRevision[]> => {
    return revisionsOf(
      sidecarSet,
      await listAll(cluster, CONTROLLER_REVISIONS, { query: { labelSelector, ...place } }),
    );
  };
  try {
    return await read({});
  } catch (error) {
    if (!isApiError(error, 'Forbidden')) throw error;
    return read({ namespace: operatorNamespace });
  }
}

/**
 * The revision that a person means: by its name, its custom version (the newest of it), or its number.
 *
 * @param history - oldest first
 * @throws Error that lists what there is when nothing fits, or when the word fits two revisions
 */
export function revisionMeant(word: string, history: readonly ControllerRevision[]): ControllerRevision {
  const byName = history.find(({ metadata }) => metadata?.name === word);
  const byVersion = history.findLast(revision => versionOf(revision) === word);
  const byNumber = history.find(({ revision }) => String(revision) === word);
  const found = byName ?? byVersion ?? byNumber;
  if (found === undefined) throw new Error(`there is no revision ${word}; there are ${listRevisions(history)}`);
  if (byName === undefined && byNumber !== undefined && byNumber !== found) {
    throw new Error(
      `${word} is both a custom version and the number of another revision; use one of the names: ${listRevisions(history)}`,
    );
  }
  return found;
}

/** The custom version of a revision; nothing when it has none. */
export function versionOf({ metadata }: ControllerRevision): string | undefined {
  return metadata?.labels?.[CUSTOM_VERSION_LABEL];
}

function listRevisions(history: readonly ControllerRevision[]): string {
  if (history.length === 0) return 'none yet; is the operator running?';
  return history
    .map(revision => {
      const version = versionOf(revision);
      return `${revision.revision} (${revision.metadata?.name ?? ''}${version === undefined ? '' : `, ${version}`})`;
    })
    .join(', ');
}
