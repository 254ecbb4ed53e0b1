import { expect } from 'chai';
import type { ConfigMap } from '../../lib/api/kubernetes.generated.js';
import { CONFIG_MAPS } from '../../lib/api/resources.js';
import type { ObjectStoreOptions } from '../../lib/cluster/object-store.js';
import { ObjectStore } from '../../lib/cluster/object-store.js';
import type { Change } from '../../lib/cluster/store-view.js';
import { aConfigMap } from './a-config-map.js';

function aStore(options: Partial<ObjectStoreOptions<ConfigMap>> = {}): ObjectStore<ConfigMap> {
  return new ObjectStore({ resource: CONFIG_MAPS, ...options });
}

function versionsOf(store: ObjectStore<ConfigMap>): Record<string, string> {
  return Object.fromEntries(store.list().map(({ metadata }) => [metadata!.name!, metadata!.resourceVersion!]));
}

function bookmark(resourceVersion: string): { type: 'BOOKMARK'; resourceVersion: string; initialEventsEnd: false } {
  return { type: 'BOOKMARK', resourceVersion, initialEventsEnd: false };
}

const key = (name: string): { namespace: string; name: string } => ({ namespace: 'default', name });

describe('object store', () => {
  describe('watch', () => {
    it('follows additions, changes and removals', () => {
      const store = aStore();
      store.replace([aConfigMap('a', 1)], '1');
      store.apply({ type: 'ADDED', object: aConfigMap('b', 2) });
      store.apply({ type: 'MODIFIED', object: aConfigMap('a', 3) });
      store.apply({ type: 'DELETED', object: aConfigMap('b', 4) });
      expect(versionsOf(store)).to.deep.equal({ a: '3' });
    });

    it('tells objects of one name in two namespaces apart', () => {
      const store = aStore();
      const elsewhere = { metadata: { namespace: 'elsewhere', name: 'a', resourceVersion: '2' } };
      store.replace([aConfigMap('a', 1), elsewhere], '2');
      expect(store.get({ namespace: 'elsewhere', name: 'a' })).to.equal(elsewhere);
      expect(store.get(key('a'))?.metadata?.resourceVersion).to.equal('1');
      expect(store.get({ name: 'a' })).to.be.undefined;
    });

    it('ignores what it has seen before: older versions, and additions of what was deleted since', () => {
      const store = aStore();
      store.replace([aConfigMap('a', 1), aConfigMap('b', 2)], '2');
      store.apply({ type: 'MODIFIED', object: aConfigMap('a', 10) });
      store.apply({ type: 'DELETED', object: aConfigMap('b', 11) });
      store.apply({ type: 'MODIFIED', object: aConfigMap('a', 9) });
      store.apply({ type: 'MODIFIED', object: aConfigMap('b', 2) });
      expect(versionsOf(store)).to.deep.equal({ a: '10' });
    });

    it('keeps an object that was made again after the deletion that arrives late', () => {
      const store = aStore();
      store.replace([aConfigMap('a', 1)], '1');
      store.fold(aConfigMap('a', 8));
      store.apply({ type: 'DELETED', object: aConfigMap('a', 7) });
      expect(versionsOf(store)).to.deep.equal({ a: '8' });
    });
  });

  describe('own writes', () => {
    it('are seen at once', () => {
      const store = aStore();
      store.replace([aConfigMap('a', 1)], '1');
      store.fold(aConfigMap('a', 5, { mine: 'yes' }));
      expect(store.get(key('a'))?.data).to.deep.equal({ mine: 'yes' });
    });

    it('are not undone by what the watch shows of the time before', () => {
      const store = aStore();
      store.replace([aConfigMap('a', 1)], '1');
      store.fold(aConfigMap('a', 5));
      store.apply({ type: 'MODIFIED', object: aConfigMap('a', 4) });
      expect(versionsOf(store)).to.deep.equal({ a: '5' });
    });

    it('give way to what the watch shows of the time after', () => {
      const store = aStore();
      store.replace([aConfigMap('a', 1)], '1');
      store.fold(aConfigMap('a', 5));
      store.apply({ type: 'MODIFIED', object: aConfigMap('a', 6) });
      expect(versionsOf(store)).to.deep.equal({ a: '6' });
    });

    it('do not bring back what was deleted before their answer came', () => {
      const store = aStore();
      store.replace([aConfigMap('a', 1)], '1');
      store.apply({ type: 'DELETED', object: aConfigMap('a', 9) });
      store.fold(aConfigMap('a', 5));
      expect(store.list()).to.deep.equal([]);
    });

    it('survive a list that was read before them, and no later one that lacks them', () => {
      const store = aStore();
      store.replace([], '1');
      store.fold(aConfigMap('a', 5));
      store.replace([], '4');
      expect(versionsOf(store)).to.deep.equal({ a: '5' });
      store.replace([], '6');
      expect(versionsOf(store)).to.deep.equal({});
    });

    it('are forgotten when the watch passes them without a word: they are not what it is about', () => {
      const store = aStore();
      store.replace([], '1');
      store.fold(aConfigMap('other-label', 5));
      store.apply(bookmark('4'));
      expect(versionsOf(store)).to.deep.equal({ 'other-label': '5' });
      store.apply(bookmark('6'));
      expect(versionsOf(store)).to.deep.equal({});
    });

    it('stay when the watch has shown them before it passes', () => {
      const store = aStore();
      store.replace([], '1');
      store.fold(aConfigMap('a', 5));
      store.apply({ type: 'ADDED', object: aConfigMap('a', 5) });
      store.apply(bookmark('6'));
      expect(versionsOf(store)).to.deep.equal({ a: '5' });
    });
  });

  describe('complete lists', () => {
    it('remove what they lack and change only what is newer', () => {
      const store = aStore();
      store.replace([aConfigMap('gone', 1), aConfigMap('same', 2), aConfigMap('old', 3)], '3');
      const changes: string[] = [];
      store.subscribe(change => changes.push(`${change.kind} ${nameOf(change)}`));
      store.replace([aConfigMap('same', 2), aConfigMap('old', 5), aConfigMap('new', 6)], '7');
      expect(changes).to.deep.equal(['removed gone', 'updated old', 'added new']);
    });

    it('are believed even when they go back in time: the API server was set back to a backup', () => {
      const rewinds: { from: string; to: string }[] = [];
      const store = aStore({ observer: { historyRewound: ({ from, to }) => rewinds.push({ from, to }) } });
      store.replace([aConfigMap('a', 90), aConfigMap('lost', 100)], '100');
      store.fold(aConfigMap('a', 120));
      store.replace([aConfigMap('a', 40)], '50');
      expect(versionsOf(store)).to.deep.equal({ a: '40' });
      expect(rewinds).to.deep.equal([{ from: '100', to: '50' }]);
      store.apply({ type: 'MODIFIED', object: aConfigMap('a', 51) });
      expect(versionsOf(store)).to.deep.equal({ a: '51' });
    });
  });

  describe('synced', () => {
    it('begins with the first complete list, be it empty', async () => {
      const store = aStore();
      expect(store.synced).to.be.false;
      const waiting = store.whenSynced();
      store.replace([], '1');
      expect(store.synced).to.be.true;
      await waiting;
      await store.whenSynced(AbortSignal.abort());
    });

    it('is waited for no longer than the signal allows', async () => {
      const store = aStore();
      const stop = new AbortController();
      const waiting = store.whenSynced(stop.signal).catch((error: unknown) => error);
      const reason = new Error('enough');
      stop.abort(reason);
      expect(await waiting).to.equal(reason);
      expect(await store.whenSynced(stop.signal).catch((error: unknown) => error)).to.equal(reason);
    });
  });

  describe('listeners', () => {
    it('hear of a change when the store shows it already, with both sides of it', () => {
      const store = aStore();
      store.replace([aConfigMap('a', 1)], '1');
      const heard: Change<ConfigMap>[] = [];
      store.subscribe(change => {
        expect(versionsOf(store)).to.deep.equal({ a: '2' });
        heard.push(change);
      });
      store.apply({ type: 'MODIFIED', object: aConfigMap('a', 2) });
      expect(heard).to.deep.equal([{ kind: 'updated', before: aConfigMap('a', 1), object: aConfigMap('a', 2) }]);
    });

    it('hear of a list when all of it is there', () => {
      const store = aStore();
      const sizes: number[] = [];
      store.subscribe(() => sizes.push(store.list().length));
      store.replace([aConfigMap('a', 1), aConfigMap('b', 2)], '2');
      expect(sizes).to.deep.equal([2, 2]);
    });

    it('that throw are reported and harm nobody', () => {
      const errors: unknown[] = [];
      const store = aStore({ observer: { listenerFailed: ({ error }) => errors.push(error) } });
      const heard: string[] = [];
      const broken = new Error('broken');
      store.subscribe(() => {
        throw broken;
      });
      store.subscribe(change => heard.push(change.kind));
      store.replace([aConfigMap('a', 1)], '1');
      store.apply({ type: 'DELETED', object: aConfigMap('a', 2) });
      expect(errors).to.deep.equal([broken, broken]);
      expect(heard).to.deep.equal(['added', 'removed']);
    });

    it('all hear changes in one order, also those that a listener causes', () => {
      const store = aStore();
      const heard: string[] = [];
      store.subscribe(change => {
        if (change.kind === 'added') store.fold(aConfigMap('a', 2));
      });
      store.subscribe(change => heard.push(change.kind));
      store.replace([aConfigMap('a', 1)], '1');
      expect(heard).to.deep.equal(['added', 'updated']);
    });

    it('hear nothing after they have left', () => {
      const store = aStore();
      const heard: string[] = [];
      const leave = store.subscribe(change => heard.push(change.kind));
      store.replace([aConfigMap('a', 1)], '1');
      leave();
      store.apply({ type: 'DELETED', object: aConfigMap('a', 2) });
      expect(heard).to.deep.equal(['added']);
    });
  });

  describe('what is kept', () => {
    it('is what the projection leaves of an object, wherever it came from', () => {
      const project = ({ metadata }: ConfigMap): ConfigMap => ({ metadata: metadata! });
      const store = aStore({ project });
      store.replace([aConfigMap('listed', 1, { big: 'text' })], '1');
      store.apply({ type: 'ADDED', object: aConfigMap('watched', 2, { big: 'text' }) });
      store.fold(aConfigMap('folded', 3, { big: 'text' }));
      expect(store.list().map(object => 'data' in object)).to.deep.equal([false, false, false]);
    });

    it('is handed out as the same array until something changes, and never changed itself', () => {
      const store = aStore();
      store.replace([aConfigMap('a', 1)], '1');
      const list = store.list();
      expect(store.list()).to.equal(list);
      store.apply({ type: 'ADDED', object: aConfigMap('b', 2) });
      expect(list).to.have.length(1);
      expect(store.list()).to.have.length(2);
    });

    it('is found by index', () => {
      const store = aStore({ indexes: { team: ({ data }) => (data?.team === undefined ? [] : [data.team]) } });
      store.replace(
        [aConfigMap('a', 1, { team: 'red' }), aConfigMap('b', 2, { team: 'blue' }), aConfigMap('c', 3)],
        '3',
      );
      store.fold(aConfigMap('b', 4, { team: 'red' }));
      expect(store.byIndex('team', 'red').map(({ metadata }) => metadata!.name)).to.have.members(['a', 'b']);
      expect(store.byIndex('team', 'blue')).to.deep.equal([]);
      expect(() => store.byIndex('colour', 'red')).to.throw('the store of configmaps has no index "colour"');
    });
  });
});

function nameOf(change: Change<ConfigMap>): string {
  return (change.kind === 'removed' ? change.before : change.object).metadata!.name!;
}
