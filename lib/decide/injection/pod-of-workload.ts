import type { KubernetesObject, Pod } from '../../api/kubernetes.generated.js';
import type { JsonObject } from '../edit.js';
import { isObject } from '../edit.js';

/**
 * The pod that a workload makes: the pod itself, the template of a Deployment, StatefulSet, DaemonSet, ReplicaSet or Job,
 * or that of a CronJob's jobs, in the namespace of the workload.
 *
 * @returns undefined for an object that makes no pods
 */
export function podOfWorkload(workload: KubernetesObject): Pod | undefined {
  if (workload.kind === 'Pod') return workload;
  const template = templateIn(workload as unknown as JsonObject);
  if (template === undefined) return undefined;
  const { namespace } = workload.metadata ?? {};
  const metadata = isObject(template['metadata']) ? template['metadata'] : {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    ...template,
    metadata: { ...metadata, ...(namespace === undefined ? {} : { namespace }) },
  };
}

function templateIn(workload: JsonObject): JsonObject | undefined {
  const spec = fieldOf(workload, 'spec');
  const template = fieldOf(fieldOf(fieldOf(spec, 'jobTemplate'), 'spec'), 'template') ?? fieldOf(spec, 'template');
  return fieldOf(template, 'spec') === undefined ? undefined : template;
}

function fieldOf(value: JsonObject | undefined, field: string): JsonObject | undefined {
  const inner = value?.[field];
  return isObject(inner) ? inner : undefined;
}
