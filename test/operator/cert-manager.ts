import type { KubernetesObject, Secret } from '../../lib/api/kubernetes.generated.js';
import { OPERATOR_NAME } from '../../lib/api/permissions.js';
import type { CertifiedKey } from '../../webhook/certificate-authority.js';
import { issueAuthority, issueServing } from '../../webhook/certificate-authority.js';
import type { TestCluster } from '../cluster/test-cluster.js';

interface Certificate extends KubernetesObject {
  readonly spec: {
    readonly secretName: string;
    readonly isCA?: boolean;
    readonly dnsNames?: readonly string[];
    readonly issuerRef: { readonly name: string };
  };
}

interface Issuer extends KubernetesObject {
  readonly spec: { readonly ca?: { readonly secretName: string } };
}

const LIFE_MS = 24 * 3_600_000;

/** Makes the API server take Issuers and Certificates, whatever stands in them. */
export async function installCertManagerKinds(cluster: TestCluster): Promise<void> {
  for (const [kind, plural] of [
    ['Issuer', 'issuers'],
    ['Certificate', 'certificates'],
  ] as const) {
    const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
    await cluster.kubectl.apply({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${plural}.cert-manager.io` },
      spec: {
        group: 'cert-manager.io',
        scope: 'Namespaced',
        names: { kind, plural, singular: kind.toLowerCase() },
        versions: [{ name: 'v1', served: true, storage: true, schema }],
      },
    });
    await cluster.kubectl('wait', `crd/${plural}.cert-manager.io`, '--for=condition=Established', '--timeout=300s');
  }
}

/** Does for one namespace what cert-manager does, when it is told to: a stand-in for the little that the operator needs. */
export class CertManager {
  readonly #cluster: TestCluster;
  readonly #namespace: string;

  constructor(cluster: TestCluster, namespace: string) {
    this.#cluster = cluster;
    this.#namespace = namespace;
  }

  /** Issues what has no Secret yet, authorities first. */
  async issueMissing(): Promise<void> {
    for (const certificate of await this.#certificates()) {
      if ((await this.#secret(certificate.spec.secretName)) === undefined) await this.#issue(certificate);
    }
  }

  /** Issues the operator's serving certificate anew, with a new key, as at the end of its time. */
  async renewServing(): Promise<void> {
    for (const certificate of await this.#certificates())
      if (certificate.spec.isCA !== true) await this.#issue(certificate);
  }

  /** Issues everything anew, the authority too: another one from here on. */
  async replaceAuthority(): Promise<void> {
    for (const certificate of await this.#certificates()) await this.#issue(certificate);
  }

  /**
   * Writes the authority of the Secret that a webhook configuration names into each of its webhooks, as the CA injector.
   *
   * @returns the authority, PEM
   */
  async injectAuthority(): Promise<string> {
    const [serving] = (await this.#certificates()).filter(({ spec }) => spec.isCA !== true);
    const authority = (await this.#secret(serving?.spec.secretName ?? ''))?.['ca.crt'] ?? '';
    for (const kind of ['mutatingwebhookconfiguration', 'validatingwebhookconfiguration']) {
      const { metadata, webhooks } = await this.#cluster.kubectl.get<WebhookConfiguration>(kind, OPERATOR_NAME);
      if (metadata?.annotations?.['cert-manager.io/inject-ca-from'] !== `${this.#namespace}/${OPERATOR_NAME}`) continue;
      const value = Buffer.from(authority).toString('base64');
      const patch = webhooks.map((_, index) => ({
        op: 'add',
        path: `/webhooks/${index}/clientConfig/caBundle`,
        value,
      }));
      await this.#cluster.kubectl('patch', kind, OPERATOR_NAME, '--type=json', `--patch=${JSON.stringify(patch)}`);
    }
    return authority;
  }

  async #certificates(): Promise<readonly Certificate[]> {
    const items = await this.#list<Certificate>('certificates');
    return [...items].sort((one, other) => Number(other.spec.isCA ?? false) - Number(one.spec.isCA ?? false));
  }

  async #list<T>(plural: string): Promise<readonly T[]> {
    const { items } = await this.#cluster.kubectl.get<{ readonly items: readonly T[] }>(
      `${plural}.cert-manager.io`,
      `--namespace=${this.#namespace}`,
    );
    return items;
  }

  async #secret(name: string): Promise<Readonly<Record<string, string>> | undefined> {
    const found = await this.#cluster.kubectl
      .get<Secret>('secret', name, `--namespace=${this.#namespace}`)
      .catch(() => undefined);
    if (found === undefined) return undefined;
    const entries = Object.entries(found.data ?? {});
    return Object.fromEntries(entries.map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
  }

  async #issue({ spec }: Certificate): Promise<void> {
    const validity = { nowMs: Date.now(), lifeMs: LIFE_MS };
    const signer = await this.#signer(spec.issuerRef.name);
    // Who signs itself is its own authority, and another one each time.
    const authority = signer ?? (await issueAuthority(validity));
    const pair =
      spec.isCA === true ? authority : await issueServing({ ...validity, authority, hosts: spec.dnsNames ?? [] });
    const stringData = { 'tls.crt': pair.certificate, 'tls.key': pair.key, 'ca.crt': authority.certificate };
    const metadata = { name: spec.secretName, namespace: this.#namespace };
    await this.#cluster.kubectl.apply({
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'kubernetes.io/tls',
      metadata,
      stringData,
    });
  }

  async #signer(name: string): Promise<CertifiedKey | undefined> {
    const issuer = (await this.#list<Issuer>('issuers')).find(({ metadata }) => metadata?.name === name);
    const secret = issuer?.spec.ca === undefined ? undefined : await this.#secret(issuer.spec.ca.secretName);
    return secret === undefined ? undefined : { certificate: secret['tls.crt'] ?? '', key: secret['tls.key'] ?? '' };
  }
}

interface WebhookConfiguration extends KubernetesObject {
  readonly webhooks: readonly { readonly name: string }[];
}
