import { expect } from 'chai';

import { isPodWebhook, WEBHOOK_ENDPOINTS } from '../../lib/api/endpoints.js';
import type { MutatingWebhook, ValidatingWebhook } from '../../lib/api/kubernetes.generated.js';
import type { SidecarSetOperatorProps } from '../../lib/constructs/operator-props.js';
import { fillOperatorProps } from '../../lib/constructs/operator-props.js';
import {
  mutatingWebhookConfiguration,
  validatingWebhookConfiguration,
} from '../../lib/constructs/webhook-configuration.js';

const RENDERED = WEBHOOK_ENDPOINTS.filter(({ writtenBy }) => writtenBy === 'manifests');

function webhooks(props: SidecarSetOperatorProps = {}): readonly (MutatingWebhook | ValidatingWebhook)[] {
  const choices = fillOperatorProps(props);
  return [
    ...(mutatingWebhookConfiguration(choices).webhooks ?? []),
    ...(validatingWebhookConfiguration(choices).webhooks ?? []),
  ];
}

function webhook(name: string, props: SidecarSetOperatorProps = {}): MutatingWebhook | ValidatingWebhook {
  return webhooks(props).find(found => found.name.startsWith(`${name}.`))!;
}

describe('the webhook configurations', () => {
  it('hold every endpoint that is for the manifests to write, each in the configuration of its kind', () => {
    const namesOf = (kind: string): readonly string[] =>
      RENDERED.filter(endpoint => endpoint.kind === kind).map(endpoint => endpoint.name);
    const choices = fillOperatorProps({});
    expect(mutatingWebhookConfiguration(choices).webhooks?.map(({ name }) => name)).to.deep.equal(namesOf('mutating'));
    expect(validatingWebhookConfiguration(choices).webhooks?.map(({ name }) => name)).to.deep.equal(
      namesOf('validating'),
    );
  });

  for (const endpoint of RENDERED) {
    it(`say of ${endpoint.id} what the table says`, () => {
      const found = webhook(endpoint.id);
      expect(found).to.deep.include({
        name: endpoint.name,
        failurePolicy: endpoint.failurePolicy,
        timeoutSeconds: endpoint.timeoutSeconds,
        sideEffects: 'None',
        matchPolicy: 'Equivalent',
        admissionReviewVersions: ['v1'],
        rules: [
          {
            apiGroups: [endpoint.resource.group],
            apiVersions: endpoint.apiVersions,
            operations: endpoint.operations,
            resources: [endpoint.resource.plural],
            scope: endpoint.resource.namespaced ? 'Namespaced' : 'Cluster',
          },
        ],
      });
      expect((found as MutatingWebhook).reinvocationPolicy).to.equal(endpoint.reinvocationPolicy);
      expect(found.clientConfig.service?.path).to.equal(endpoint.path);
    });
  }

  it('name no caBundle, so that applying them again leaves that of the operator alone', () => {
    for (const props of [{}, { outsideCluster: { url: 'https://127.0.0.1:9443' } }]) {
      for (const { clientConfig } of webhooks(props)) expect(clientConfig).not.to.have.property('caBundle');
    }
  });

  it('name no webhook for pods: the leader adds those, and applying the manifests again leaves them alone', () => {
    expect(webhooks().filter(({ name }) => isPodWebhook(name))).to.deep.equal([]);
  });

  it('exempt no namespace from the SidecarSet webhooks: a SidecarSet is in none', () => {
    expect(webhook('msidecarset')).not.to.have.property('namespaceSelector');
    expect(webhook('vsidecarset')).not.to.have.property('namespaceSelector');
  });

  it('call the Service of the operator', () => {
    const { clientConfig } = webhook('vsidecarset', { namespace: 'home' });
    expect(clientConfig.service).to.include({ name: 'sidecarset-operator', namespace: 'home', port: 443 });
    expect(clientConfig).not.to.have.property('url');
  });

  it('call the URL of an operator outside the cluster', () => {
    const { clientConfig } = webhook('msidecarset', { outsideCluster: { url: 'https://127.0.0.1:9443' } });
    expect(clientConfig).to.deep.equal({ url: 'https://127.0.0.1:9443/mutate-apps-kruise-io-sidecarset' });
  });
});
