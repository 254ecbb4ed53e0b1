import { expect } from 'chai';

import type { Pod } from '../../../lib/api/kubernetes.generated.js';
import type { SidecarSet } from '../../../lib/api/sidecarset.generated.js';
import { drawPod } from '../../../lib/cli/ui/draw-pod.js';
import { drawSidecarSet } from '../../../lib/cli/ui/draw-sidecarset.js';
import type { RolloutSnapshot } from '../../../lib/decide/rollout/rollout-snapshot.js';
import { aPod } from '../../build/a-pod.js';
import { aSidecar, aSidecarSet } from '../../build/a-sidecarset.js';

const NOW = '2024-01-01T00:01:00Z';
const V1 = aSidecarSet({ containers: [aSidecar({ image: 'agent:1' })] }, { name: 'logs' });
const V2 = aSidecarSet({}, { name: 'logs' });

function snapshot(sidecarSet: SidecarSet, pods: readonly Pod[], otherPods: readonly Pod[] = []): RolloutSnapshot {
  return { sidecarSet, pods, otherPods, namespaces: { default: {} }, now: NOW };
}

describe('drawSidecarSet', () => {
  const upgradedFrom = { agent: { imageID: 'sha256:of-agent:1', containerID: 'containerd://agent-old' } };

  it('tells the pods of a wave apart: next, starting, not ready, failing', () => {
    const waiting = { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 10s' } };
    const unchanged = { image: 'agent:1', imageID: 'sha256:of-agent:1', containerID: 'containerd://agent-old' };
    const pods = [
      aPod('next', { injectedBy: V1 }),
      aPod('starting', { injectedBy: V2, upgradedFrom, statuses: { agent: unchanged } }),
      aPod('not-ready', { injectedBy: V2, upgradedFrom, ready: false, readySince: NOW }),
      aPod('fails', { injectedBy: V2, upgradedFrom, ready: false, statuses: { agent: { state: waiting } } }),
      aPod('back', { injectedBy: V2, upgradedFrom }),
      aPod('new', { injectedBy: V2, ready: false }),
    ];
    const roomy = aSidecarSet({ updateStrategy: { maxUnavailable: 10 } }, { name: 'logs' });
    const { wave } = drawSidecarSet(snapshot(roomy, pods));
    expect(wave.first.map(({ pod, stage, fails }) => [pod, stage, fails])).to.deep.equal([
      ['default/starting', 'starting', false],
      ['default/not-ready', 'not-ready', false],
      ['default/fails', 'crash-loop', true],
      ['default/next', 'next', false],
    ]);
    expect(wave.first[2]!.words).to.equal('agent: CrashLoopBackOff (back-off 10s)');
  });

  it('groups held and missing pods by reason, in the words of the command line, and cuts long lists', () => {
    const paused = aSidecarSet({ updateStrategy: { paused: true } }, { name: 'logs' });
    const old = Array.from({ length: 60 }, (_, index) => aPod(`old-${index}`, { injectedBy: V1 }));
    const { held, notInjected } = drawSidecarSet(snapshot(paused, old, [aPod('missed')]));
    expect(held).to.have.length(1);
    expect(held[0]).to.deep.include({ reason: 'paused', words: 'updateStrategy.paused is true' });
    expect(held[0]!.pods.count).to.equal(60);
    expect(held[0]!.pods.first).to.have.length(50);
    expect(notInjected[0]!.pods).to.deep.equal({ count: 1, first: ['default/missed'] });
  });

  it('says that the operator has not seen the last change', () => {
    const { notices } = drawSidecarSet(snapshot({ ...V2, metadata: { ...V2.metadata, generation: 2 } }, []));
    expect(notices).to.deep.equal(['the operator has not seen generation 2 yet; is it running?']);
  });
});

describe('drawPod', () => {
  it('explains a pod that several SidecarSets have to do with', () => {
    const other = aSidecarSet({ selector: { matchLabels: { app: 'db' } } }, { name: 'other' });
    const pod = aPod('a', { injectedBy: V2 });
    const view = drawPod({ pod, namespace: 'default', sidecarSets: [V2, other], now: NOW }, () => snapshot(V2, [pod]));
    expect(view.sidecarSets.map(({ name, chosen, reason }) => [name, chosen, reason])).to.deep.equal([
      ['logs', true, 'selected'],
      ['other', false, 'labels-differ'],
    ]);
    const { holds } = view.sidecarSets[0]!;
    expect(holds).to.deep.include({ behind: false });
    expect(holds!.held.specHash).to.equal(holds!.present!.specHash);
    expect(view.sidecarSets[1]).to.not.have.property('holds');
  });

  it('says of a SidecarSet that is gone what the pod holds of it', () => {
    const pod = aPod('a', { injectedBy: V1 });
    const view = drawPod({ pod, namespace: 'default', sidecarSets: [], now: NOW }, () => undefined);
    expect(view.sidecarSets).to.have.length(1);
    expect(view.sidecarSets[0]).to.include({ name: 'logs', chosen: false, reason: 'gone' });
    expect(view.sidecarSets[0]!.holds!.sidecars).to.deep.equal([{ name: 'agent', held: 'agent:1' }]);
    expect(view.sidecarSets[0]!.holds).to.not.have.property('present');
  });
});
