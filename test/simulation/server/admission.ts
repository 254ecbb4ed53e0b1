import type { WebhookEndpoint } from '../../../lib/api/endpoints.js';
import type { Resource } from '../../../lib/api/resources.js';
import type { Clock } from '../../../lib/cluster/clock.js';
import type { JsonPatchOperation } from '../../../lib/cluster/cluster.js';
import type { JsonObject } from './frozen-json.js';
import { frozenCopy, isJsonObject, sameJson, without } from './frozen-json.js';
import { applyJsonPatch } from './json-patch.js';
import type { Refusals } from './refusals.js';
import type { StoredObject } from './stored-object.js';

/** A webhook that takes part in writes, as a webhook configuration would name it. */
export interface SimulatedWebhook {
  readonly endpoint: WebhookEndpoint;
  /** An AdmissionReview (admission.k8s.io/v1) comes in, one with a `response` goes out. Rejecting: it is unreachable. */
  readonly review: (review: JsonObject) => Promise<unknown>;
}

/** A write that webhooks are asked about. */
export interface AdmissionRequest {
  readonly resource: Resource;
  readonly operation: 'CREATE' | 'UPDATE';
  readonly object: StoredObject;
  readonly oldObject?: StoredObject;
  readonly dryRun: boolean;
  readonly uid: string;
  readonly refusals: Refusals;
}

/** All webhooks of a simulated cluster, in the order in which they are asked. */
export class AdmissionChain {
  readonly #webhooks: SimulatedWebhook[] = [];

  constructor(private readonly clock: Clock) {}

  /** @returns a function that takes the webhook away again */
  add(webhook: SimulatedWebhook): () => void {
    this.#webhooks.push(webhook);
    return () => void this.#webhooks.splice(this.#webhooks.indexOf(webhook), 1);
  }

  concerns(resource: Resource, operation: AdmissionRequest['operation']): boolean {
    return (
      this.#asked('mutating', resource, operation).length + this.#asked('validating', resource, operation).length > 0
    );
  }

  /**
   * The object as the mutating webhooks leave it. Those that wish it are asked again once when a later one has changed
   * the object after them, as the API server does.
   */
  async mutate(request: AdmissionRequest): Promise<StoredObject> {
    const webhooks = this.#asked('mutating', request.resource, request.operation);
    const seen = new Map<SimulatedWebhook, StoredObject>();
    let object = request.object;
    for (const webhook of webhooks) {
      object = await this.#ask(webhook, { ...request, object });
      seen.set(webhook, object);
    }
    for (const webhook of webhooks.filter(({ endpoint }) => endpoint.reinvocationPolicy === 'IfNeeded')) {
      if (!sameJson(seen.get(webhook), object)) object = await this.#ask(webhook, { ...request, object });
    }
    return object;
  }

  /** @throws ApiError when a validating webhook refuses */
  async validate(request: AdmissionRequest): Promise<void> {
    for (const webhook of this.#asked('validating', request.resource, request.operation)) {
      await this.#ask(webhook, request);
    }
  }

  #asked(
    kind: WebhookEndpoint['kind'],
    resource: Resource,
    operation: AdmissionRequest['operation'],
  ): SimulatedWebhook[] {
    return this.#webhooks.filter(
      ({ endpoint }) =>
        endpoint.kind === kind &&
        endpoint.resource.plural === resource.plural &&
        endpoint.resource.group === resource.group &&
        endpoint.operations.includes(operation),
    );
  }

  async #ask(webhook: SimulatedWebhook, request: AdmissionRequest): Promise<StoredObject> {
    const { name, failurePolicy } = webhook.endpoint;
    let response: Response;
    try {
      response = readResponse(await this.#withinTime(webhook, request), request.uid);
      if (response.allowed) return patched(request.object, response);
    } catch (error) {
      if (failurePolicy === 'Ignore') return request.object;
      const why = error instanceof Error ? error.message : String(error);
      throw request.refusals.internal(`failed calling webhook "${name}": failed to call webhook: ${why}`);
    }
    throw refusal(request.refusals, name, response);
  }

  #withinTime({ endpoint, review }: SimulatedWebhook, request: AdmissionRequest): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const cancel = this.clock.schedule(endpoint.timeoutSeconds * 1000, () =>
        reject(new Error('context deadline exceeded')),
      );
      review(writeReview(request)).then(resolve, reject).finally(cancel);
    });
  }
}

interface Response {
  readonly allowed: boolean;
  readonly patch?: string;
  readonly status?: { readonly code?: number; readonly reason?: string; readonly message?: string };
}

function writeReview({ resource, operation, object, oldObject, dryRun, uid }: AdmissionRequest): JsonObject {
  const { group, version, plural, kind } = resource;
  const { namespace = '', name, generateName } = object.metadata;
  const named = operation === 'CREATE' && generateName !== undefined ? '' : name;
  return frozenCopy({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid,
      kind: { group, version, kind },
      resource: { group, version, resource: plural },
      requestKind: { group, version, kind },
      requestResource: { group, version, resource: plural },
      name: named,
      namespace,
      operation,
      userInfo: { username: 'system:admin', groups: ['system:masters', 'system:authenticated'] },
      object: forReview(object, operation),
      oldObject: oldObject ?? null,
      dryRun,
      options: { apiVersion: 'meta.k8s.io/v1', kind: operation === 'CREATE' ? 'CreateOptions' : 'UpdateOptions' },
    },
  });
}

/** Admission sees an object before the server gives it a generated name, a namespace of its own or a version. */
function forReview(object: StoredObject, operation: AdmissionRequest['operation']): JsonObject {
  if (operation === 'UPDATE') return object;
  const metadata = without(object.metadata, 'uid');
  if (metadata.generateName === undefined) return { ...object, metadata };
  return { ...object, metadata: without(metadata, 'name') };
}

function readResponse(review: unknown, uid: string): Response {
  const response = isJsonObject(review) ? review['response'] : undefined;
  if (!isJsonObject(response) || response['uid'] !== uid) throw new Error('the answer is not to this request');
  return response as unknown as Response;
}

function patched(object: StoredObject, { patch }: Response): StoredObject {
  if (patch === undefined) return object;
  const operations = JSON.parse(Buffer.from(patch, 'base64').toString()) as readonly JsonPatchOperation[];
  // What admission was shown has no name yet when it is generated, so that no patch can touch it.
  const changed = applyJsonPatch(object, operations) as StoredObject;
  return frozenCopy(changed);
}

function refusal(refusals: Refusals, webhook: string, { status = {} }: Response): Error {
  const said = status.message ?? status.reason ?? '';
  const message = `admission webhook "${webhook}" denied the request${said === '' ? ' without explanation' : `: ${said}`}`;
  return refusals.denied(Math.max(400, status.code ?? 400), status.reason ?? '', message);
}
