import type { Container, ContainerStatus, Pod, PodCondition } from '../../api/kubernetes.generated.js';
import { planRollout } from './plan-rollout.js';
import type { RolloutPlan } from './rollout-plan.js';
import type { RolloutSnapshot } from './rollout-snapshot.js';
import type { Step } from './rollout-step.js';

/** How a rollout would go if everything went well. */
export interface Foresight {
  /** The writes of each wave; the first of them are those of this moment. */
  readonly waves: readonly (readonly Step[])[];
  /** The plan after the last wave: it writes nothing, unless there are more waves than were asked for. */
  readonly rest: RolloutPlan;
}

/**
 * Plans a whole rollout, wave after wave, by the function that plans each of them: every write is taken as done, its
 * containers restarted and the pod ready, before the next wave is planned. What comes from outside, a pod that fails or
 * a PodDisruptionBudget that changes, is not foreseen.
 *
 * @param mostWaves - where to stop looking: each wave costs a look at every pod
 */
export function foreseeWaves(snapshot: RolloutSnapshot, mostWaves: number): Foresight {
  const waves: (readonly Step[])[] = [];
  let pods = snapshot.pods;
  for (;;) {
    const plan = planRollout({ ...snapshot, pods });
    if (plan.steps.length === 0 || waves.length >= mostWaves) return { waves, rest: plan };
    waves.push(plan.steps);
    const steps = new Map(plan.steps.map(step => [`${step.namespace}/${step.name}`, step]));
    pods = pods.map(pod => {
      const step = steps.get(`${pod.metadata?.namespace ?? ''}/${pod.metadata?.name ?? ''}`);
      return step === undefined ? pod : whenDone(pod, step);
    });
  }
}

/** What the patch of a step says, as far as steps say anything. */
interface StepPatch {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string | null>> };
  readonly status?: { readonly conditions?: readonly PodCondition[] };
}

/** The pod after the write, once the kubelet has followed. */
function whenDone(pod: Pod, step: Step): Pod {
  const { metadata, status } = step.patch as StepPatch;
  const annotations = Object.entries({ ...pod.metadata?.annotations, ...metadata?.annotations });
  const kept = annotations.filter((entry): entry is [string, string] => entry[1] !== null);
  const written = { ...pod, metadata: { ...pod.metadata, annotations: Object.fromEntries(kept) } };
  if (step.kind === 'mark-reshaped') return withConditions(written, status?.conditions ?? []);
  return withConditions(withImages(written, step.images), [{ type: 'Ready', status: 'True' }]);
}

function withConditions(pod: Pod, conditions: readonly PodCondition[]): Pod {
  const types = new Set(conditions.map(({ type }) => type));
  const others = (pod.status?.conditions ?? []).filter(({ type }) => !types.has(type));
  return { ...pod, status: { ...pod.status, conditions: [...others, ...conditions] } };
}

function withImages({ spec, status, ...pod }: Pod, images: Readonly<Record<string, string>>): Pod {
  const change = (containers: readonly Container[]): readonly Container[] =>
    containers.map(container => ({ ...container, ...imageFor(container.name, images) }));
  const restart = (statuses: readonly ContainerStatus[]): readonly ContainerStatus[] =>
    statuses.map(before =>
      Object.hasOwn(images, before.name) ? restarted(before, images[before.name] ?? '') : before,
    );
  return {
    ...pod,
    ...(spec === undefined
      ? {}
      : {
          spec: {
            ...spec,
            containers: change(spec.containers),
            ...(spec.initContainers === undefined ? {} : { initContainers: change(spec.initContainers) }),
          },
        }),
    status: {
      ...status,
      containerStatuses: restart(status?.containerStatuses ?? []),
      initContainerStatuses: restart(status?.initContainerStatuses ?? []),
    },
  };
}

function imageFor(name: string, images: Readonly<Record<string, string>>): Pick<Container, 'image'> {
  const image = images[name];
  return image === undefined ? {} : { image };
}

/** Another ID is what tells a restarted container. */
function restarted(before: ContainerStatus, image: string): ContainerStatus {
  return { ...before, image, imageID: `foreseen:${image}`, containerID: `${before.containerID ?? ''}+`, ready: true };
}
