import { expect } from 'chai';

import { describeHotUpgrade } from '../../../lib/decide/rollout/hot-words.js';
import { BROKEN, FAULTY, FIRST_MOMENT, HotWorld } from './hot-world.js';

const MINUTE_MS = 60_000;

/** A pod whose hot sidecar `mesh` is being upgraded; the kubelet has not looked yet. */
function filledWith(image: string): HotWorld {
  const world = new HotWorld({ mesh: 'one:1' });
  world.change({ mesh: image });
  world.reconcile();
  return world;
}

/** What a plan says of each hot upgrade: phase, and what it waits for. */
const inShort = (world: HotWorld): readonly string[] =>
  world.plan().hotUpgrades.map(({ sidecar, phase, waitsFor }) => [sidecar, phase, ...waitsFor].join(' '));

describe('the phase of a hot upgrade', () => {
  it('is none before it begins and after it has ended', () => {
    const world = new HotWorld({ mesh: 'one:1' });
    expect(inShort(world)).to.deep.equal([]);
    world.change({ mesh: 'two:2' });
    expect(inShort(world)).to.deep.equal([]);
    world.comeToRest();
    expect(inShort(world)).to.deep.equal([]);
  });

  it('is fill until the kubelet has started the new image, then migrate until all are ready, then empty', () => {
    const world = filledWith('two:2');
    expect(inShort(world)).to.deep.equal(['mesh fill mesh-2']);
    world.look();
    world.kill('mesh-2');
    world.start('mesh-2');
    world.report();
    expect(inShort(world)).to.deep.equal(['mesh migrate mesh-2']);
    world.setAppReady(false);
    world.getReady('mesh-2');
    world.report();
    expect(inShort(world)).to.deep.equal(['mesh migrate app']);
    world.setAppReady(true);
    world.report();
    expect(inShort(world)).to.deep.equal(['mesh migrate']);
    expect(world.reconcile()).to.deep.equal(['empty-slot']);
    expect(inShort(world)).to.deep.equal(['mesh empty mesh-1']);
    world.kubeletFinishes();
    expect(inShort(world)).to.deep.equal([]);
  });

  it('stays fill for an image that cannot be pulled, and migrate for one that never gets ready', () => {
    for (const [image, phase] of [
      [BROKEN, 'mesh fill mesh-2'],
      [FAULTY, 'mesh migrate mesh-2'],
    ] as const) {
      const world = filledWith(image);
      world.kubeletFinishes();
      expect(inShort(world)).to.deep.equal([phase]);
    }
  });

  it('is told of each of several hot sidecars, native ones among them, and of no cold one', () => {
    const world = new HotWorld({ mesh: 'one:1', proxy: 'one:1', logs: 'one:1' });
    world.change({ mesh: 'two:2', proxy: 'two:2', logs: 'two:2' });
    world.reconcile();
    expect(world.plan().hotUpgrades.map(({ sidecar, phase }) => `${sidecar} ${phase}`)).to.deep.equal([
      'proxy fill',
      'mesh fill',
    ]);
  });

  it('is told in words', () => {
    const world = filledWith('two:2');
    const words = (): readonly string[] => world.plan().hotUpgrades.map(describeHotUpgrade);
    expect(words()).to.deep.equal([
      'mesh is in phase fill: the kubelet has not started the new image in mesh-2 yet, or its postStart hook still runs',
    ]);
    world.setAppReady(false);
    world.kubeletFinishes();
    expect(words()).to.deep.equal([
      'mesh is in phase migrate: mesh-2 takes over from mesh-1; before mesh-1 is emptied, app must be ready',
    ]);
    world.setAppReady(true);
    world.report();
    expect(words()).to.deep.equal(['mesh is in phase migrate: mesh-2 has taken over, and mesh-1 can be emptied']);
    world.reconcile();
    expect(words()).to.deep.equal([
      'mesh is in phase empty: mesh-2 serves; the kubelet has not started the idle image in mesh-1 yet',
    ]);
  });

  it('begins with the write that brought it', () => {
    const world = new HotWorld({ mesh: 'one:1' });
    world.change({ mesh: 'two:2' });
    world.pass(5 * MINUTE_MS);
    world.reconcile();
    const filledAt = world.now;
    expect(filledAt).not.to.equal(FIRST_MOMENT);
    world.pass(MINUTE_MS);
    world.kubeletFinishes();
    expect(world.plan().hotUpgrades[0]!.since).to.equal(filledAt);
    world.reconcile();
    expect(world.plan().hotUpgrades[0]!.since).to.equal(world.now);
  });
});

describe('a hot upgrade that stays in a phase', () => {
  const stalled = (world: HotWorld): string | undefined =>
    world.plan().status?.conditions?.find(({ type }) => type === 'Stalled')?.reason;

  it('is overdue after ten minutes, not before, and the plan asks to be made again by then', () => {
    const world = filledWith(FAULTY);
    world.kubeletFinishes();
    expect(world.plan()).to.deep.include({ overdue: [], checkAgainAfterMs: 10 * MINUTE_MS });
    world.pass(9 * MINUTE_MS);
    expect(world.plan()).to.deep.include({ overdue: [], checkAgainAfterMs: MINUTE_MS });
    expect(stalled(world)).to.equal('WithinDeadline');
    world.pass(MINUTE_MS);
    const { overdue, hotUpgrades } = world.plan();
    expect(overdue).to.deep.equal(hotUpgrades).and.to.have.length(1);
    expect(stalled(world)).to.equal('HotUpgradeOverdue');
  });

  it('is overdue too while the rollout is paused or NotUpdate, for it ought to finish', () => {
    for (const strategy of [{ paused: true }, { type: 'NotUpdate' }] as const) {
      const world = filledWith(BROKEN);
      world.kubeletFinishes();
      world.change({ mesh: BROKEN }, strategy);
      world.pass(10 * MINUTE_MS);
      expect(stalled(world)).to.equal('HotUpgradeOverdue');
    }
  });

  it('has the whole time again when another image is filled', () => {
    const world = filledWith(FAULTY);
    world.kubeletFinishes();
    world.pass(10 * MINUTE_MS);
    world.change({ mesh: 'three:3' });
    expect(world.reconcile()).to.deep.equal(['fill-slot']);
    expect(world.plan().overdue).to.deep.equal([]);
    expect(stalled(world)).to.equal('WithinDeadline');
  });
});
