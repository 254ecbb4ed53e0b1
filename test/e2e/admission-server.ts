import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ValidatingWebhookConfiguration } from '../../lib/api/kubernetes.generated.js';
import { createCertificateAuthority } from '../cluster/control-plane/certificates.js';

/** A webhook for tests that gives every review the same answer. */
export interface AdmissionServer {
  /** Of its configuration. */
  readonly name: string;
  /** What makes the API server ask about new pods of a namespace. */
  configurationFor(namespace: string): ValidatingWebhookConfiguration;
  /** Names of the objects that it was asked about. */
  reviewedNames(): readonly string[];
  close(): Promise<void>;
}

interface Review {
  readonly request: { readonly uid: string; readonly name: string };
}

/** Starts an {@link AdmissionServer} on 127.0.0.1. */
export async function answerAdmissions(answer: {
  readonly allowed: boolean;
  readonly message: string;
}): Promise<AdmissionServer> {
  const authority = await createCertificateAuthority('test-webhook');
  const { certificate, key } = await authority.issue({ name: 'test-webhook', hosts: ['127.0.0.1'] });
  const name = `test-webhook-${randomBytes(3).toString('hex')}`;
  const reviewed: string[] = [];
  const server = createServer({ cert: certificate, key }, (request, response) => {
    void text(request).then(body => {
      const { uid, name: reviewedName } = (JSON.parse(body) as Review).request;
      reviewed.push(reviewedName);
      const verdict = { uid, allowed: answer.allowed, status: { message: answer.message } };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: verdict }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    name,
    reviewedNames: () => reviewed,
    configurationFor: namespace => configurationOf({ name, url, namespace, authority: authority.certificate }),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function configurationOf(options: {
  readonly name: string;
  readonly url: string;
  readonly namespace: string;
  readonly authority: string;
}): ValidatingWebhookConfiguration {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: options.name },
    webhooks: [
      {
        name: 'pods.test.example.com',
        clientConfig: { url: options.url, caBundle: Buffer.from(options.authority).toString('base64') },
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': options.namespace } },
        rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
      },
    ],
  };
}
