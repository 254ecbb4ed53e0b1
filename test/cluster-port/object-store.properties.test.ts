import { expect } from 'chai';
import fc from 'fast-check';
import type { ConfigMap } from '../../lib/api/kubernetes.generated.js';
import { CONFIG_MAPS } from '../../lib/api/resources.js';
import type { WatchEvent } from '../../lib/cluster/cluster.js';
import { ObjectStore } from '../../lib/cluster/object-store.js';
import { aConfigMap } from './a-config-map.js';

const NAMES = ['a', 'b', 'c'];

type Move =
  | { readonly kind: 'write' | 'remove'; readonly name: string; readonly team: string }
  /** Deliver so many lines of the watch. */
  | { readonly kind: 'watch'; readonly count: number }
  /** Begin the watch again so many lines earlier. */
  | { readonly kind: 'repeat'; readonly count: number }
  | { readonly kind: 'bookmark' }
  /** The answer to one of our writes arrives, however late. */
  | { readonly kind: 'fold'; readonly pick: number }
  /** Read the complete state; it arrives before the next line of a watch, but maybe after more writes. */
  | { readonly kind: 'relist' };

const name = fc.constantFrom(...NAMES);
const team = fc.constantFrom('red', 'blue');
const kind = <K extends Move['kind']>(value: K): fc.Arbitrary<K> => fc.constant(value);
const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: kind('write'), name, team }) },
    { weight: 2, arbitrary: fc.record({ kind: kind('remove'), name, team }) },
    { weight: 4, arbitrary: fc.record({ kind: kind('watch'), count: fc.integer({ min: 1, max: 4 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: kind('repeat'), count: fc.integer({ min: 1, max: 6 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: kind('bookmark') }) },
    { weight: 5, arbitrary: fc.record({ kind: kind('fold'), pick: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ kind: kind('relist') }) },
  ),
  { maxLength: 60 },
);

/** The truth, its history, and a store that is fed from it in all the wrong moments. */
class World {
  readonly store: ObjectStore<ConfigMap> = new ObjectStore({
    resource: CONFIG_MAPS,
    indexes: { team: ({ data }) => [data?.team ?? ''] },
    observer: {
      listenerFailed: ({ error }) => {
        throw error;
      },
    },
  });
  readonly truth = new Map<string, ConfigMap>();
  readonly #history: { version: number; event: WatchEvent<ConfigMap> }[] = [];
  readonly #answers: ConfigMap[] = [];
  /** Newest version of each name that the store has shown; it may never show an older one. */
  readonly #shown = new Map<string, number>();
  /** The latest deletion of each name that the store has been told of. */
  readonly #buried = new Map<string, number>();
  #version = 1;
  #delivered = 0;
  #arriveList: (() => void) | undefined;

  constructor() {
    this.store.subscribe(change => {
      const object = change.kind === 'removed' ? change.before : change.object;
      const version = Number(object.metadata!.resourceVersion);
      const least = this.#shown.get(object.metadata!.name!) ?? 0;
      if (change.kind !== 'removed') expect(version).to.be.greaterThan(least);
      this.#shown.set(object.metadata!.name!, Math.max(version, least));
    });
    this.play({ kind: 'relist' });
  }

  play(move: Move): void {
    if (['watch', 'repeat', 'bookmark', 'relist'].includes(move.kind)) this.#takeList();
    switch (move.kind) {
      case 'write':
        this.#write(move.name, move.team);
        return;
      case 'remove':
        this.#remove(move.name);
        return;
      case 'watch':
        this.#deliver(move.count);
        return;
      case 'repeat':
        this.#delivered = Math.max(0, this.#delivered - move.count);
        return;
      case 'bookmark':
        this.#bookmark();
        return;
      case 'fold':
        if (this.#answers.length > 0) this.store.fold(this.#answers[move.pick % this.#answers.length]!);
        return;
      case 'relist':
        this.#relist();
        return;
    }
  }

  deliverAll(): void {
    this.#takeList();
    this.#deliver(this.#history.length);
    this.#version += 1;
    this.#bookmark();
  }

  check(): void {
    for (const object of this.store.list()) {
      const { name, resourceVersion } = object.metadata!;
      expect(Number(resourceVersion), 'risen from the dead').to.be.greaterThan(this.#buried.get(name!) ?? 0);
    }
    for (const value of ['red', 'blue']) {
      const wanted = this.store.list().filter(({ data }) => data?.team === value);
      expect(this.store.byIndex('team', value)).to.have.members(wanted);
    }
    for (const object of this.store.list()) expect(this.store.get(object.metadata as never)).to.equal(object);
  }

  #write(name: string, team: string): void {
    const object = aConfigMap(name, ++this.#version, { team });
    this.#history.push({
      version: this.#version,
      event: { type: this.truth.has(name) ? 'MODIFIED' : 'ADDED', object },
    });
    this.truth.set(name, object);
    this.#answers.push(object);
  }

  #remove(name: string): void {
    const last = this.truth.get(name);
    if (last === undefined) return;
    this.truth.delete(name);
    const object = { ...last, metadata: { ...last.metadata, resourceVersion: String(++this.#version) } };
    this.#history.push({ version: this.#version, event: { type: 'DELETED', object } });
  }

  #relist(): void {
    const objects = [...this.truth.values()];
    const version = String(this.#version);
    const history = [...this.#history];
    this.#arriveList = () => {
      this.store.replace(objects, version);
      for (const seen of history) this.#note(seen.version, seen.event);
      this.#delivered = history.length;
    };
  }

  #takeList(): void {
    this.#arriveList?.();
    this.#arriveList = undefined;
  }

  #deliver(count: number): void {
    for (const { version, event } of this.#history.slice(this.#delivered, this.#delivered + count)) {
      this.store.apply(event);
      this.#note(version, event);
    }
    this.#delivered = Math.min(this.#history.length, this.#delivered + count);
  }

  /** An API server sends a bookmark of its newest version only when everything before it has been sent. */
  #bookmark(): void {
    if (this.#delivered < this.#history.length) return;
    this.store.apply({ type: 'BOOKMARK', resourceVersion: String(this.#version), initialEventsEnd: false });
  }

  #note(version: number, event: WatchEvent<ConfigMap>): void {
    if (event.type === 'DELETED') {
      const { name } = event.object.metadata!;
      this.#buried.set(name!, Math.max(version, this.#buried.get(name!) ?? 0));
    }
  }
}

describe('object store, whatever the order of writes, answers, watch lines and lists', () => {
  it('never shows an older version after a newer one, nor what it knows to be deleted, and ends equal to the truth', () => {
    fc.assert(
      fc.property(moves, script => {
        const world = new World();
        for (const move of script) {
          world.play(move);
          world.check();
        }
        world.deliverAll();
        expect(world.store.list()).to.have.deep.members([...world.truth.values()]);
      }),
      { numRuns: 1000 },
    );
  });

  it('finds a few among ten thousand without looking at the others', () => {
    let asked = 0;
    const store = new ObjectStore<ConfigMap>({
      resource: CONFIG_MAPS,
      indexes: {
        team: ({ data }) => {
          asked += 1;
          return [data?.team ?? ''];
        },
      },
    });
    const objects = Array.from({ length: 10_000 }, (_, n) => aConfigMap(`o-${n}`, n + 1, { team: `t-${n % 1000}` }));
    store.replace(objects, '10000');
    asked = 0;
    for (let n = 0; n < 1000; n += 1) expect(store.byIndex('team', `t-${n}`)).to.have.length(10);
    expect(asked).to.equal(0);
    store.apply({ type: 'MODIFIED', object: aConfigMap('o-7', 10_001, { team: 't-8' }) });
    expect(asked).to.equal(2);
    expect(store.byIndex('team', 't-8')).to.have.length(11);
  });
});
