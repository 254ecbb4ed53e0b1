import { expect } from 'chai';

import type { Pod } from '../../../lib/api/kubernetes.generated.js';
import type { SidecarSet, SidecarSetSpec } from '../../../lib/api/sidecarset.generated.js';
import type { NotInjectedPod } from '../../../lib/decide/rollout/not-injected.js';
import { findNotInjected } from '../../../lib/decide/rollout/not-injected.js';
import { planRollout } from '../../../lib/decide/rollout/plan-rollout.js';
import { aPod } from '../../build/a-pod.js';
import { aSidecarSet } from '../../build/a-sidecarset.js';

const CREATED = '2024-01-01T00:00:00Z';
const [EARLIER, LATER] = ['2023-12-31T23:59:59Z', '2024-01-01T00:00:01Z'];

const theSet = (spec: Partial<SidecarSetSpec> = {}): SidecarSet => aSidecarSet(spec, { creationTimestamp: CREATED });
const canary = (spec: Partial<SidecarSetSpec> = {}): SidecarSet =>
  aSidecarSet(
    { selector: { matchLabels: { track: 'canary' } }, ...spec },
    {
      name: 'set-canary',
      annotations: { 'apps.kruise.io/sidecarset-canary': 'true', 'apps.kruise.io/sidecarset-base': 'set' },
    },
  );

function find(
  otherPods: readonly Pod[],
  sidecarSet = theSet(),
  otherSidecarSets: readonly SidecarSet[] = [],
): readonly NotInjectedPod[] | undefined {
  return findNotInjected({ sidecarSet, pods: [], otherPods, otherSidecarSets, namespaces: {}, now: LATER });
}

const names = (found: readonly NotInjectedPod[] | undefined): readonly unknown[] | undefined =>
  found?.map(({ pod }) => pod.metadata?.name);

describe('findNotInjected', () => {
  it('tells pods that are older than the SidecarSet, or of the same second, from later ones', () => {
    const found = find([
      aPod('older', { createdAt: EARLIER }),
      aPod('same-second', { createdAt: CREATED }),
      aPod('later', { createdAt: LATER }),
    ]);
    expect(found?.map(({ reason }) => reason)).to.deep.equal([
      'before-sidecarset',
      'before-sidecarset',
      'injection-missed',
    ]);
  });

  it('passes over pods of namespaces that the operator keeps out of', () => {
    const places = ['operator', 'bank', 'shop'];
    const otherPods = places.map(namespace => aPod(`in-${namespace}`, { namespace }));
    const scopeNamespaces = { ownNamespace: 'operator', exemptNamespaces: ['bank'] };
    const snapshot = { sidecarSet: theSet(), pods: [], otherPods, namespaces: {}, now: LATER };
    expect(names(findNotInjected({ ...snapshot, scopeNamespaces }))).to.deep.equal(['in-shop']);
    expect(names(findNotInjected(snapshot))).to.have.length(3);
  });

  it('says that injection is paused while it is, of pods that are not older anyway', () => {
    const paused = theSet({ injectionStrategy: { paused: true } });
    const found = find([aPod('older', { createdAt: EARLIER }), aPod('later', { createdAt: LATER })], paused);
    expect(found?.map(({ reason }) => reason)).to.deep.equal(['before-sidecarset', 'injection-paused']);
  });

  it('passes over pods that are injected, not selected, at their end or being deleted', () => {
    const pods = [
      aPod('injected', { injectedBy: theSet() }),
      aPod('not-selected', { labels: { app: 'db' } }),
      aPod('exempt', { namespace: 'kube-system' }),
      aPod('done', { phase: 'Succeeded' }),
      aPod('going', { deletionTimestamp: LATER }),
      aPod('missing'),
    ];
    expect(names(find(pods))).to.deep.equal(['missing']);
  });

  it('passes over pods for which a canary stands in, unless the canary is paused', () => {
    const pods = [aPod('a', { labels: { track: 'canary' } }), aPod('b')];
    expect(names(find(pods, theSet(), [canary()]))).to.deep.equal(['b']);
    const paused = canary({ injectionStrategy: { paused: true } });
    expect(names(find(pods, theSet(), [paused]))).to.deep.equal(['a', 'b']);
  });

  it('knows nothing where nobody has looked', () => {
    expect(findNotInjected({ sidecarSet: theSet(), pods: [], namespaces: {}, now: LATER })).to.equal(undefined);
  });
});

describe('planRollout', () => {
  const rollOut = (sidecarSet: SidecarSet, otherPods?: readonly Pod[]): ReturnType<typeof planRollout> =>
    planRollout({
      sidecarSet,
      pods: [],
      namespaces: {},
      now: LATER,
      ...(otherPods === undefined ? {} : { otherPods }),
    });

  it('counts pods that were not injected in the status, with the first five by name', () => {
    const pods = ['f', 'e', 'd', 'c', 'b', 'a'].map(name => aPod(name, { createdAt: EARLIER }));
    const { notInjected } = rollOut(theSet(), pods).status ?? {};
    expect(notInjected?.count).to.equal(6);
    expect(notInjected?.examples?.map(({ name }) => name)).to.deep.equal(['a', 'b', 'c', 'd', 'e']);
    expect(notInjected?.examples?.[0]).to.deep.equal({
      namespace: 'default',
      name: 'a',
      reason: 'before-sidecarset',
      message: 'Created before the SidecarSet; injection happens at creation only',
    });
  });

  it('writes none as a count too, and leaves what is stored where nobody has looked', () => {
    expect(rollOut(theSet(), []).status?.notInjected).to.deep.equal({ count: 0, examples: [] });
    const stored = { notInjected: { count: 3 } };
    expect(rollOut({ ...theSet(), status: stored }).status).to.deep.include(stored);
  });
});
