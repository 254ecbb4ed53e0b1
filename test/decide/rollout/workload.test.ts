import { expect } from 'chai';

import { workloadOf } from '../../../lib/decide/rollout/workload.js';
import { aPod } from '../../build/a-pod.js';

const inReplicaSet = (name: string, hash?: string): string | undefined =>
  workloadOf(
    aPod('p', {
      owner: { kind: 'ReplicaSet', name },
      ...(hash === undefined ? {} : { labels: { 'pod-template-hash': hash } }),
    }),
  );

describe('workloadOf', () => {
  it('takes the ReplicaSets of a Deployment for one workload', () => {
    expect(inReplicaSet('web-5d4f', '5d4f')).to.equal(inReplicaSet('web-9c8b', '9c8b'));
    expect(inReplicaSet('web-5d4f', '5d4f')).to.equal('default/apps/v1/ReplicaSet/web');
  });

  it('does so for Argo Rollouts, which have a label of their own', () => {
    const labels = { 'rollouts-pod-template-hash': '77' };
    expect(workloadOf(aPod('p', { labels, owner: { kind: 'ReplicaSet', name: 'web-77' } }))).to.match(/\/web$/);
  });

  it('takes a ReplicaSet of its own as it is', () => {
    expect(inReplicaSet('web-5d4f')).to.equal('default/apps/v1/ReplicaSet/web-5d4f');
    expect(inReplicaSet('web', '5d4f')).to.equal('default/apps/v1/ReplicaSet/web');
  });

  it('tells kinds, namespaces and names apart', () => {
    const owner = { kind: 'StatefulSet', name: 'web' };
    const all = [
      aPod('p', { owner }),
      aPod('p', { owner, namespace: 'other' }),
      aPod('p', { owner: { ...owner, kind: 'DaemonSet' } }),
      aPod('p', { owner: { ...owner, apiVersion: 'apps.kruise.io/v1beta1' } }),
      aPod('p', { owner: { ...owner, name: 'db' } }),
    ].map(workloadOf);
    expect(new Set(all).size).to.equal(5);
  });

  it('is none for a pod that nothing controls', () => {
    expect(workloadOf(aPod('p'))).to.equal(undefined);
    const { metadata, ...rest } = aPod('p');
    const ownerReferences = [{ apiVersion: 'v1', kind: 'Node', name: 'a', uid: 'u' }];
    expect(workloadOf({ ...rest, metadata: { ...metadata, ownerReferences } })).to.equal(undefined);
  });
});
