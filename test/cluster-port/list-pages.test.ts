import { expect } from 'chai';
import type { ConfigMap } from '../../lib/api/kubernetes.generated.js';
import { CONFIG_MAPS } from '../../lib/api/resources.js';
import type { ObjectState } from '../../lib/cluster/list-pages.js';
import { listPages } from '../../lib/cluster/list-pages.js';
import { aConfigMap } from './a-config-map.js';
import type { ClusterScript } from './scripted-cluster.js';
import { aPage, apiError, scriptedCluster } from './scripted-cluster.js';

const [a, b, c] = [aConfigMap('a', 1), aConfigMap('b', 2), aConfigMap('c', 3)];

function read(lists: ClusterScript['lists'] & object): { state: Promise<ObjectState<ConfigMap>>; asked: unknown[] } {
  const cluster = scriptedCluster({ lists });
  const query = { labelSelector: 'app=web' };
  const state = listPages({ cluster, resource: CONFIG_MAPS, query, limit: 2, project: object => object });
  return { state, asked: cluster.asked };
}

describe('listing in pages', () => {
  it('follows the tokens to the end', async () => {
    const { state, asked } = read([aPage('9', [a, b], 'next'), aPage('9', [c])]);
    expect(await state).to.deep.equal({ objects: [a, b, c], resourceVersion: '9' });
    expect(asked).to.deep.equal([
      { labelSelector: 'app=web', limit: 2 },
      { labelSelector: 'app=web', limit: 2, continue: 'next' },
    ]);
  });

  it('takes an empty token for the end', async () => {
    expect(await read([aPage('9', [a], '')]).state).to.deep.equal({ objects: [a], resourceVersion: '9' });
  });

  it('asks for everything at once when a token has run out, and forgets what it had', async () => {
    const { state, asked } = read([aPage('9', [a, b], 'next'), apiError(410, 'Expired'), aPage('12', [b, c])]);
    expect(await state).to.deep.equal({ objects: [b, c], resourceVersion: '12' });
    expect(asked[2]).to.deep.equal({ labelSelector: 'app=web' });
  });

  it('gives up on any other error', async () => {
    const error = await read([aPage('9', [a, b], 'next'), apiError(403, 'Forbidden')]).state.catch((e: unknown) => e);
    expect(error).to.have.property('reason', 'Forbidden');
  });
});
