import { expect } from 'chai';

import type { ControllerRevision } from '../../lib/api/kubernetes.generated.js';
import { REVISION_SIDECARSET_LABEL } from '../../lib/api/names.js';
import { runHistoryCommand } from '../../lib/cli/history-command.js';
import { observeHistory } from '../../lib/cli/observe-history.js';
import { ApiError } from '../../lib/cluster/api-error.js';
import type { Cluster, ListQuery } from '../../lib/cluster/cluster.js';
import { aSidecarSet } from '../build/a-sidecarset.js';
import { aWorld } from './a-world.js';

const LOGS = aSidecarSet({}, { name: 'logs', uid: 'uid-of-logs' });
const REVISION: ControllerRevision = {
  apiVersion: 'apps/v1',
  kind: 'ControllerRevision',
  metadata: {
    name: 'logs-1',
    namespace: 'tools',
    labels: { [REVISION_SIDECARSET_LABEL]: 'logs' },
    ownerReferences: [
      { apiVersion: 'apps.kruise.io/v1alpha1', kind: 'SidecarSet', name: 'logs', uid: 'uid-of-logs', controller: true },
    ],
  },
  revision: 1,
};

/** Somebody who may list ControllerRevisions in these namespaces, and not everywhere. */
function allowedIn(...namespaces: readonly string[]): { readonly cluster: Cluster; readonly asked: ListQuery[] } {
  const asked: ListQuery[] = [];
  const cluster = {
    list: async (_resource: unknown, query: ListQuery = {}) => {
      asked.push(query);
      await Promise.resolve();
      if (!namespaces.includes(query.namespace ?? 'everywhere')) {
        throw new ApiError({ code: 403, reason: 'Forbidden', message: 'no', call: 'list controllerrevisions' });
      }
      return { metadata: { resourceVersion: '1' }, items: [REVISION] };
    },
  };
  return { cluster: cluster as unknown as Cluster, asked };
}

describe('the history of a SidecarSet', () => {
  it('is found wherever the operator lives, by who may look everywhere', async () => {
    const { cluster, asked } = allowedIn('everywhere');
    expect(await observeHistory(LOGS, cluster)).to.deep.equal([REVISION]);
    expect(asked).to.have.length(1);
  });

  it('is looked for where the operator is said to live, by who may not look everywhere', async () => {
    const { cluster } = allowedIn('tools');
    expect(await observeHistory(LOGS, cluster, 'tools')).to.deep.equal([REVISION]);
    const refused: unknown = await observeHistory(LOGS, cluster).catch((error: unknown) => error);
    expect(refused).to.include({ reason: 'Forbidden' });
  });

  it('is listed with the flag that says where that is', async () => {
    const world = aWorld({ objects: [LOGS, REVISION] });
    const { output } = await runHistoryCommand(['logs', '--operator-namespace', 'tools'], world);
    expect(output).to.contain('logs-1');
  });
});
