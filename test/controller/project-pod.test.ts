import { expect } from 'chai';

import { projectPod } from '../../controller/project-pod.js';
import type { Pod } from '../../lib/api/kubernetes.generated.js';
import { aPod } from '../build/a-pod.js';
import { aSidecarSet } from '../build/a-sidecarset.js';

const upgradable = {
  type: 'SidecarSetUpgradable',
  status: 'False',
  reason: 'UpdateImmutableField',
  message: '{"set":false}',
  lastTransitionTime: '2024-01-01T00:00:00Z',
};
const initialized = { type: 'Initialized', status: 'True' };

function injected(): Pod {
  const pod = aPod('a', { injectedBy: aSidecarSet() });
  const conditions = [initialized, ...(pod.status?.conditions ?? []), upgradable];
  return { ...pod, status: { ...pod.status, conditions } };
}

describe('projectPod', () => {
  it('keeps the condition that we write to its last word, readiness, and no other condition', () => {
    expect(projectPod(injected()).status?.conditions).to.deep.equal([
      { type: 'Ready', status: 'True', lastTransitionTime: '2024-01-01T00:00:10Z' },
      upgradable,
    ]);
  });

  it('keeps what controls the pod, and the words of a container that waits', () => {
    const owner = { kind: 'StatefulSet', name: 'web' };
    const waiting = { reason: 'ImagePullBackOff', message: 'no such image' };
    const running = { running: { startedAt: '2024-01-01T00:00:00Z' } };
    const statuses = { agent: { state: { waiting } }, app: { state: running } };
    const { metadata, status } = projectPod(aPod('a', { injectedBy: aSidecarSet(), owner, statuses }));
    expect(metadata?.ownerReferences).to.deep.equal([
      { apiVersion: 'apps/v1', ...owner, uid: 'uid-of-web', controller: true },
    ]);
    expect(status?.containerStatuses?.map(({ state }) => state)).to.deep.equal([{ waiting }, undefined]);
  });

  it('leaves a projected pod as it is', () => {
    const once = projectPod(injected());
    expect(projectPod(once)).to.deep.equal(once);
  });

  it('keeps identity, age and labels of a pod that no SidecarSet has touched, and its end', () => {
    const metadata = {
      name: 'a',
      namespace: 'default',
      uid: 'uid-of-a',
      resourceVersion: '100',
      labels: { app: 'web' },
      creationTimestamp: '2024-01-01T00:00:00Z',
    };
    const kept = { apiVersion: 'v1', kind: 'Pod', metadata };
    expect(projectPod(aPod('a'))).to.deep.equal(kept);
    expect(projectPod(aPod('a', { phase: 'Failed' }))).to.deep.equal({ ...kept, status: { phase: 'Failed' } });
    expect(projectPod(projectPod(aPod('a')))).to.deep.equal(kept);
  });

  it('keeps equal labels of many pods once', () => {
    const [a, b] = [projectPod(aPod('a')), projectPod(aPod('b', { injectedBy: aSidecarSet() }))];
    expect(a.metadata?.labels).to.deep.equal({ app: 'web' });
    expect(a.metadata?.labels).to.equal(b.metadata?.labels);
  });

  it('shares annotations with what it made before, as long as they say the same', () => {
    const before = projectPod(injected());
    const ready = projectPod(injected(), before);
    expect(ready).to.deep.equal(before);
    expect(ready.metadata?.annotations).to.equal(before.metadata?.annotations);
    const [text, ...others] = Object.entries(before.metadata?.annotations ?? {});
    const changed = [{ ...Object.fromEntries(others), [text?.[0] ?? '']: '{}' }, Object.fromEntries(others)];
    for (const annotations of changed) {
      const pod = { ...injected(), metadata: { ...injected().metadata, annotations } };
      expect(projectPod(pod, before).metadata?.annotations).to.deep.equal(annotations);
    }
  });

  it('shares the spec with what it made before, unless an image has changed', () => {
    const before = projectPod(injected());
    expect(projectPod(injected(), before).spec).to.equal(before.spec);
    const pod = injected();
    const containers = (pod.spec?.containers ?? []).map(container => ({ ...container, image: 'other:1' }));
    const changed = projectPod({ ...pod, spec: { ...pod.spec, containers } }, before);
    expect(changed.spec?.containers.map(({ image }) => image)).to.deep.equal(containers.map(() => 'other:1'));
  });
});
