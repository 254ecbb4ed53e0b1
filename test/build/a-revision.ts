import type { ControllerRevision } from '../../lib/api/kubernetes.generated.js';
import { deepFreeze } from './deep-freeze.js';

/** What matters about a revision in a test. */
export interface RevisionFacts {
  /** Default: `set`. */
  readonly sidecarSet?: string;
  /** Uid of the SidecarSet that owns it. Default: `uid-of-set`; `null`: nobody does. */
  readonly owner?: string | null;
  readonly customVersion?: string;
  readonly data?: unknown;
  readonly deletionTimestamp?: string;
}

/** A ControllerRevision as it is stored. Its data holds one sidecar, named after the revision, unless other is given. */
export function aRevision(name: string, revision: number, facts: RevisionFacts = {}): ControllerRevision {
  const { sidecarSet = 'set', owner = `uid-of-${sidecarSet}`, customVersion, deletionTimestamp } = facts;
  return deepFreeze({
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name,
      namespace: 'operator',
      uid: `uid-of-${name}`,
      resourceVersion: `${revision}0`,
      labels: {
        'kruise.io/sidecarset-name': sidecarSet,
        ...(customVersion === undefined ? {} : { 'apps.kruise.io/sidecarset-custom-version': customVersion }),
      },
      ...(owner === null
        ? {}
        : {
            ownerReferences: [
              { apiVersion: 'apps.kruise.io/v1beta1', kind: 'SidecarSet', name: sidecarSet, uid: owner },
            ],
          }),
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    },
    data: facts.data ?? { spec: { $patch: 'replace', containers: [{ name, image: 'agent:1' }] } },
    revision,
  });
}
