import type { KubernetesObject, Pod } from '../../../lib/api/kubernetes.generated.js';
import { PODS } from '../../../lib/api/resources.js';
import type { Call } from './api-server.js';
import { timestamp } from './create-rules.js';
import { isJsonObject } from './frozen-json.js';
import type { StoredObject } from './stored-object.js';

/**
 * Gives a pod to a node, as the binding subresource does for the scheduler. The generation stays.
 *
 * @throws ApiError 409 when it has a node already
 */
export function bindPod(call: Call, binding: KubernetesObject, nowMs: number): StoredObject {
  if (call.resource.kind !== PODS.kind) throw call.refusals.noSuchResource();
  const stored = call.stored();
  const pod = stored as unknown as Pod;
  const target: unknown = 'target' in binding ? binding.target : undefined;
  const nodeName = isJsonObject(target) && typeof target['name'] === 'string' ? target['name'] : '';
  if (nodeName === '') throw call.refusals.invalid([{ field: 'target.name', message: 'Required value' }]);
  const assigned = pod.spec?.nodeName ?? '';
  if (assigned !== '') throw call.refusals.alreadyAssigned(assigned);
  const scheduled = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: timestamp(nowMs) };
  const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== scheduled.type);
  return {
    ...stored,
    spec: { ...pod.spec, nodeName },
    status: { ...pod.status, conditions: [...others, scheduled] },
  };
}
