import { expect } from 'chai';

import { projectPod } from '../../controller/project-pod.js';
import { UninjectedPods } from '../../controller/uninjected-pods.js';
import type { KubernetesObject, Namespace, Pod } from '../../lib/api/kubernetes.generated.js';
import { NAMESPACES, PODS, SIDECARSETS } from '../../lib/api/resources.js';
import type { SidecarSet, SidecarSetSpec } from '../../lib/api/sidecarset.generated.js';
import { ObjectStore } from '../../lib/cluster/object-store.js';
import { aPod } from '../build/a-pod.js';
import { aSidecarSet } from '../build/a-sidecarset.js';

/** Stores, and who was told of what happens in them. */
class World {
  readonly sidecarSets = new ObjectStore({ resource: SIDECARSETS });
  readonly namespaces = new ObjectStore({ resource: NAMESPACES });
  readonly pods = new ObjectStore({ resource: PODS, project: projectPod });
  readonly scopeNamespaces = { ownNamespace: 'operator', exemptNamespaces: ['bank'] };
  readonly told: string[] = [];
  #version = 1000;
  #uninjected: UninjectedPods | undefined;

  get uninjected(): UninjectedPods {
    return (this.#uninjected ??= new UninjectedPods(this, name => this.told.push(name)));
  }

  put(...objects: readonly (SidecarSet | Namespace | Pod)[]): void {
    for (const object of objects) this.#apply('MODIFIED', object);
  }

  remove(object: SidecarSet | Namespace | Pod): void {
    this.#apply('DELETED', object);
  }

  /** Names of the pods that a SidecarSet selects and did not inject, sorted. */
  of(sidecarSet = 'set'): readonly string[] {
    return this.uninjected
      .of(sidecarSet)
      .map(({ metadata }) => metadata?.name ?? '')
      .toSorted();
  }

  /** Who is told of what this does. */
  tellsOf(change: () => void): readonly string[] {
    this.told.length = 0;
    change();
    return this.told;
  }

  #apply(type: 'MODIFIED' | 'DELETED', object: KubernetesObject): void {
    const stores: Readonly<Record<string, ObjectStore<KubernetesObject>>> = {
      SidecarSet: this.sidecarSets as never,
      Namespace: this.namespaces,
      Pod: this.pods,
    };
    const resourceVersion = String((this.#version += 1));
    const store = stores[object.kind ?? ''];
    store?.apply({ type, object: { ...object, metadata: { ...object.metadata, resourceVersion } } });
  }
}

const theSet = (spec: Partial<SidecarSetSpec> = {}, name = 'set'): SidecarSet => aSidecarSet(spec, { name });
const theNamespace = (labels: Readonly<Record<string, string>>): Namespace => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'default', labels },
});

function aWorld(...objects: readonly (SidecarSet | Namespace | Pod)[]): World {
  const world = new World();
  world.put(...objects);
  expect(world.uninjected).to.be.instanceOf(UninjectedPods);
  return world;
}

describe('UninjectedPods', () => {
  it('knows what was there before', () => {
    const world = aWorld(theSet(), aPod('early'), aPod('injected', { injectedBy: theSet() }));
    expect(world.of()).to.deep.equal(['early']);
  });

  it('follows pods that come and go, and tells whom it concerns', () => {
    const world = aWorld(theSet(), theSet({ selector: { matchLabels: { app: 'db' } } }, 'other'));
    expect(world.tellsOf(() => world.put(aPod('a')))).to.deep.equal(['set']);
    expect(world.of()).to.deep.equal(['a']);
    expect(world.tellsOf(() => world.remove(aPod('a')))).to.deep.equal(['set']);
    expect(world.of()).to.deep.equal([]);
  });

  it('tells nobody of pods that no SidecarSet selects, or that only go on living', () => {
    const world = aWorld(theSet(), aPod('a'));
    expect(world.tellsOf(() => world.put(aPod('b', { labels: { app: 'db' } })))).to.deep.equal([]);
    expect(world.tellsOf(() => world.put(aPod('a', { ready: false })))).to.deep.equal([]);
  });

  it('counts pods no more that end, are deleted, or are injected after all', () => {
    for (const facts of [
      { phase: 'Succeeded' },
      { phase: 'Failed' },
      { deletionTimestamp: '2024-01-02T00:00:00Z' },
      { injectedBy: theSet() },
    ]) {
      const world = aWorld(theSet(), aPod('a'));
      expect(world.tellsOf(() => world.put(aPod('a', facts)))).to.deep.equal(['set']);
      expect(world.of()).to.deep.equal([]);
    }
  });

  it('counts a pod that another SidecarSet has injected', () => {
    const mesh = theSet({ containers: [{ name: 'proxy', image: 'proxy:1' }] }, 'mesh');
    expect(aWorld(theSet(), mesh, aPod('a', { injectedBy: mesh })).of()).to.deep.equal(['a']);
  });

  it('counts no pod of a namespace that the operator keeps out of', () => {
    const world = aWorld(theSet(), aPod('own', { namespace: 'operator' }), aPod('there', { namespace: 'bank' }));
    expect(world.of()).to.deep.equal([]);
    world.put(theSet({ namespace: 'operator' }));
    expect(world.of()).to.deep.equal(['own']);
  });

  it('follows labels of pods', () => {
    const world = aWorld(theSet(), aPod('a', { labels: { app: 'db' } }));
    world.put(aPod('a'));
    expect(world.of()).to.deep.equal(['a']);
    world.put(aPod('a', { labels: { app: 'db' } }));
    expect(world.of()).to.deep.equal([]);
  });

  it('follows selectors and namespaces of SidecarSets, new ones and ones that go', () => {
    const world = aWorld(aPod('web'), aPod('db', { labels: { app: 'db' } }));
    world.put(theSet());
    expect(world.of()).to.deep.equal(['web']);
    world.put(theSet({ selector: { matchLabels: { app: 'db' } } }));
    expect(world.of()).to.deep.equal(['db']);
    world.put(theSet({ namespace: 'elsewhere' }));
    expect(world.of()).to.deep.equal([]);
    world.put(theSet());
    world.remove(theSet());
    expect(world.of()).to.deep.equal([]);
  });

  it('follows the labels of namespaces', () => {
    const set = theSet({ namespaceSelector: { matchLabels: { mesh: 'on' } } });
    const world = aWorld(theNamespace({}), set, aPod('a'));
    expect(world.of()).to.deep.equal([]);
    expect(world.tellsOf(() => world.put(theNamespace({ mesh: 'on' })))).to.deep.equal(['set']);
    expect(world.of()).to.deep.equal(['a']);
    world.put(theNamespace({ mesh: 'off' }));
    expect(world.of()).to.deep.equal([]);
  });

  it('hears nothing any more once it is stopped', () => {
    const world = aWorld(theSet());
    world.uninjected.stop();
    world.put(aPod('a'));
    expect(world.of()).to.deep.equal([]);
  });
});
