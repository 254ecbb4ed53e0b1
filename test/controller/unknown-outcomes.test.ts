import { expect } from 'chai';

import { UnknownOutcomes } from '../../controller/unknown-outcomes.js';
import type { Pod } from '../../lib/api/kubernetes.generated.js';
import { PODS } from '../../lib/api/resources.js';
import { ApiError } from '../../lib/cluster/api-error.js';
import { ObjectStore } from '../../lib/cluster/object-store.js';
import { aPod } from '../build/a-pod.js';

const KEY = { namespace: 'default', name: 'a' };

function failure(code: number, reason: string): ApiError {
  return new ApiError({ code, reason, message: 'no', call: 'patch pods default/a' });
}

/** A cluster that answers reads with this, and counts them. */
function reading(answer: () => Promise<Pod>): { readonly reads: () => number; readonly get: () => Promise<never> } {
  let count = 0;
  return {
    reads: () => count,
    get: () => {
      count += 1;
      return answer() as Promise<never>;
    },
  };
}

describe('UnknownOutcomes', () => {
  const store = (): ObjectStore<Pod> => new ObjectStore({ resource: PODS });

  it('reads a pod again whose write got no answer, and takes it into the store', async () => {
    const unknown = new UnknownOutcomes();
    const pods = store();
    const cluster = reading(() => Promise.resolve(aPod('a')));
    unknown.note('set', KEY, failure(0, 'Unreachable'));
    await unknown.settle('set', { cluster, pods });
    await unknown.settle('set', { cluster, pods });
    expect(pods.get(KEY)?.metadata?.name).to.equal('a');
    expect(cluster.reads()).to.equal(1);
  });

  it('reads no pod whose write was plainly refused', async () => {
    const unknown = new UnknownOutcomes();
    const cluster = reading(() => Promise.reject(new Error('not to be asked')));
    unknown.note('set', KEY, failure(422, 'Invalid'));
    unknown.note('set', KEY, failure(429, 'TooManyRequests'));
    await unknown.settle('set', { cluster, pods: store() });
    expect(cluster.reads()).to.equal(0);
  });

  it('lets nothing be planned while the pod cannot be read, and asks again', async () => {
    const unknown = new UnknownOutcomes();
    const answers = [failure(503, 'ServiceUnavailable')];
    const cluster = reading(() => {
      const error = answers.shift();
      return error === undefined ? Promise.resolve(aPod('a')) : Promise.reject(error);
    });
    unknown.note('set', KEY, failure(500, 'InternalError'));
    const first = await unknown.settle('set', { cluster, pods: store() }).catch((error: unknown) => String(error));
    expect(first).to.include('ServiceUnavailable');
    await unknown.settle('set', { cluster, pods: store() });
    expect(cluster.reads()).to.equal(2);
  });

  it('is content with a pod that is gone', async () => {
    const unknown = new UnknownOutcomes();
    unknown.note('set', KEY, failure(0, 'Timeout'));
    await unknown.settle('set', {
      cluster: reading(() => Promise.reject(failure(404, 'NotFound'))),
      pods: store(),
    });
  });

  it('asks for the pods of the SidecarSet in hand alone', async () => {
    const unknown = new UnknownOutcomes();
    const cluster = reading(() => Promise.resolve(aPod('a')));
    unknown.note('other', KEY, failure(0, 'Unreachable'));
    await unknown.settle('set', { cluster, pods: store() });
    expect(cluster.reads()).to.equal(0);
  });
});
