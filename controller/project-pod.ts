import type { Container, ContainerStatus, OwnerReference, Pod, PodCondition } from '../lib/api/kubernetes.generated.js';
import { UPGRADABLE_CONDITION } from '../lib/api/names.js';
import { isActive } from '../lib/decide/active-pod.js';
import { isEqual } from '../lib/decide/json-patch.js';
import { isOurAnnotation } from '../lib/decide/ledger.js';
import { SharedValues } from './shared-values.js';

type Texts = Readonly<Record<string, string>>;

const texts = new SharedValues<string>(1024);
const labelSets = new SharedValues<Texts>(4096);

/**
 * What the controller keeps of a pod: a tenth of its weight. Of pods that no SidecarSet has touched it keeps their identity,
 * their age, whether they live, and their labels. What it made it leaves as it is, so a projected pod may be projected
 * again.
 *
 * Labels stay whole: they are what selectors of any SidecarSet may ask for. The pods of one workload share them.
 *
 * @param before - what it made of the same pod earlier: annotations and spec that say the same stay the same objects, which
 * have been read already; most changes of a pod are about its status
 */
export function projectPod(pod: Pod, before?: Pod): Pod {
  const { apiVersion, kind, metadata = {}, spec, status } = pod;
  const annotations = Object.entries(metadata.annotations ?? {}).filter(([key]) => isOurAnnotation(key));
  const { namespace, name, uid, resourceVersion, generation, creationTimestamp, deletionTimestamp } = metadata;
  const labels = metadata.labels && labelSets.share(JSON.stringify(metadata.labels), metadata.labels);
  const identity = { namespace, name, uid, resourceVersion, labels, creationTimestamp, deletionTimestamp };
  const type = { apiVersion, kind };
  if (annotations.length === 0) {
    const end = isActive(pod) ? undefined : defined({ phase: status?.phase });
    return defined({ ...type, metadata: defined(identity), status: end });
  }
  const { ownerReferences } = metadata;
  return defined({
    ...type,
    metadata: defined({
      ...identity,
      generation,
      ownerReferences: ownerReferences?.filter(({ controller }) => controller === true).map(projectOwner),
      annotations: unchanged(before?.metadata?.annotations, shareTexts(annotations)),
    }),
    spec: unchanged(
      before?.spec,
      defined({
        nodeName: share(spec?.nodeName),
        containers: (spec?.containers ?? []).map(projectContainer),
        initContainers: spec?.initContainers?.map(projectContainer),
      }),
    ),
    status: defined({
      phase: status?.phase,
      observedGeneration: status?.observedGeneration,
      conditions: status?.conditions?.flatMap(projectCondition),
      containerStatuses: status?.containerStatuses?.map(projectStatus),
      initContainerStatuses: status?.initContainerStatuses?.map(projectStatus),
    }),
  });
}

/** The same text as other pods have, kept once. */
function share<T extends string | undefined>(text: T): T {
  return text === undefined ? text : (texts.share(text, text) as T);
}

/** What a pod remembers of its injection, those remember too that were created in the same second. */
function shareTexts(annotations: readonly (readonly [string, string])[]): Texts {
  return Object.fromEntries(annotations.map(([key, text]) => [key, share(text)]));
}

/** What was known before, where it says the same. */
function unchanged<T extends object>(before: T | undefined, now: T): T {
  return before !== undefined && isEqual(before, now) ? before : now;
}

/** Ready is read, ours is written, so it has to be known to its last word. */
function projectCondition(condition: PodCondition): PodCondition[] {
  const { type, status, reason, message } = condition;
  const lastTransitionTime = share(condition.lastTransitionTime);
  if (type === UPGRADABLE_CONDITION) return [defined({ type, status, reason, message, lastTransitionTime })];
  return type === 'Ready' ? [defined({ type, status, lastTransitionTime })] : [];
}

function projectContainer({ name, image, restartPolicy }: Container): Container {
  return defined({ name: share(name), image: share(image), restartPolicy });
}

/** Of a container's state only the words of one that waits are read. */
function projectStatus(status: ContainerStatus): ContainerStatus {
  const { containerID, ready, restartCount, state } = status;
  const name = share(status.name);
  const image = share(status.image);
  const imageID = share(status.imageID);
  const { reason, message } = state?.waiting ?? {};
  const waiting = reason === undefined ? undefined : { waiting: defined({ reason, message }) };
  return defined({ name, image, imageID, containerID, ready, restartCount, state: waiting });
}

function projectOwner({ apiVersion, kind, name, uid, controller }: OwnerReference): OwnerReference {
  return defined({ apiVersion, kind, name, uid, controller });
}

/** The object without its undefined fields, so that absent stays absent. */
function defined<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): T {
  const present: Partial<T> = {};
  for (const name of Object.keys(fields) as (keyof T)[]) {
    const value = fields[name];
    if (value !== undefined) present[name] = value;
  }
  return present as T;
}
