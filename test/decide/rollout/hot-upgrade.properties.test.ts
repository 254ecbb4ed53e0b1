import { expect } from 'chai';
import fc from 'fast-check';

import type { Step } from '../../../lib/decide/rollout/rollout-step.js';
import type { Images } from './hot-world.js';
import { BROKEN, FAULTY, HotWorld, IDLE } from './hot-world.js';

/** A container, by its place in the pod. */
const place = fc.nat({ max: 6 });
const image = fc.constantFrom<string>('one:1', 'two:2', 'three:3', BROKEN, FAULTY);
const act = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('look' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('kill' as const), place }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('start' as const), place }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('ready' as const), place }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('report' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('finish' as const) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('plan' as const) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('app' as const), ready: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('select' as const), selected: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      images: fc.record({ mesh: image, proxy: image, logs: image }, { requiredKeys: [] }),
      strategy: fc.constantFrom({}, {}, { paused: true }, { type: 'NotUpdate' as const }),
    }),
  },
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

const FIRST: Required<Images> = { mesh: 'one:1', proxy: 'one:1', logs: 'one:1' };

describe('a hot upgrade, whatever comes in between', () => {
  it('never stops the slot that serves, never leaves both idle, touches no app, and comes to rest', () => {
    fc.assert(
      fc.property(fc.array(act, { minLength: 20, maxLength: 120 }), acts => {
        const world = new HotWorld(FIRST);
        const walk = new Walk(world);
        for (const one of acts) walk.take(one);
        expectWritesAreOurs(world);
        // What nobody can start is replaced in the end, and everyone does their work.
        walk.take({ kind: 'change', images: { mesh: 'last:9', proxy: 'last:9', logs: 'last:9' }, strategy: {} });
        walk.take({ kind: 'app', ready: true });
        walk.take({ kind: 'select', selected: true });
        world.comeToRest();
        expectAtRest(world);
      }),
      { numRuns: 300 },
    );
  });

  it('is finished in a pod that is selected no more, where nothing else is begun', () => {
    fc.assert(
      fc.property(fc.array(act, { minLength: 20, maxLength: 80 }), acts => {
        const world = new HotWorld(FIRST);
        const walk = new Walk(world);
        for (const one of acts) if (!('images' in one) || isSound(one.images)) walk.take(one);
        walk.take({ kind: 'app', ready: true });
        walk.take({ kind: 'select', selected: false });
        const before = world.writes.length;
        walk.take({ kind: 'change', images: { mesh: 'last:9', proxy: 'last:9', logs: 'last:9' }, strategy: {} });
        expect(new Set(world.comeToRest())).to.have.property('size').that.is.at.most(1);
        expect(world.writes.slice(before).every(({ kind }) => kind === 'empty-slot')).to.equal(true);
        for (const sidecar of ['mesh', 'proxy']) {
          const images = [world.imageOf(`${sidecar}-1`), world.imageOf(`${sidecar}-2`)];
          expect(images.filter(image => image === IDLE)).to.have.length(1);
          expect(images).not.to.include('last:9');
        }
        expect(world.plan()).to.deep.include({ matched: [], hotUpgrades: [], held: [] });
      }),
      { numRuns: 300 },
    );
  });
});

/** Images that start and get ready: where one does not, what serves must not be taken from the pod. */
function isSound(images: Images): boolean {
  return !Object.values(images).some(image => image === BROKEN || image === FAULTY);
}

/** The controller plans at one moment and writes at a later one. */
class Walk {
  #planned: readonly Step[] = [];
  #images = FIRST;

  constructor(readonly world: HotWorld) {}

  take(one: Act): void {
    const { world } = this;
    switch (one.kind) {
      case 'look': {
        world.look();
        return;
      }
      case 'kill': {
        this.#each(one.place, name => world.kill(name));
        return;
      }
      case 'start': {
        this.#each(one.place, name => world.start(name));
        return;
      }
      case 'ready': {
        this.#each(one.place, name => world.getReady(name));
        return;
      }
      case 'report': {
        world.report();
        return;
      }
      case 'finish': {
        world.kubeletFinishes();
        return;
      }
      case 'plan':
        this.#planned = world.plan().steps;
        return;
      case 'write':
        for (const step of this.#planned) world.apply(step);
        {
          expectNeverBothIdle(world);
          return;
        }
      case 'app': {
        world.setAppReady(one.ready);
        return;
      }
      case 'select': {
        world.select(one.selected);
        return;
      }
      case 'change':
        this.#images = { ...this.#images, ...one.images };
        {
          world.change(this.#images, one.strategy);
          return;
        }
    }
  }

  #each(index: number, act: (name: string) => void): void {
    const name = this.world.containerNames[index];
    if (name !== undefined) act(name);
  }
}

function expectNeverBothIdle(world: HotWorld): void {
  for (const sidecar of ['mesh', 'proxy']) {
    const images = [world.imageOf(`${sidecar}-1`), world.imageOf(`${sidecar}-2`)];
    expect(images.filter(image => image === IDLE).length, `idle slots of ${sidecar}`).to.be.at.most(1);
  }
}

function expectWritesAreOurs(world: HotWorld): void {
  const named = world.writes.flatMap(step => ('images' in step ? Object.keys(step.images) : []));
  expect(new Set([...named, 'logs', 'mesh-1', 'mesh-2', 'proxy-1', 'proxy-2'])).to.have.property('size', 5);
  expect(world.imageOf('app')).to.equal('app:1');
}

function expectAtRest(world: HotWorld): void {
  const active = JSON.parse(world.annotation('kruise.io/sidecarset-working-hotupgrade-container')!) as Images;
  for (const sidecar of ['mesh', 'proxy'] as const) {
    const slots = [`${sidecar}-1`, `${sidecar}-2`];
    expect(slots.map(slot => world.imageOf(slot))).to.have.members(['last:9', IDLE]);
    expect(world.imageOf(active[sidecar]!)).to.equal('last:9');
  }
  expect(world.imageOf('logs')).to.equal('last:9');
}
