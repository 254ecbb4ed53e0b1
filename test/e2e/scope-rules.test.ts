import { expect } from 'chai';
import fc from 'fast-check';

import type { MutatingWebhook, Pod } from '../../lib/api/kubernetes.generated.js';
import { CONFIG_MAPS, MUTATING_WEBHOOKS, NAMESPACES, PODS } from '../../lib/api/resources.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { isApiError } from '../../lib/cluster/api-error.js';
import type { KubeClient } from '../../lib/cluster/kube-client.js';
import { createKubeClient } from '../../lib/cluster/kube-client.js';
import { loadKubeConfig } from '../../lib/cluster/kube-config.js';
import type { ScopeEntry } from '../../lib/decide/admission-scope/plan-scope.js';
import { planScope } from '../../lib/decide/admission-scope/plan-scope.js';
import { aSidecarSet } from '../build/a-sidecarset.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { startTestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import type { AdmittedPod } from '../decide/admission-scope/admitted-pod.js';
import { isAsked } from '../decide/admission-scope/admitted-pod.js';
import { OWN, pods, sidecarSets } from '../decide/admission-scope/scope-arbitraries.js';

const SETTINGS = { ownNamespace: OWN, exemptNamespaces: [], defaultFailurePolicy: 'Ignore' } as const;
const NAME_LABEL = 'kubernetes.io/metadata.name';
/** The labels of the Namespaces of this cluster, their names left out. */
const LABELS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  shop: { mesh: 'on' },
  bank: { mesh: 'off' },
  'brand-new': {},
  'kube-system': {},
  'kube-public': {},
  [OWN]: { mesh: 'on' },
};
const CONFIGURATION = { name: 'scope-rules' };

describe('the rules of the pod webhooks, evaluated by a real API server', () => {
  let cluster: TestCluster;
  let client: KubeClient;
  let round = 0;

  before(async () => {
    cluster = await startTestCluster({ node: 'none' });
    client = createKubeClient({ kubeConfig: loadKubeConfig({ file: cluster.kubeconfigPath }) });
    for (const [name, labels] of Object.entries(LABELS)) await prepareNamespace(name, labels);
    await client.create(MUTATING_WEBHOOKS, { metadata: CONFIGURATION, webhooks: [] });
  });

  after(async () => {
    client.close();
    await cluster.stop();
  });

  async function prepareNamespace(name: string, labels: Readonly<Record<string, string>>): Promise<void> {
    await client.create(NAMESPACES, { metadata: { name, labels } }).catch((error: unknown) => {
      if (!isApiError(error, 'AlreadyExists')) throw error;
    });
    const accounts = { ...CONFIG_MAPS, plural: 'serviceaccounts', kind: 'ServiceAccount' };
    await waitFor(`the default service account of ${name}`, () =>
      client.get(accounts, { namespace: name, name: 'default' }),
    );
  }

  /** Nobody answers these webhooks, and all of them refuse then: a pod that is refused was to be asked about. */
  async function install(entries: readonly ScopeEntry[]): Promise<void> {
    round += 1;
    const marker: ScopeEntry = {
      failurePolicy: 'Fail',
      namespaceSelector: {},
      objectSelector: { matchLabels: { marker: String(round) } },
      matchConditions: [],
      reason: 'exact',
    };
    const webhooks = [...entries, marker].map((entry, index) => toWebhook(entry, index));
    await client.patch(MUTATING_WEBHOOKS, CONFIGURATION, { type: 'merge', body: { webhooks } });
    const pod = { namespace: 'shop', namespaceLabels: {}, labels: { marker: String(round) } };
    await waitFor('the API server to go by the new rules', () => isRefused(pod));
  }

  async function isRefused({ namespace, labels }: AdmittedPod): Promise<boolean> {
    const metadata = { generateName: 'asked-', namespace, ...(labels === undefined ? {} : { labels }) };
    const pod: Pod = { metadata, spec: { containers: [{ name: 'app', image: 'app:1' }] } };
    try {
      await client.create(PODS, pod, { dryRun: true });
      return false;
    } catch (error) {
      if (String(error).includes('failed calling webhook')) return true;
      throw error;
    }
  }

  async function expectAgreement(sets: readonly SidecarSet[], some: readonly AdmittedPod[]): Promise<number> {
    const { entries } = planScope(sets, SETTINGS);
    await install(entries);
    let refused = 0;
    for (const pod of some) {
      const wanted = entries.some(entry => isAsked(entry, pod));
      expect(await isRefused(pod), JSON.stringify({ pod, entries })).to.equal(wanted);
      if (wanted) refused += 1;
    }
    return refused;
  }

  it('mean to it what they mean to our own matcher', async () => {
    const placed = pods.map(pod => ({
      ...pod,
      namespaceLabels: { [NAME_LABEL]: pod.namespace, ...LABELS[pod.namespace] },
    }));
    const samples = fc.sample(fc.tuple(sidecarSets, fc.array(placed, { minLength: 16, maxLength: 16 })), {
      seed: 20,
      numRuns: 25,
    });
    let refused = 0;
    for (const [sets, some] of samples) refused += await expectAgreement(sets, some);
    // Where nothing was refused, or everything, nothing would have been tried.
    expect(refused).to.be.within(20, 390);
  });

  const KINDS: Readonly<Record<string, readonly [number, (index: string) => Readonly<Record<string, string>>]>> = {
    'as long as they get': [230, index => ({ [`label-${index}`]: 'on', [`other-${index}`]: 'on' })],
    'of five thousand SidecarSets with a value each': [5000, index => ({ app: `app-${index}` })],
    'of five thousand SidecarSets with a label each': [5000, index => ({ [`label-${index}`]: 'on' })],
  };

  for (const [what, [count, labelsOf]] of Object.entries(KINDS)) {
    it(`are accepted and lose no pod: those ${what}`, async () => {
      const sets = Array.from({ length: count }, (_, index) =>
        aSidecarSet({ selector: { matchLabels: labelsOf(String(index)) } }, { name: `set-${String(index)}` }),
      );
      const place = { namespace: 'shop', namespaceLabels: { [NAME_LABEL]: 'shop', ...LABELS['shop'] } };
      const selected = [0, 1, count - 1].map(index => ({ ...place, labels: labelsOf(String(index)) }));
      const refused = await expectAgreement(sets, [...selected, place]);
      expect(refused).to.be.at.least(selected.length);
    });
  }
});

function toWebhook(entry: ScopeEntry, index: number): MutatingWebhook {
  const { namespaceSelector, objectSelector, matchConditions } = entry;
  return {
    name: `rule-${String(index)}.scope.example.com`,
    clientConfig: { url: 'https://127.0.0.1:1/' },
    rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    failurePolicy: 'Fail',
    timeoutSeconds: 1,
    namespaceSelector,
    objectSelector,
    matchConditions: [...matchConditions],
  };
}
