import { expect } from 'chai';

import type { MutatingWebhook, MutatingWebhookConfiguration } from '../../../lib/api/kubernetes.generated.js';
import type { ScopeEntry } from '../../../lib/decide/admission-scope/plan-scope.js';
import { planScope } from '../../../lib/decide/admission-scope/plan-scope.js';
import type { ScopeChange } from '../../../lib/decide/admission-scope/plan-scope-webhooks.js';
import { planScopeWebhooks } from '../../../lib/decide/admission-scope/plan-scope-webhooks.js';
import { fillOperatorProps } from '../../../lib/constructs/operator-props.js';
import { mutatingWebhookConfiguration } from '../../../lib/constructs/webhook-configuration.js';
import { aSidecarSet } from '../../build/a-sidecarset.js';
import { OWN } from './scope-arbitraries.js';

const RENDERED = mutatingWebhookConfiguration(fillOperatorProps({ namespace: OWN }));

const ENTRIES: readonly ScopeEntry[] = planScope(
  [aSidecarSet(), aSidecarSet({ injectionStrategy: { failurePolicy: 'Fail' }, namespace: 'bank' }, { name: 'strict' })],
  { ownNamespace: OWN, exemptNamespaces: [], defaultFailurePolicy: 'Ignore' },
).entries;

function after(change: ScopeChange): MutatingWebhookConfiguration {
  if (change.kind !== 'write') throw new Error(change.kind);
  return { ...RENDERED, webhooks: change.webhooks };
}

const podWebhooks = ({ webhooks = [] }: MutatingWebhookConfiguration): readonly MutatingWebhook[] =>
  webhooks.filter(({ name }) => name.startsWith('mpod'));

describe('planScopeWebhooks', () => {
  it('writes each entry under a name that tells its failure policy, those that refuse first', () => {
    const written = podWebhooks(after(planScopeWebhooks(RENDERED, ENTRIES)));
    expect(written.map(({ name, failurePolicy }) => [name, failurePolicy])).to.deep.equal([
      ['mpod-fail.sidecarset.kruise.io', 'Fail'],
      ['mpod.sidecarset.kruise.io', 'Ignore'],
    ]);
  });

  it('has nothing to do once that is stored', () => {
    const stored = after(planScopeWebhooks(RENDERED, ENTRIES));
    expect(planScopeWebhooks(stored, ENTRIES)).to.deep.equal({ kind: 'in-step' });
  });

  it('keeps each caBundle that is there, and takes that of the other webhook for a new one', () => {
    const stored = after(planScopeWebhooks(RENDERED, ENTRIES));
    const trusting = (stored.webhooks ?? []).map((one, index) => ({
      ...one,
      clientConfig: { ...one.clientConfig, caBundle: `bundle-${String(index)}` },
    }));
    const known = { ...stored, webhooks: trusting.slice(0, 2) };
    const bundles = (after(planScopeWebhooks(known, ENTRIES)).webhooks ?? []).map(one => one.clientConfig.caBundle);
    expect(bundles).to.deep.equal(['bundle-0', 'bundle-1', 'bundle-0']);
    const following = planScopeWebhooks(known, ENTRIES, { certificates: 'external' });
    const followed = (after(following).webhooks ?? []).map(one => one.clientConfig.caBundle);
    expect(followed, 'where somebody else keeps the certificates').to.deep.equal(['bundle-0', 'bundle-0', 'bundle-0']);
  });

  it('points to the URL of an operator outside the cluster', () => {
    const outside = mutatingWebhookConfiguration(
      fillOperatorProps({ namespace: OWN, outsideCluster: { url: 'https://10.0.0.1:9443' } }),
    );
    const [webhook] = podWebhooks(after(planScopeWebhooks(outside, ENTRIES)));
    expect(webhook?.clientConfig).to.deep.equal({ url: 'https://10.0.0.1:9443/mutate-pod' });
  });

  it('can do nothing without the configuration, or without the webhook that says where the operator is', () => {
    expect(planScopeWebhooks(undefined, ENTRIES)).to.include({ reason: 'configuration-missing' });
    const webhooks: readonly MutatingWebhook[] = [];
    expect(planScopeWebhooks({ ...RENDERED, webhooks }, ENTRIES)).to.include({
      reason: 'configuration-without-address',
    });
  });
});
