import { expect } from 'chai';
import { hashSidecarSet } from '../../../lib/decide/hash.js';
import { progressOf } from '../../../lib/decide/rollout/known-progress.js';
import { readProgress } from '../../../lib/decide/rollout/read-progress.js';
import { aPod } from '../../build/a-pod.js';
import { aSidecar, aSidecarSet } from '../../build/a-sidecarset.js';

describe('progressOf', () => {
  const before = aSidecarSet();
  const after = aSidecarSet({ containers: [aSidecar({ image: 'agent:3' })] });
  const rolloutOf = (sidecarSet: typeof before): Parameters<typeof progressOf>[1] => ({
    sidecarSet,
    hashes: hashSidecarSet(sidecarSet),
  });
  const pod = aPod('web', { injectedBy: before });

  it('is what readProgress says', () => {
    expect(progressOf(pod, rolloutOf(before))).to.deep.equal(readProgress(pod, rolloutOf(before)));
  });

  it('is known for the same pod and the same sidecars, whatever else has changed in the SidecarSet', () => {
    const paused = aSidecarSet({ updateStrategy: { paused: true } });
    expect(progressOf(pod, rolloutOf(paused))).to.equal(progressOf(pod, rolloutOf(before)));
  });

  it('is judged anew for other sidecars, back and forth', () => {
    expect(progressOf(pod, rolloutOf(before)).version).to.equal('current');
    expect(progressOf(pod, rolloutOf(after)).version).to.equal('outdated');
    expect(progressOf(pod, rolloutOf(before)).version).to.equal('current');
  });

  it('is judged anew for a pod that has changed', () => {
    const unready = aPod('web', { injectedBy: before, ready: false });
    expect([progressOf(pod, rolloutOf(before)).ready, progressOf(unready, rolloutOf(before)).ready]).to.deep.equal([
      true,
      false,
    ]);
  });
});
