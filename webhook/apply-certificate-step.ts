import type {
  MutatingWebhookConfiguration,
  Secret,
  ValidatingWebhookConfiguration,
} from '../lib/api/kubernetes.generated.js';
import { CERTIFICATE_SECRET, OPERATOR_NAME } from '../lib/api/permissions.js';
import { MUTATING_WEBHOOKS, SECRETS, VALIDATING_WEBHOOKS } from '../lib/api/resources.js';
import { isApiError } from '../lib/cluster/api-error.js';
import type { Clock } from '../lib/cluster/clock.js';
import type { Cluster, JsonPatchOperation, Patch } from '../lib/cluster/cluster.js';
import type { StoreView } from '../lib/cluster/store-view.js';
import type { CertifiedKey } from './certificate-authority.js';
import { issueAuthority, issueServing } from './certificate-authority.js';
import type { CertificateStep, CertificateTimes } from './certificate-plan.js';
import { unexpiredAuthorities } from './plan-certificates.js';
import type { Authority, StoredCertificates } from './read-certificates.js';
import { CERTIFICATE_KEYS, readCertificates } from './read-certificates.js';

/** What the steps on the Secret are carried out with. */
export interface SecretTools {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly secrets: StoreView<Secret>;
  /** Namespace of the operator. */
  readonly namespace: string;
  /** See `certificateHosts`. */
  readonly hosts: readonly string[];
  readonly times: CertificateTimes;
}

/** What every step is carried out with. */
export interface CertificateTools extends SecretTools {
  readonly mutatingWebhooks: StoreView<MutatingWebhookConfiguration>;
  readonly validatingWebhooks: StoreView<ValidatingWebhookConfiguration>;
}

type Step<K extends CertificateStep['kind']> = Extract<CertificateStep, { kind: K }>;

/**
 * Creates the Secret with an authority and a serving certificate. Replicas that start together all try; the API server
 * lets one win, and the others take what it has stored.
 */
export async function createSecret({ cluster, clock, secrets, namespace, hosts, times }: SecretTools): Promise<void> {
  const nowMs = clock.nowMs();
  const authority = await issueAuthority({ nowMs, lifeMs: times.authorityLifeMs });
  const serving = await issueServing({ authority, hosts, nowMs, lifeMs: times.servingLifeMs });
  const data = { ...authorityData([authority]), ...servingData(serving) };
  const metadata = { name: CERTIFICATE_SECRET, namespace };
  const secret: Secret = { apiVersion: 'v1', kind: 'Secret', type: 'Opaque', metadata, data };
  try {
    secrets.fold(await cluster.create(SECRETS, secret));
  } catch (error) {
    if (!isApiError(error, 'AlreadyExists')) throw error;
    secrets.fold(await cluster.get(SECRETS, metadata));
  }
}

/** Carries out one step. Rejects when the API server refuses it, for example because the Secret has changed meanwhile. */
export async function applyCertificateStep(step: CertificateStep, tools: CertificateTools): Promise<void> {
  switch (step.kind) {
    case 'create-secret':
      return createSecret(tools);
    case 'add-authority':
      return changeSecret(tools, ({ stored, nowMs }) => addAuthority(stored, nowMs, tools.times));
    case 'issue-serving':
      return changeSecret(tools, ({ nowMs }) => reissueServing(step, nowMs, tools));
    case 'drop-authorities':
      return changeSecret(tools, ({ stored, nowMs }) => authorityData(unexpiredAuthorities(stored, nowMs)));
    case 'set-bundle':
      return setBundle(step, tools);
  }
}

interface SecretState {
  readonly stored: StoredCertificates;
  readonly nowMs: number;
}

type SecretData = NonNullable<Secret['data']>;

/** Writes the Secret as the store knows it, changed; its resourceVersion guards against anybody quicker. */
async function changeSecret(
  { cluster, clock, secrets, namespace, hosts }: SecretTools,
  change: (state: SecretState) => SecretData | Promise<SecretData>,
): Promise<void> {
  const secret = secrets.get({ namespace, name: CERTIFICATE_SECRET });
  if (secret === undefined) return;
  const changed = await change({ stored: readCertificates(secret, hosts), nowMs: clock.nowMs() });
  secrets.fold(await cluster.replace(SECRETS, { ...secret, data: { ...secret.data, ...changed } }));
}

async function addAuthority(stored: StoredCertificates, nowMs: number, times: CertificateTimes): Promise<SecretData> {
  const authority = await issueAuthority({ nowMs, lifeMs: times.authorityLifeMs });
  return authorityData([...unexpiredAuthorities(stored, nowMs), authority]);
}

async function reissueServing(
  { issuer }: Step<'issue-serving'>,
  nowMs: number,
  { hosts, times }: SecretTools,
): Promise<SecretData> {
  const lifeMs = Math.min(times.servingLifeMs, issuer.notAfterMs - nowMs);
  return servingData(await issueServing({ authority: issuer, hosts, nowMs, lifeMs }));
}

function authorityData(authorities: readonly Pick<Authority, 'certificate' | 'key'>[]): SecretData {
  const certificates = authorities.map(({ certificate }) => certificate);
  const keys = authorities.flatMap(({ key }) => key ?? []);
  return {
    [CERTIFICATE_KEYS.authorities]: toBase64(joinPem(certificates)),
    [CERTIFICATE_KEYS.authorityKeys]: toBase64(joinPem(keys)),
  };
}

function servingData({ certificate, key }: CertifiedKey): SecretData {
  return {
    [CERTIFICATE_KEYS.serving]: toBase64(joinPem([certificate])),
    [CERTIFICATE_KEYS.servingKey]: toBase64(joinPem([key])),
  };
}

/**
 * Only our own webhooks, found by name when the plan was made; should the list have moved meanwhile, the API server
 * refuses the patch. Written by our field manager, so applying the manifests again (they say nothing of caBundle)
 * leaves it alone.
 */
async function setBundle(step: Step<'set-bundle'>, tools: CertificateTools): Promise<void> {
  const operations = step.webhooks.flatMap(({ index, webhook }): JsonPatchOperation[] => [
    { op: 'test', path: `/webhooks/${index}/name`, value: webhook },
    { op: 'add', path: `/webhooks/${index}/clientConfig/caBundle`, value: toBase64(step.bundle) },
  ]);
  const patch: Patch = { type: 'json', operations };
  const key = { name: OPERATOR_NAME };
  if (step.configuration === 'mutating') {
    tools.mutatingWebhooks.fold(await tools.cluster.patch(MUTATING_WEBHOOKS, key, patch));
  } else {
    tools.validatingWebhooks.fold(await tools.cluster.patch(VALIDATING_WEBHOOKS, key, patch));
  }
}

function joinPem(blocks: readonly string[]): string {
  return blocks.map(block => `${block.trim()}\n`).join('');
}

function toBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
