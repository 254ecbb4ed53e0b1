import { expect } from 'chai';

import type { ContainerStatus } from '../../../lib/api/kubernetes.generated.js';
import type { SidecarSet } from '../../../lib/api/sidecarset.generated.js';
import { hashesOf } from '../../../lib/decide/hash.js';
import { judgeFailure, untilNextFailureMs } from '../../../lib/decide/rollout/failing-pod.js';
import { readProgress } from '../../../lib/decide/rollout/read-progress.js';
import type { PodFacts } from '../../build/a-pod.js';
import { aPod } from '../../build/a-pod.js';
import { aSidecar, aSidecarSet } from '../../build/a-sidecarset.js';

const SET = aSidecarSet({
  containers: [aSidecar()],
  initContainers: [aSidecar({ name: 'prepare', image: 'prepare:1' })],
  updateStrategy: { progressDeadlineSeconds: 60 },
});
/** Pods of {@link aPod} were upgraded at midnight. */
const UPGRADED: PodFacts = {
  upgradedFrom: { agent: { imageID: 'sha256:before', containerID: 'containerd://before' } },
};

function judge(facts: PodFacts, now = '2024-01-01T00:00:20Z'): string | undefined {
  const pod = aPod('a', { injectedBy: SET, ...facts });
  const failing = judgeFailure(readProgress(pod, { sidecarSet: SET, hashes: hashesOf(SET) }), { sidecarSet: SET, now });
  return failing === undefined ? undefined : `${failing.reason}: ${failing.message}`;
}

const waits = (reason: string, message?: string, more: Partial<ContainerStatus> = {}): PodFacts => ({
  ready: false,
  statuses: {
    agent: { ready: false, state: { waiting: { reason, ...(message === undefined ? {} : { message }) } }, ...more },
  },
});

describe('judgeFailure: a sidecar that waits', () => {
  for (const [word, reason] of [
    ['CrashLoopBackOff', 'crash-loop'],
    ['ImagePullBackOff', 'image-pull'],
    ['ErrImagePull', 'image-pull'],
    ['InvalidImageName', 'image-pull'],
    ['CreateContainerConfigError', 'cannot-start'],
    ['RunContainerError', 'cannot-start'],
  ] as const) {
    it(`fails with ${reason} while the kubelet says ${word}`, () => {
      expect(judge(waits(word))).to.equal(`${reason}: agent: ${word}`);
    });
  }

  it('does not fail while it is only being made', () => {
    for (const word of ['ContainerCreating', 'PodInitializing']) expect(judge(waits(word))).to.equal(undefined);
  });

  it('fails in an init sidecar of a new pod', () => {
    const pod = aPod('a', { injectedBy: SET, ready: false });
    const waiting = { name: 'prepare', image: '', imageID: '', ready: false, restartCount: 0 };
    const status = {
      ...pod.status,
      initContainerStatuses: [{ ...waiting, state: { waiting: { reason: 'ErrImagePull' } } }],
    };
    const progress = readProgress({ ...pod, status }, { sidecarSet: SET, hashes: hashesOf(SET) });
    const facts = { sidecarSet: SET, now: '2024-01-01T00:00:20Z' };
    expect(judgeFailure(progress, facts)).to.include({ reason: 'image-pull', message: 'prepare: ErrImagePull' });
  });

  it('is no failure of ours in an app container', () => {
    const statuses = { app: { ready: false, state: { waiting: { reason: 'CrashLoopBackOff' } } } };
    expect(judge({ ready: false, statuses })).to.equal(undefined);
  });

  it('is no failure of the present sidecars in a pod that holds others', () => {
    const old: SidecarSet = { ...SET, spec: { ...SET.spec, containers: [aSidecar({ image: 'agent:1' })] } };
    expect(judge({ ...waits('CrashLoopBackOff'), injectedBy: old })).to.equal(undefined);
  });
});

describe('judgeFailure: what the kubelet still says of the image before', () => {
  it('does not count a crash loop before there is another container', () => {
    const crash = (containerID: string): PodFacts => ({
      ...UPGRADED,
      ...waits('CrashLoopBackOff', 'back-off', { containerID }),
    });
    expect(judge(crash('containerd://before'))).to.equal(undefined);
    expect(judge(crash('containerd://new'))).to.equal('crash-loop: agent: CrashLoopBackOff (back-off)');
  });

  it('does not count a pull of another image', () => {
    const pull = (image: string): PodFacts => ({
      ...UPGRADED,
      ...waits('ImagePullBackOff', `Back-off pulling image "${image}"`, { containerID: 'containerd://before' }),
    });
    expect(judge(pull('agent:1'))).to.equal(undefined);
    expect(judge(pull('agent:2'))).to.match(/^image-pull/);
    expect(judge(pull('docker.io/library/agent:2'))).to.match(/^image-pull/);
  });

  it('does not count anything before the kubelet has seen the write', () => {
    const seen = (seenGeneration: number): PodFacts => ({
      ...UPGRADED,
      ...waits('CrashLoopBackOff', 'x', { containerID: 'containerd://new' }),
      generation: 3,
      seenGeneration,
    });
    expect(judge(seen(2))).to.equal(undefined);
    expect(judge(seen(3))).to.match(/^crash-loop/);
  });
});

describe('judgeFailure: not ready in time', () => {
  const unready = (readySince: string, statuses: PodFacts['statuses'] = {}): PodFacts => ({
    ...UPGRADED,
    ready: false,
    readySince,
    statuses: { agent: { ready: true }, app: { ready: true }, ...statuses },
  });

  it('fails when the deadline has passed since the pod became unready by the upgrade', () => {
    expect(judge(unready('2024-01-01T00:00:05Z'), '2024-01-01T00:01:04Z')).to.equal(undefined);
    expect(judge(unready('2024-01-01T00:00:05Z'), '2024-01-01T00:01:05Z')).to.equal(
      'not-ready-in-time: not ready 60 s after its upgrade',
    );
  });

  it('holds nothing against a pod that was not ready before the upgrade, unless a sidecar of ours is down', () => {
    const before = '2023-12-31T00:00:00Z';
    expect(judge(unready(before), '2024-01-01T01:00:00Z')).to.equal(undefined);
    expect(judge(unready(before, { agent: { ready: false } }), '2024-01-01T01:00:00Z')).to.match(/^not-ready-in-time/);
  });

  it('holds nothing against a pod that was back and became unready long after', () => {
    expect(judge(unready('2024-01-01T00:30:00Z'), '2024-01-01T01:00:00Z')).to.equal(undefined);
  });

  it('says when to look again', () => {
    const pods = ['2024-01-01T00:00:05Z', '2024-01-01T00:00:01Z'].map((readySince, index) =>
      readProgress(aPod(`p${String(index)}`, { injectedBy: SET, ...unready(readySince) }), {
        sidecarSet: SET,
        hashes: hashesOf(SET),
      }),
    );
    expect(untilNextFailureMs(pods, { sidecarSet: SET, now: '2024-01-01T00:00:31Z' })).to.equal(30_000);
    expect(untilNextFailureMs(pods, { sidecarSet: SET, now: '2024-01-01T00:09:00Z' })).to.equal(undefined);
  });
});
