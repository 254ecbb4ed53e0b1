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
  /** On every address of this machine. */
  readonly port: number;
  /** What makes the API server ask about new pods of a namespace. */
  configurationFor(namespace: string, place: WebhookPlace): ValidatingWebhookConfiguration;
  /** Names of the objects that it was asked about. */
  reviewedNames(): readonly string[];
  close(): Promise<void>;
}

/** How the API server is to reach a webhook. */
export type WebhookPlace =
  { readonly url: string } | { readonly service: { readonly namespace: string; readonly name: string } };

interface Review {
  readonly request: { readonly uid: string; readonly name: string };
}

/**
 * Starts an {@link AdmissionServer}.
 *
 * @param answer - `hosts`: under which names and addresses it will be asked
 */
export async function answerAdmissions(answer: {
  readonly allowed: boolean;
  readonly message: string;
  readonly hosts: readonly string[];
}): Promise<AdmissionServer> {
  const authority = await createCertificateAuthority('test-webhook');
  const { certificate, key } = await authority.issue({ name: 'test-webhook', hosts: answer.hosts });
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
  server.listen(0);
  await once(server, 'listening');
  return {
    name,
    reviewedNames: () => reviewed,
    port: (server.address() as AddressInfo).port,
    configurationFor: (namespace, place) =>
      configurationOf({ name, place, namespace, authority: authority.certificate }),
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
  readonly place: WebhookPlace;
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
        clientConfig: { ...options.place, caBundle: Buffer.from(options.authority).toString('base64') },
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': options.namespace } },
        rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
      },
    ],
  };
}
