import type { KubernetesObject } from '../../../lib/api/kubernetes.generated.js';
import type { Resource } from '../../../lib/api/resources.js';
import { NAMESPACES } from '../../../lib/api/resources.js';
import type { AdmissionChain } from './admission.js';
import type { ApiServer, Call } from './api-server.js';
import { defaulted, newObject, newObjectFaults } from './create-rules.js';
import { frozenCopy } from './frozen-json.js';
import type { StoredObject } from './stored-object.js';

const SUFFIX_LETTERS = 'bcdfghjklmnpqrstvwxz2456789'.split('');
const SUFFIX_LENGTH = 5;

/** Takes in new objects. */
export class ObjectCreator {
  constructor(
    private readonly server: ApiServer,
    private readonly admission: AdmissionChain,
  ) {}

  /** Stores what a new cluster begins with. */
  store(resource: Resource, object: KubernetesObject): void {
    this.server.table(resource).put(this.#born(resource, object, object.metadata?.name ?? ''));
  }

  async create(call: Call, object: KubernetesObject, dryRun: boolean): Promise<StoredObject> {
    const { resource, refusals, table } = call;
    this.#checkNamespace(call);
    if (object.metadata?.resourceVersion !== undefined) {
      throw refusals.denied(500, '', 'resourceVersion should not be set on objects to be created');
    }
    const name = this.#nameFor(call, object);
    const admitted = await this.#admit(call, this.#born(resource, object, name), dryRun);
    const faults = newObjectFaults(resource, admitted);
    if (faults.length > 0) throw refusals.invalid(faults, name);
    if (table.get(admitted.metadata) !== undefined) throw refusals.alreadyExists(name);
    return dryRun ? admitted : table.put(admitted);
  }

  #born(resource: Resource, object: KubernetesObject, name: string): StoredObject {
    return newObject(resource, object, { name, uid: this.server.uid(), nowMs: this.server.clock.nowMs() });
  }

  async #admit({ resource, refusals }: Call, object: StoredObject, dryRun: boolean): Promise<StoredObject> {
    if (!this.admission.concerns(resource, 'CREATE')) return object;
    const request = { resource, operation: 'CREATE' as const, dryRun, uid: this.server.uid(), refusals };
    const mutated = defaulted(resource, await this.admission.mutate({ ...request, object }));
    await this.admission.validate({ ...request, object: mutated });
    return frozenCopy(mutated);
  }

  #checkNamespace({ resource, key, refusals }: Call): void {
    if (!resource.namespaced) return;
    const name = key.namespace ?? '';
    const namespace = this.server.table(NAMESPACES).get({ name });
    if (namespace === undefined) throw refusals.denied(404, 'NotFound', `namespaces "${name}" not found`);
    if (namespace.metadata.deletionTimestamp !== undefined) {
      throw refusals.forbidden(`unable to create new content in namespace ${name} because it is being terminated`);
    }
  }

  #nameFor({ refusals }: Call, { metadata = {} }: KubernetesObject): string {
    const { name = '', generateName = '' } = metadata;
    if (name !== '') return name;
    if (generateName !== '') return generateName + this.#suffix();
    const message = 'Required value: name or generateName is required';
    throw refusals.invalid([{ field: 'metadata.name', message, reason: 'FieldValueRequired' }]);
  }

  #suffix(): string {
    return Array.from({ length: SUFFIX_LENGTH }, () => this.server.random.pick(SUFFIX_LETTERS)).join('');
  }
}
