import { expect } from 'chai';

import { chooseWave } from '../../../lib/decide/rollout/choose-wave.js';
import type { PodProgress } from '../../../lib/decide/rollout/pod-progress.js';
import { aPod } from '../../build/a-pod.js';
import { aSidecarSet } from '../../build/a-sidecarset.js';

const slot = (name: string, image: string): PodProgress['slots'][number]['active'] => ({
  list: 'containers',
  container: { name, image },
  status: undefined,
  settled: true,
  ready: true,
  inFlight: false,
});

/** Ready, filled with a version that is superseded, and its old slot not empty yet. */
const handingOver = (name: string): PodProgress => ({
  ...{ pod: aPod(name), version: 'outdated', settled: false, ready: true, lostToUpgrade: false, inFlight: false },
  slots: [
    {
      ...{ sidecar: 'mesh', image: 'mesh:3', idleImage: 'idle:1', atRest: false },
      active: slot('mesh-2', 'mesh:2'),
      idle: slot('mesh-1', 'mesh:1'),
    },
  ],
});

/** @returns names of the pods that are upgraded now */
function upgraded(maxUnavailable: number, pods: readonly PodProgress[]): readonly string[] {
  const sidecarSet = aSidecarSet();
  const spec = { ...sidecarSet.spec, updateStrategy: { maxUnavailable } };
  return chooseWave({ ...sidecarSet, spec }, pods).upgrade.map(({ pod }) => pod.metadata?.name ?? '');
}

describe('maxUnavailable, for ready pods in the middle of a hot upgrade', () => {
  const three = ['a', 'b', 'c'].map(handingOver);

  it('lets no more of them begin another one than it allows: they serve', () => {
    expect(upgraded(2, three)).to.deep.equal([]);
  });

  it('does not count a pod against itself', () => {
    expect(upgraded(1, [handingOver('a')])).to.deep.equal(['a']);
    expect(upgraded(3, three)).to.have.length(3);
  });

  it('leaves those that are not ready free, since they lose nothing', () => {
    expect(
      upgraded(
        1,
        three.map(progress => ({ ...progress, ready: false })),
      ),
    ).to.have.length(3);
  });
});
