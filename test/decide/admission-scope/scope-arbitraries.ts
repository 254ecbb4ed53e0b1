import fc from 'fast-check';

import type { LabelSelector } from '../../../lib/api/kubernetes.generated.js';
import type { SidecarSet } from '../../../lib/api/sidecarset.generated.js';
import { aSidecarSet } from '../../build/a-sidecarset.js';
import type { AdmittedPod } from './admitted-pod.js';

export const OWN = 'sidecarset-system';

const KEYS = ['app', 'tier', 'example.com/team'];
const VALUES = ['a', 'b', 'c', ''];
const NAMESPACES = ['shop', 'bank', 'kube-system', 'kube-public', OWN];
const NAME_LABEL = 'kubernetes.io/metadata.name';

/** Also selectors that the API server would refuse: a cluster whose webhook was away may hold them. */
function selectorsOver(keys: readonly string[], values: readonly string[]): fc.Arbitrary<LabelSelector> {
  const requirement = fc.record({
    key: fc.constantFrom(...keys, 'not a key'),
    operator: fc.constantFrom('In', 'In', 'NotIn', 'Exists', 'DoesNotExist', 'Like'),
    values: fc.subarray([...values, 'not a value!'], { maxLength: 3 }),
  });
  // Most are as people write them.
  const sound = requirement.map(({ key, operator, values: listed }) => {
    const isList = operator === 'In' || operator === 'NotIn';
    return isList ? { key, operator, values: listed.length > 0 ? listed : ['a'] } : { key, operator };
  });
  return fc.record(
    {
      matchLabels: fc.dictionary(fc.constantFrom(...keys), fc.constantFrom(...values), { maxKeys: 2 }),
      matchExpressions: fc.array(fc.oneof({ weight: 4, arbitrary: sound }, requirement), { maxLength: 2 }),
    },
    { requiredKeys: [] },
  );
}

/** What people write most, so that SidecarSets often have something in common. */
const plainSelectors: fc.Arbitrary<LabelSelector> = fc.constantFrom(
  { matchLabels: { app: 'a' } },
  { matchLabels: { app: 'b' } },
  { matchLabels: { app: 'a', tier: 'a' } },
  { matchLabels: { tier: 'a' } },
);

const namespaceSelectors = selectorsOver(['mesh', NAME_LABEL], ['on', 'off', ...NAMESPACES]);

const sidecarSet = fc
  .record(
    {
      selector: fc.oneof(plainSelectors, selectorsOver(KEYS, VALUES)),
      failurePolicy: fc.constantFrom('Ignore' as const, 'Fail' as const),
      place: fc.option(
        fc.oneof(
          fc.record({ namespace: fc.constantFrom(...NAMESPACES, '') }),
          fc.record({ namespaceSelector: fc.constant({ matchLabels: { mesh: 'on' } }) }),
          fc.record({ namespaceSelector: namespaceSelectors }),
        ),
        { nil: {} },
      ),
      state: fc.constantFrom('in-use', 'in-use', 'in-use', 'paused', 'deleted'),
    },
    { requiredKeys: ['selector', 'place', 'state'] },
  )
  .map(({ failurePolicy, selector, place, state }) => (index: number) => {
    const injectionStrategy = { ...(failurePolicy && { failurePolicy }), paused: state === 'paused' };
    const deletionTimestamp = state === 'deleted' ? { deletionTimestamp: '2024-01-01T00:00:00Z' } : {};
    const spec = { selector, ...place };
    return aSidecarSet({ ...spec, injectionStrategy }, { name: `set-${String(index)}`, ...deletionTimestamp });
  });

/** SidecarSets of all kinds, with names of their own. */
export const sidecarSets: fc.Arbitrary<readonly SidecarSet[]> = fc
  .array(sidecarSet, { maxLength: 8 })
  .map(makers => makers.map((make, index) => make(index)));

/** Pods with labels that the selectors know, and others. */
export const pods: fc.Arbitrary<AdmittedPod> = fc
  .record(
    {
      labels: fc.dictionary(fc.constantFrom(...KEYS), fc.constantFrom(...VALUES, 'other')),
      namespace: fc.constantFrom(...NAMESPACES, 'brand-new'),
      mesh: fc.constantFrom('on', 'off'),
    },
    { requiredKeys: ['namespace'] },
  )
  .map(({ labels, namespace, mesh }) => ({
    namespace,
    namespaceLabels: { [NAME_LABEL]: namespace, ...(mesh === undefined ? {} : { mesh }) },
    ...(labels === undefined ? {} : { labels }),
  }));
