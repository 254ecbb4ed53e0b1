import { expect } from 'chai';

import { BY_SIDECARSET, injectorsOf } from '../../controller/observe-rollout.js';
import { watchTriggers } from '../../controller/watch-triggers.js';
import type { KubernetesObject } from '../../lib/api/kubernetes.generated.js';
import { CONTROLLER_REVISIONS, NAMESPACES, PODS, SIDECARSETS } from '../../lib/api/resources.js';
import { ObjectStore } from '../../lib/cluster/object-store.js';
import { aPod } from '../build/a-pod.js';
import { aRevision } from '../build/a-revision.js';
import { aSidecarSet } from '../build/a-sidecarset.js';

describe('watchTriggers', () => {
  function start(): { stores: ReturnType<typeof emptyStores>; told: string[]; end: () => void } {
    const stores = emptyStores();
    const told: string[] = [];
    return { stores, told, end: watchTriggers(stores, name => told.push(name)) };
  }

  function emptyStores() {
    return {
      sidecarSets: new ObjectStore({ resource: SIDECARSETS }),
      namespaces: new ObjectStore({ resource: NAMESPACES }),
      pods: new ObjectStore({ resource: PODS, indexes: { [BY_SIDECARSET]: injectorsOf } }),
      revisions: new ObjectStore({ resource: CONTROLLER_REVISIONS }),
    };
  }

  function added<T extends KubernetesObject>(store: ObjectStore<T>, object: T): void {
    store.apply({ type: 'ADDED', object });
  }

  it('names a SidecarSet that has changed', () => {
    const { stores, told } = start();
    added(stores.sidecarSets, aSidecarSet());
    expect(told).to.deep.equal(['set']);
  });

  it('names the base of a canary that has changed', () => {
    const { stores, told } = start();
    const annotations = {
      'apps.kruise.io/sidecarset-canary': 'true',
      'apps.kruise.io/sidecarset-base': 'set',
    };
    added(stores.sidecarSets, aSidecarSet({}, { name: 'set-canary', annotations }));
    expect(told).to.deep.equal(['set-canary', 'set']);
  });

  it('names the SidecarSets that injected a changed pod, and nobody for other pods', () => {
    const { stores, told } = start();
    added(stores.pods, aPod('injected', { injectedBy: aSidecarSet() }));
    added(stores.pods, aPod('other'));
    expect(told).to.deep.equal(['set']);
  });

  it('names the SidecarSet of a revision that came or went, and nobody for revisions of others', () => {
    const { stores, told } = start();
    const revision = aRevision('set-a', 1);
    added(stores.revisions, revision);
    stores.revisions.apply({ type: 'DELETED', object: revision });
    added(stores.revisions, { ...revision, metadata: { name: 'of-a-daemonset', resourceVersion: '50' } });
    expect(told).to.deep.equal(['set', 'set']);
  });

  it('names every SidecarSet when a Namespace changes', () => {
    const { stores, told } = start();
    added(stores.sidecarSets, aSidecarSet({}, { name: 'a' }));
    added(stores.sidecarSets, aSidecarSet({}, { name: 'b', resourceVersion: '11' }));
    told.length = 0;
    added(stores.namespaces, { metadata: { name: 'shop', resourceVersion: '12' } });
    expect(told).to.have.members(['a', 'b']);
  });

  it('says nothing any more once it is ended', () => {
    const { stores, told, end } = start();
    end();
    added(stores.sidecarSets, aSidecarSet());
    added(stores.revisions, aRevision('set-a', 1));
    expect(told).to.deep.equal([]);
  });
});
