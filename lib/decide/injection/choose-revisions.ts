import type { ControllerRevision } from '../../api/kubernetes.generated.js';
import type { InjectRevision, SidecarSet } from '../../api/sidecarset.generated.js';
import { failurePolicyOf } from '../failure-policy.js';
import { matchesLabels } from '../label-selector.js';
import { restoreRevision } from '../revision/restore-revision.js';
import { customVersionOf, findRevision, revisionsOf } from '../revision/revisions-of.js';
import { rollbackTarget } from '../rollout/failed-update.js';
import type { InjectionSnapshot } from './injection-snapshot.js';
import { keepsNextPod } from './partial-share.js';

/** The versions of the chosen SidecarSets that a pod gets, or the SidecarSet whose version cannot be found. */
export type ChosenRevisions =
  | {
      readonly kind: 'chosen';
      /** With the sidecars of the chosen revision, in the order given. */
      readonly sidecarSets: readonly SidecarSet[];
      /** SidecarSet → name of its revision, where that is known. */
      readonly controllerRevisions: Readonly<Record<string, string>>;
      /** SidecarSet that the pod goes without → why, in words. */
      readonly missing: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'reject'; readonly reason: 'revision-missing'; readonly message: string };

interface Version {
  readonly sidecarSet: SidecarSet;
  readonly controllerRevision?: string;
}

/**
 * Chooses the revision of each SidecarSet that a new pod gets: the present spec, or what a rollout whose pods failed was
 * rolled back to, unless `injectionStrategy.revision` names another. When a revision that is named does not exist, the
 * SidecarSet's failure policy decides: the pod is rejected, or it goes without that SidecarSet. Another version in its
 * place would be in the pod without anybody having asked for it.
 */
export function chooseRevisions(sidecarSets: readonly SidecarSet[], snapshot: InjectionSnapshot): ChosenRevisions {
  const found: SidecarSet[] = [];
  const named: (readonly [string, string])[] = [];
  const missing: SidecarSet[] = [];
  for (const sidecarSet of sidecarSets) {
    const version = versionFor(sidecarSet, snapshot);
    if (version === undefined) {
      missing.push(sidecarSet);
      continue;
    }
    found.push(version.sidecarSet);
    if (version.controllerRevision !== undefined) named.push([nameOf(sidecarSet), version.controllerRevision]);
  }
  const failing = missing.filter(sidecarSet => failurePolicyOf(sidecarSet, snapshot.defaultFailurePolicy) === 'Fail');
  if (failing.length > 0) {
    return { kind: 'reject', reason: 'revision-missing', message: failing.map(describeMissing).join('; ') };
  }
  return {
    kind: 'chosen',
    sidecarSets: found,
    controllerRevisions: Object.fromEntries(named),
    missing: Object.fromEntries(missing.map(sidecarSet => [nameOf(sidecarSet), describeMissing(sidecarSet)])),
  };
}

function nameOf({ metadata }: SidecarSet): string {
  return metadata?.name ?? '';
}

function versionFor(sidecarSet: SidecarSet, snapshot: InjectionSnapshot): Version | undefined {
  const wanted = sidecarSet.spec.injectionStrategy?.revision;
  if (wanted === undefined || !getsNamedRevision(sidecarSet, wanted, snapshot)) {
    return rollbackTarget(sidecarSet, snapshot.revisions ?? []) ?? presentVersion(sidecarSet);
  }
  if (meansPresent(wanted, sidecarSet)) return presentVersion(sidecarSet);
  const history = revisionsOf(sidecarSet, snapshot.revisions ?? []);
  const revision = findRevision(wanted, history);
  return revision === undefined ? undefined : restored(sidecarSet, revision);
}

/** The status names the revision of the present spec only once it is about that spec. */
function presentVersion(sidecarSet: SidecarSet): Version {
  const { metadata, status } = sidecarSet;
  const { latestRevision, observedGeneration } = status ?? {};
  const isKnown = latestRevision !== undefined && latestRevision !== '' && observedGeneration === metadata?.generation;
  return isKnown ? { sidecarSet, controllerRevision: latestRevision } : { sidecarSet };
}

function restored(sidecarSet: SidecarSet, revision: ControllerRevision): Version | undefined {
  const restoredSet = restoreRevision(sidecarSet, revision);
  return restoredSet === undefined
    ? undefined
    : { sidecarSet: restoredSet, controllerRevision: revision.metadata?.name ?? '' };
}

/** The present spec is the newest of its own custom version, also before its revision has been made. */
function meansPresent({ revisionName, customVersion }: InjectRevision, sidecarSet: SidecarSet): boolean {
  return (revisionName ?? '') === '' && customVersionOf(sidecarSet) === customVersion;
}

/**
 * Always: every new pod gets the named revision. Partial: all of them while the rollout is paused, else those that it would
 * not upgrade: pods that `updateStrategy.selector` does not match, and as many of the others as `partition` keeps
 * old. They are counted from the status, together with those that it cannot count yet.
 */
function getsNamedRevision(
  { metadata, spec, status }: SidecarSet,
  wanted: InjectRevision,
  { pod, recentPods }: InjectionSnapshot,
): boolean {
  if (wanted.policy !== 'Partial') return true;
  const { paused, selector, partition } = spec.updateStrategy ?? {};
  if (paused === true) return true;
  if (selector !== undefined && !matchesLabels(selector, pod.metadata?.labels ?? {})) return true;
  const { matchedPods = 0, updatedPods = 0 } = status ?? {};
  const recent = recentPods?.[metadata?.name ?? ''];
  return keepsNextPod({ partition, matchedPods, updatedPods, ...(recent === undefined ? {} : { recent }) });
}

function describeMissing({ metadata, spec }: SidecarSet): string {
  const { revisionName, customVersion } = spec.injectionStrategy?.revision ?? {};
  const wanted =
    (revisionName ?? '') === ''
      ? `a revision of customVersion ${customVersion ?? ''}`
      : `revision ${revisionName ?? ''}`;
  return (
    `SidecarSet ${metadata?.name ?? ''} gives new pods ${wanted} (spec.injectionStrategy.revision), which does not exist; ` +
    `name another one in the SidecarSet, or none to inject its present spec`
  );
}
