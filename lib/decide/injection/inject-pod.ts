import type { Container, Pod, PodSpec } from '../../api/kubernetes.generated.js';
import type { SidecarSet } from '../../api/sidecarset.generated.js';
import { readLedger } from '../ledger.js';
import { oncePerObject } from '../once-per-object.js';
import type { ChosenRevisions } from './choose-revisions.js';
import { chooseRevisions } from './choose-revisions.js';
import { chooseSidecarSets } from './choose-sidecarsets.js';
import { isInjected } from './injected.js';
import type { Choice, InjectionDecision, InjectionSnapshot } from './injection-snapshot.js';
import { noteInjection } from './note-injection.js';
import { patchMetadata } from './patch-metadata.js';
import { placeInPod } from './place-in-pod.js';
import { renderSidecarSet } from './render-sidecarset.js';
import { sidecarsOf } from './sidecars-of.js';
import { containerNames } from './open-slots.js';

/**
 * Decides what becomes of a pod at its creation. A pure function: the same snapshot always gives the same pod, and a pod
 * that has been injected already stays as it is, so the API server may ask again.
 *
 * @returns the new pod, or the reason why it stays as it is, or why it must not be created like this; in any case the
 *   verdict on every SidecarSet of the snapshot
 */
export function injectPod(snapshot: InjectionSnapshot): InjectionDecision {
  const { chosen, choices: selected } = chooseSidecarSets(snapshot);
  const reason = leaveReason(snapshot.pod, chosen);
  if (reason !== undefined) return { kind: 'leave', reason, choices: selected };
  const versions = chooseRevisions(chosen, snapshot);
  if (versions.kind === 'reject') return { ...versions, choices: selected };
  const choices = selected.map(choice => withoutMissing(choice, versions.missing));
  if (versions.sidecarSets.length === 0) return { kind: 'leave', reason: 'revision-missing', choices };
  const missing = versions.sidecarSets.filter(sidecarSet => !isComplete(snapshot.pod, sidecarSet));
  if (missing.length === 0) return { kind: 'leave', reason: 'already-injected', choices };
  const appNames = namesWhere(snapshot.pod, container => !isInjected(container));
  const clash = missing.map(sidecarSet => nameClash(appNames, sidecarSet)).find(message => message !== undefined);
  if (clash !== undefined) return { kind: 'reject', reason: 'container-name-taken', message: clash, choices };
  return inject(snapshot, { ...versions, sidecarSets: missing }, choices);
}

function leaveReason(
  { metadata, status }: Pod,
  chosen: readonly SidecarSet[],
): Extract<InjectionDecision, { kind: 'leave' }>['reason'] | undefined {
  if (metadata?.deletionTimestamp != null) return 'pod-being-deleted';
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') return 'pod-finished';
  return chosen.length === 0 ? 'not-selected' : undefined;
}

function withoutMissing(choice: Choice, missing: Readonly<Record<string, string>>): Choice {
  const message = Object.hasOwn(missing, choice.sidecarSet) ? missing[choice.sidecarSet] : undefined;
  return message === undefined ? choice : { ...choice, chosen: false, reason: 'revision-missing', message };
}

function inject(
  snapshot: InjectionSnapshot,
  { sidecarSets, controllerRevisions }: Extract<ChosenRevisions, { kind: 'chosen' }>,
  choices: readonly Choice[],
): InjectionDecision {
  const metadata = patchMetadata(snapshot.pod, sidecarSets);
  if (metadata.kind === 'reject') return { ...metadata, choices };
  const pod = metadata.pod;
  const appContainers = specOf(pod).containers.filter(container => !isInjected(container));
  const rendered = sidecarSets.map(sidecarSet => renderSidecarSet(sidecarSet, { pod, appContainers }));
  const problems = rendered.flatMap(({ problems }) => problems);
  if (problems.length > 0) {
    return { kind: 'reject', reason: 'resources-not-computable', message: problems.join('; '), choices };
  }
  const spec = placeInPod(specOf(pod), {
    containers: rendered.flatMap(({ containers }) => containers),
    initContainers: rendered.flatMap(({ initContainers }) => initContainers),
    volumes: sidecarSets.flatMap(sidecarSet => sidecarSet.spec.volumes ?? []),
    imagePullSecrets: sidecarSets.flatMap(sidecarSet => sidecarSet.spec.imagePullSecrets ?? []),
  });
  const annotations = noteInjection(pod, { sidecarSets, rendered, controllerRevisions, now: snapshot.now });
  return {
    kind: 'inject',
    pod: { ...pod, metadata: { ...pod.metadata, annotations: { ...pod.metadata?.annotations, ...annotations } }, spec },
    choices,
  };
}

function specOf(pod: Pod): PodSpec {
  const spec: Partial<PodSpec> = pod.spec ?? {};
  // Go writes an empty list of containers as null.
  return { ...spec, containers: spec.containers ?? [] };
}

function namesWhere({ spec }: Pod, isMeant: (container: Container) => boolean): ReadonlySet<string> {
  const containers = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  return new Set(containers.filter(isMeant).map(({ name }) => name));
}

/** Does the pod's ledger name this SidecarSet, and the pod hold all its containers? Then it has been injected before. */
function isComplete(pod: Pod, sidecarSet: SidecarSet): boolean {
  if (!readLedger(pod.metadata?.annotations ?? {}).injectedBy.includes(sidecarSet.metadata?.name ?? '')) return false;
  const ours = namesWhere(pod, isInjected);
  return namesOf(sidecarSet).every(name => ours.has(name));
}

/** A container of the app under a sidecar's name: to replace it would take the app away, to keep it the sidecar. */
function nameClash(appNames: ReadonlySet<string>, sidecarSet: SidecarSet): string | undefined {
  const taken = namesOf(sidecarSet).find(name => appNames.has(name));
  if (taken === undefined) return undefined;
  return (
    `SidecarSet ${sidecarSet.metadata?.name ?? ''} injects a container named ${taken}, and the pod has a container of ` +
    `its own under that name; rename the pod's container, or change the pod's labels so that the SidecarSet no longer selects it`
  );
}

const namesOf = oncePerObject((sidecarSet: SidecarSet): readonly string[] => {
  const { containers, initContainers } = sidecarsOf(sidecarSet);
  return [...containers, ...initContainers].flatMap(containerNames);
});
