import type { Pod } from '../../api/kubernetes.generated.js';

/** Labels in which the controllers of ReplicaSets keep the last part of the ReplicaSet's name. */
const TEMPLATE_HASH_LABELS = ['pod-template-hash', 'rollouts-pod-template-hash'];

/**
 * The workload that a pod is part of: what controls it. Deployments name their ReplicaSets after themselves and the
 * template's hash, which the pods carry as a label: without it the name is the Deployment's. So two ReplicaSets of one
 * Deployment are one workload, and nothing has to be looked up. Should somebody else name ReplicaSets so, they share a
 * limit, which is the careful side.
 *
 * @returns text that is the same for pods of one workload; nothing for a pod that nothing controls
 */
export function workloadOf({ metadata }: Pod): string | undefined {
  const owner = metadata?.ownerReferences?.find(({ controller }) => controller === true);
  if (owner === undefined) return undefined;
  const suffix = TEMPLATE_HASH_LABELS.map(label => `-${metadata?.labels?.[label] ?? ''}`).find(
    text => text !== '-' && owner.name.endsWith(text),
  );
  const isReplicaSet = owner.kind === 'ReplicaSet' && suffix !== undefined;
  const name = isReplicaSet ? owner.name.slice(0, -suffix.length) : owner.name;
  return [metadata?.namespace ?? '', owner.apiVersion, owner.kind, name].join('/');
}
