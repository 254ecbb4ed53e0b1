import { expect } from 'chai';

import { hashSidecarSet } from '../../../lib/decide/hash.js';
import type { Images } from './hot-world.js';
import { BROKEN, FAULTY, FIRST_MOMENT, HotWorld, IDLE } from './hot-world.js';

const WORKING = 'kruise.io/sidecarset-working-hotupgrade-container';
const version = (slot: string): string => `version.sidecarset.kruise.io/${slot}`;
const versionAlt = (slot: string): string => `versionalt.sidecarset.kruise.io/${slot}`;

/** A pod whose hot sidecar `mesh` serves `one:1` from mesh-1. */
const atRest = (): HotWorld => new HotWorld({ mesh: 'one:1' });

/** The same pod after mesh-2 has been filled with an image; the kubelet has not looked yet. */
function filledWith(image: string): HotWorld {
  const world = atRest();
  world.change({ mesh: image });
  expect(world.reconcile()).to.deep.equal(['fill-slot']);
  return world;
}

/** The same pod once mesh-2 has taken over. */
function takenOver(image = 'two:2'): HotWorld {
  const world = filledWith(image);
  world.kubeletFinishes();
  return world;
}

const imagesOf = (world: HotWorld, sidecar = 'mesh'): readonly (string | undefined)[] => [
  world.imageOf(`${sidecar}-1`),
  world.imageOf(`${sidecar}-2`),
];

describe('a hot upgrade, step by step', () => {
  it('has nothing to do after injection', () => {
    expect(atRest().reconcile()).to.deep.equal([]);
  });

  it('fills the slot that holds the idle image, in one write with all its annotations', () => {
    const world = filledWith('two:2');
    expect(imagesOf(world)).to.deep.equal(['one:1', 'two:2']);
    expect(world.writes).to.have.length(1);
    expect(world.annotation(WORKING)).to.equal('{"mesh":"mesh-2"}');
    expect(world.annotation(version('mesh-2'))).to.equal('2');
    expect(world.annotation(versionAlt('mesh-2'))).to.equal('1');
    expect(world.annotation(version('mesh-1'))).to.equal('1');
    expect(world.annotation(versionAlt('mesh-1'))).to.equal('2');
  });

  it('waits while the kubelet has not begun, and while the new slot has not taken over', () => {
    const world = filledWith('two:2');
    expect(world.reconcile()).to.deep.equal([]);
    world.look();
    world.kill('mesh-2');
    world.start('mesh-2');
    world.report();
    expect(world.reconcile()).to.deep.equal([]);
  });

  it('waits while another container of the pod is not ready', () => {
    const world = filledWith('two:2');
    world.setAppReady(false);
    world.kubeletFinishes();
    expect(world.reconcile()).to.deep.equal([]);
    world.setAppReady(true);
    world.report();
    expect(world.reconcile()).to.deep.equal(['empty-slot']);
  });

  it('empties the old slot once the new one has taken over', () => {
    const world = takenOver();
    expect(world.reconcile()).to.deep.equal(['empty-slot']);
    expect(imagesOf(world)).to.deep.equal([IDLE, 'two:2']);
    expect(world.annotation(version('mesh-1'))).to.equal('0');
    expect(world.annotation(versionAlt('mesh-2'))).to.equal('0');
    expect(world.annotation(version('mesh-2'))).to.equal('2');
    expect(world.annotation(versionAlt('mesh-1'))).to.equal('2');
    expect(world.annotation(WORKING)).to.equal('{"mesh":"mesh-2"}');
  });

  it('writes annotations that OpenKruise reads, to the byte', () => {
    const world = atRest();
    const { specHash, shapeHash } = hashSidecarSet(world.sidecarSet);
    const record = (hash: string, timestamp: string): string =>
      `{"set":{"updateTimestamp":"${timestamp}","hash":"${hash}","sidecarSetName":"set","sidecarList":["mesh"]}}`;
    const injectedAt = '2024-01-01T00:00:00Z';
    expect(world.pod.metadata?.annotations).to.deep.equal({
      'kruise.io/sidecarset-hash': record(specHash, injectedAt),
      'kruise.io/sidecarset-hash-without-image': record(shapeHash, injectedAt),
      'kruise.io/sidecarset-injected-list': 'set',
      [WORKING]: '{"mesh":"mesh-1"}',
      [version('mesh-1')]: '1',
      [versionAlt('mesh-1')]: '0',
      [version('mesh-2')]: '0',
      [versionAlt('mesh-2')]: '1',
    });
    world.change({ mesh: 'two:2' });
    world.reconcile();
    const after = hashSidecarSet(world.sidecarSet).specHash;
    const idleWas = `"imageID":"sha256:of-${IDLE}","containerID":"containerd://2","supersededImages":["${IDLE}"]`;
    expect(world.pod.metadata?.annotations).to.deep.include({
      'kruise.io/sidecarset-hash': record(after, FIRST_MOMENT),
      'kruise.io/sidecarset-hash-without-image': record(shapeHash, injectedAt),
      'kruise.io/sidecarset-inplace-update-state': `{"set":{"revision":"${after}","updateTimestamp":"${FIRST_MOMENT}","lastContainerStatuses":{"mesh-2":{${idleWas}}}}}`,
      [WORKING]: '{"mesh":"mesh-2"}',
      [version('mesh-1')]: '1',
      [versionAlt('mesh-1')]: '2',
      [version('mesh-2')]: '2',
      [versionAlt('mesh-2')]: '1',
    });
    world.kubeletFinishes();
    world.reconcile();
    expect(world.pod.metadata?.annotations).to.include({
      'kruise.io/sidecarset-hash': record(after, FIRST_MOMENT),
      [WORKING]: '{"mesh":"mesh-2"}',
      [version('mesh-1')]: '0',
      [versionAlt('mesh-1')]: '2',
      [version('mesh-2')]: '2',
      [versionAlt('mesh-2')]: '0',
    });
  });

  it('counts the pod as updated from the fill, and as ready only when it is at rest again', () => {
    const world = takenOver();
    expect(world.plan().status).to.include({ updatedPods: 1, readyPods: 0, updatedReadyPods: 0 });
    world.comeToRest();
    expect(world.plan().status).to.include({ updatedPods: 1, readyPods: 1, updatedReadyPods: 1 });
  });

  it('goes back and forth between the slots, upgrade after upgrade', () => {
    const world = atRest();
    for (const [image, slots] of [
      ['two:2', [IDLE, 'two:2']],
      ['three:3', ['three:3', IDLE]],
      ['two:2', [IDLE, 'two:2']],
    ] as const) {
      world.change({ mesh: image });
      world.reconcile();
      expect(world.comeToRest()).to.deep.equal(['empty-slot']);
      expect(imagesOf(world)).to.deep.equal(slots);
    }
  });

  it('does the same in native sidecars, among the init containers', () => {
    const world = new HotWorld({ proxy: 'one:1' });
    world.change({ proxy: 'two:2' });
    expect(world.reconcile()).to.deep.equal(['fill-slot']);
    expect(world.writes[0]!.patch['spec']).to.deep.equal({ initContainers: [{ name: 'proxy-2', image: 'two:2' }] });
    expect(world.comeToRest()).to.deep.equal(['empty-slot']);
    expect(imagesOf(world, 'proxy')).to.deep.equal([IDLE, 'two:2']);
  });

  it('writes cold and hot sidecars of a SidecarSet together, and empties all old slots together', () => {
    const world = new HotWorld({ mesh: 'one:1', proxy: 'one:1', logs: 'one:1' });
    const second: Images = { mesh: 'two:2', proxy: 'three:3', logs: 'four:4' };
    world.change(second);
    world.reconcile();
    expect(world.writes[0]).to.deep.include({
      kind: 'fill-slot',
      images: { logs: 'four:4', 'mesh-2': 'two:2', 'proxy-2': 'three:3' },
    });
    world.comeToRest();
    expect(world.writes[1]).to.deep.include({ kind: 'empty-slot', images: { 'mesh-1': IDLE, 'proxy-1': IDLE } });
    expect(world.writes).to.have.length(2);
  });

  it('leaves a hot sidecar alone whose image stays', () => {
    const world = new HotWorld({ mesh: 'one:1', proxy: 'one:1', logs: 'one:1' });
    world.change({ mesh: 'one:1', proxy: 'one:1', logs: 'two:2' });
    world.reconcile();
    expect(world.writes[0]).to.deep.include({ kind: 'cold-upgrade', images: { logs: 'two:2' } });
  });
});

describe('a hot upgrade that another one overtakes', () => {
  /** mesh-2 was stopped for two:2, then three:3 was asked for; a container of two:2 is what the kubelet reports ready. */
  function startedFromTheWriteBefore(...asked: readonly string[]): HotWorld {
    const world = filledWith('two:2');
    world.look();
    world.kill('mesh-2');
    world.report();
    for (const image of asked) {
      world.change({ mesh: image });
      expect(world.reconcile()).to.deep.equal(['fill-slot']);
    }
    world.start('mesh-2');
    world.getReady('mesh-2');
    world.look();
    return world;
  }

  for (const image of [BROKEN, FAULTY]) {
    it(`replaces ${image}, which never takes over, while the old slot serves`, () => {
      const world = takenOver(image);
      expect(world.reconcile()).to.deep.equal([]);
      world.change({ mesh: 'three:3' });
      expect(world.reconcile()).to.deep.equal(['fill-slot']);
      expect(imagesOf(world)).to.deep.equal(['one:1', 'three:3']);
      expect(world.comeToRest()).to.deep.equal(['empty-slot']);
      expect(imagesOf(world)).to.deep.equal([IDLE, 'three:3']);
    });
  }

  it('needs no budget of its own: the pod is counted already', () => {
    const world = takenOver();
    world.change({ mesh: 'three:3' }, { maxUnavailable: 1 });
    expect(world.reconcile()).to.deep.equal(['fill-slot']);
    expect(imagesOf(world)).to.deep.equal(['three:3', 'two:2']);
  });

  it('goes back to the old image by way of the failed slot', () => {
    const world = takenOver(BROKEN);
    world.change({ mesh: 'one:1' });
    world.reconcile();
    expect(imagesOf(world)).to.deep.equal(['one:1', 'one:1']);
    world.comeToRest();
    expect(imagesOf(world)).to.deep.equal([IDLE, 'one:1']);
  });

  it('holds the pod while the kubelet has not begun with the slot', () => {
    const world = filledWith('two:2');
    world.change({ mesh: 'three:3' });
    expect(world.reconcile()).to.deep.equal(['in-flight']);
  });

  it('fills the older of two slots that serve', () => {
    const world = filledWith('two:2');
    world.setAppReady(false);
    world.kubeletFinishes();
    world.change({ mesh: 'three:3' });
    expect(world.reconcile()).to.deep.equal(['fill-slot']);
    expect(imagesOf(world)).to.deep.equal(['three:3', 'two:2']);
    expect(world.annotation(WORKING)).to.equal('{"mesh":"mesh-1"}');
    expect(world.annotation(versionAlt('mesh-1'))).to.equal('2');
  });

  it('finishes first when the older slot holds the very image, for nothing would restart and take over', () => {
    const world = filledWith('two:2');
    world.setAppReady(false);
    world.kubeletFinishes();
    world.change({ mesh: 'one:1' });
    expect(world.reconcile()).to.deep.equal(['in-flight']);
    world.setAppReady(true);
    world.report();
    expect(world.reconcile()).to.deep.equal(['empty-slot']);
    world.comeToRest();
    expect(imagesOf(world)).to.deep.equal(['one:1', IDLE]);
  });

  it('holds the pod while the kubelet has not begun with the slot, though it has with a cold sidecar', () => {
    const world = new HotWorld({ mesh: 'one:1', logs: 'one:1' });
    world.change({ mesh: 'two:2', logs: 'two:2' });
    world.reconcile();
    world.look();
    world.kill('logs');
    world.report();
    world.change({ mesh: 'three:3', logs: 'three:3' });
    expect(world.reconcile()).to.deep.equal(['in-flight']);
  });

  for (const asked of [['three:3'], ['three:3', 'four:4']]) {
    it(`does not take a container for the new one that was started before ${asked.join(' and ')} was asked for`, () => {
      const world = startedFromTheWriteBefore(...asked);
      expect(world.reconcile()).to.deep.equal([]);
      expect(world.comeToRest()).to.deep.equal(['empty-slot']);
      expect(imagesOf(world)).to.deep.equal([IDLE, asked.at(-1)]);
    });
  }

  it('may be upgraded again while such a container is on its way out', () => {
    const world = startedFromTheWriteBefore('three:3');
    world.change({ mesh: 'four:4' });
    expect(world.reconcile()).to.deep.equal(['fill-slot']);
    world.comeToRest();
    expect(imagesOf(world)).to.deep.equal([IDLE, 'four:4']);
  });
});

describe('a hot upgrade whose rollout is stopped', () => {
  const strategies = { paused: { paused: true }, NotUpdate: { type: 'NotUpdate' } } as const;
  for (const [name, strategy] of Object.entries(strategies)) {
    it(`is finished under ${name}, and no other is begun`, () => {
      const world = takenOver();
      world.change({ mesh: 'two:2' }, strategy);
      expect(world.comeToRest()).to.deep.equal(['empty-slot']);
      world.change({ mesh: 'three:3' }, strategy);
      expect(world.comeToRest()).to.deep.equal([]);
    });
  }

  it('is finished in a pod that a new version leaves behind', () => {
    const world = takenOver();
    world.change({ mesh: 'three:3' }, { paused: true });
    expect(world.comeToRest()).to.deep.equal(['empty-slot']);
    expect(imagesOf(world)).to.deep.equal([IDLE, 'two:2']);
  });

  it('is finished in a pod that is selected no more, and waits there like anywhere', () => {
    const world = filledWith('two:2');
    world.select(false);
    expect(world.reconcile()).to.deep.equal([]);
    expect(world.plan().hotUpgrades.map(({ phase }) => phase)).to.deep.equal(['fill']);
    world.change({ mesh: 'three:3' });
    world.kubeletFinishes();
    expect(world.reconcile()).to.deep.equal(['empty-slot']);
    expect(imagesOf(world)).to.deep.equal([IDLE, 'two:2']);
    world.kubeletFinishes();
    expect(world.reconcile()).to.deep.equal([]);
    world.select(true);
    expect(world.reconcile()).to.deep.equal(['fill-slot']);
  });

  it('leaves a slot alone that somebody else has filled, once the pod is selected no more', () => {
    const world = atRest();
    world.kubeletFinishes();
    world.fillByHand('mesh-2', 'somebody-elses:1');
    world.select(false);
    world.kubeletFinishes();
    expect(world.reconcile()).to.deep.equal([]);
    expect(imagesOf(world)).to.deep.equal(['one:1', 'somebody-elses:1']);
  });

  it('does not stall the rollout where it fails in a pod that is selected no more', () => {
    const world = filledWith(FAULTY);
    world.kubeletFinishes();
    world.pass(3_600_000);
    expect(world.plan().overdue).to.have.length(1);
    world.select(false);
    expect(world.plan()).to.deep.include({ overdue: [], steps: [], matched: [] });
    expect(world.plan().hotUpgrades).to.have.length(1);
  });

  it('is finished in a pod that is reshaped meanwhile, and then the pod is marked', () => {
    const world = takenOver();
    const upgradeStrategy = { upgradeType: 'HotUpgrade', hotUpgradeEmptyImage: 'idle:2' } as const;
    world.change({}, {}, { containers: [{ name: 'mesh', image: 'two:2', upgradeStrategy }] });
    expect(world.reconcile()).to.deep.equal(['empty-slot']);
    expect(imagesOf(world)).to.deep.equal(['idle:2', 'two:2']);
    world.kubeletFinishes();
    expect(world.reconcile()).to.deep.equal(['mark-reshaped']);
  });

  it('leaves a reshaped pod at rest as it is, though the SidecarSet names another idle image', () => {
    const world = atRest();
    const upgradeStrategy = { upgradeType: 'HotUpgrade', hotUpgradeEmptyImage: 'idle:2' } as const;
    world.change({}, {}, { containers: [{ name: 'mesh', image: 'one:1', upgradeStrategy }] });
    expect(world.reconcile()).to.deep.equal(['mark-reshaped']);
  });
});

describe('a hot upgrade without its annotation', () => {
  it('knows the active slot by the idle image of the other', () => {
    const world = takenOver();
    world.comeToRest();
    world.dropAnnotation(WORKING);
    expect(world.reconcile()).to.deep.equal([]);
    world.change({ mesh: 'three:3' });
    world.reconcile();
    expect(imagesOf(world)).to.deep.equal(['three:3', 'two:2']);
  });
});
