import type { KubernetesObject } from '../../../lib/api/kubernetes.generated.js';
import type { Patch, WriteOptions } from '../../../lib/cluster/cluster.js';
import type { AdmissionChain } from './admission.js';
import type { ApiServer, Call } from './api-server.js';
import type { JsonObject } from './frozen-json.js';
import { frozenCopy, isJsonObject, sameJson } from './frozen-json.js';
import { applyJsonPatch, UnfitPatch } from './json-patch.js';
import { applyMergePatch } from './merge-patch.js';
import { isFreed } from './removal.js';
import { traitsOf } from './resource-traits.js';
import type { StoredObject } from './stored-object.js';
import { applyStrategicPatch } from './strategic-patch.js';
import { changeFaults, updatedObject, withGeneration } from './update-rules.js';

/** Times that the API server applies an unguarded patch anew when another write came between. */
const MOST_ATTEMPTS = 5;

/** Changes objects that exist. */
export class ObjectUpdater {
  constructor(
    private readonly server: ApiServer,
    private readonly admission: AdmissionChain,
  ) {}

  async replace(call: Call, object: KubernetesObject, options: WriteOptions): Promise<StoredObject> {
    const wanted = frozenCopy(object) as KubernetesObject & JsonObject;
    const before = call.stored();
    const { resourceVersion, uid } = wanted.metadata ?? {};
    if (resourceVersion === undefined && !traitsOf(call.resource).unguardedPut) throw call.refusals.mustHaveVersion();
    if (uid !== undefined && uid !== before.metadata.uid) {
      throw call.refusals.preconditionFailed('UID', uid, before.metadata.uid);
    }
    const written = await this.#write(call, before, wanted, options);
    if (written === undefined) throw call.refusals.conflict();
    return written;
  }

  /** An unguarded patch is applied anew when another write came between; the guard of a guarded one then fails. */
  async patch(call: Call, patch: Patch, options: WriteOptions): Promise<StoredObject> {
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
      const before = call.stored();
      const written = await this.#write(call, before, applied(call, before, patch), options);
      if (written !== undefined) return written;
    }
    throw call.refusals.conflict();
  }

  /** @returns undefined when another write came between */
  async #write(
    call: Call,
    before: StoredObject,
    wanted: JsonObject,
    options: WriteOptions,
  ): Promise<StoredObject | undefined> {
    const { resource, refusals, table } = call;
    const subresource = options.subresource === 'status' ? 'status' : undefined;
    if (options.subresource !== subresource) throw refusals.notSimulated(`updates of ${options.subresource ?? ''}`);
    const asked = updatedObject({ resource, before, wanted, subresource, refusals });
    const admitted =
      subresource === undefined ? await this.#admit(call, before, asked, options.dryRun === true) : asked;
    const after = withGeneration(resource, before, admitted);
    const faults = changeFaults(resource, before, after);
    if (faults.length > 0) throw refusals.invalid(faults);
    if (call.stored() !== before) return undefined;
    if (sameJson(before, after)) return before;
    if (options.dryRun === true) return after;
    if (!isFreed(after)) return table.put(after);
    table.remove(before);
    return after;
  }

  async #admit(call: Call, before: StoredObject, object: StoredObject, dryRun: boolean): Promise<StoredObject> {
    const { resource, refusals } = call;
    if (!this.admission.concerns(resource, 'UPDATE')) return object;
    const uid = this.server.uid();
    const request = { resource, operation: 'UPDATE' as const, oldObject: before, dryRun, uid, refusals };
    const counted = withGeneration(resource, before, object);
    const mutated = await this.admission.mutate({ ...request, object: counted });
    await this.admission.validate({ ...request, object: mutated });
    return withoutCount(before, mutated);
  }
}

/** The generation is counted once, after admission has had its say. */
function withoutCount(before: StoredObject, object: StoredObject): StoredObject {
  const { generation } = before.metadata;
  if (generation === undefined) return object;
  return frozenCopy({ ...object, metadata: { ...object.metadata, generation } });
}

function applied(call: Call, before: StoredObject, patch: Patch): JsonObject {
  const changed = frozenCopy(applyPatch(call, before, frozenCopy(patch)));
  if (!isJsonObject(changed)) throw call.refusals.unfitPatch();
  return changed;
}

function applyPatch(call: Call, before: StoredObject, patch: Patch): unknown {
  switch (patch.type) {
    case 'merge':
      return applyMergePatch(before, patch.body);
    case 'strategic':
      if (traitsOf(call.resource).custom) throw call.refusals.unsupportedPatch();
      return applyStrategicPatch(before, patch.body);
    case 'apply':
      throw call.refusals.notSimulated('server-side apply');
    case 'json':
      try {
        return applyJsonPatch(before, patch.operations);
      } catch (error) {
        if (error instanceof UnfitPatch) throw call.refusals.unfitPatch();
        throw error;
      }
  }
}
