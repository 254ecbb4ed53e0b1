import type { Container, Pod } from '../../api/kubernetes.generated.js';
import type { SidecarSet } from '../../api/sidecarset.generated.js';
import { hashSidecarSet } from '../../decide/hash.js';
import type { InjectionSnapshot } from '../../decide/injection/injection-snapshot.js';
import type { Ledger } from '../../decide/ledger.js';
import { readLedger } from '../../decide/ledger.js';
import { customVersionOf } from '../../decide/revision/revisions-of.js';
import { planRollout } from '../../decide/rollout/plan-rollout.js';
import type { RolloutSnapshot } from '../../decide/rollout/rollout-snapshot.js';
import type { ExplainedChoice } from '../describe-injection.js';
import { explainInjection } from '../describe-injection.js';
import { podName } from '../describe-held.js';
import { describeSlots } from '../describe-slots.js';
import { behindOf, describeStanding } from '../describe-standing.js';
import type { WavePod } from './draw-wave.js';
import { drawWave } from './draw-wave.js';

/** One version of the sidecars of a SidecarSet. */
export interface VersionPicture {
  readonly specHash: string;
  /** Name of its ControllerRevision, where that is known. */
  readonly revision?: string;
  readonly customVersion?: string;
}

/** One sidecar in the pod, and in the SidecarSet. */
export interface SidecarPicture {
  readonly name: string;
  /** Absent: the pod has no such container. */
  readonly held?: string;
  /** Absent: the SidecarSet has none any more. */
  readonly present?: string;
}

/** What one SidecarSet has to do with the pod. */
export interface ChoicePicture {
  readonly name: string;
  readonly chosen: boolean;
  /** Of {@link chosen}; `gone`: there is no such SidecarSet any more. */
  readonly reason: string;
  /** What `sidecarset explain pod` says. */
  readonly words: string;
  /** Only where the SidecarSet injected the pod; `behind`: not in the present version. */
  readonly holds?: {
    readonly behind: boolean;
    readonly held: VersionPicture;
    readonly present?: VersionPicture;
    readonly sidecars: readonly SidecarPicture[];
    /** Where the pod stands in a wave that is under way. */
    readonly progress?: WavePod;
  };
}

/** What the page shows of one pod: what `sidecarset explain pod` prints, and the versions. */
export interface PodPicture {
  readonly pod: string;
  readonly verdict: string;
  readonly sidecarSets: readonly ChoicePicture[];
  /** Of each hot sidecar, what its slots hold. */
  readonly slots: readonly string[];
}

/**
 * Draws one pod.
 *
 * @param rolloutOf - all that the rollout of a SidecarSet reads
 */
export function drawPod(
  snapshot: InjectionSnapshot,
  rolloutOf: (sidecarSet: string) => RolloutSnapshot | undefined,
): PodPicture {
  const { pod } = snapshot;
  const behind = behindOf(pod, snapshot.sidecarSets).flatMap(name => {
    const rollout = rolloutOf(name);
    return rollout === undefined ? [] : [[name, describeStanding(pod, rollout)] as const];
  });
  const explained = explainInjection(snapshot, Object.fromEntries(behind));
  const ledger = readLedger(pod.metadata?.annotations ?? {});
  const isBehind = new Set(behind.map(([name]) => name));
  return {
    pod: explained.pod,
    verdict: explained.verdict,
    sidecarSets: explained.sidecarSets.map(choice => {
      const picture = drawChoice(choice);
      if (!ledger.injectedBy.includes(choice.name)) return picture;
      const holds = drawHolding(pod, ledger, { name: choice.name, rollout: rolloutOf(choice.name) });
      return { ...picture, holds: { ...holds, behind: isBehind.has(choice.name) } };
    }),
    slots: describeSlots(pod),
  };
}

function drawChoice({ name, choice, words }: ExplainedChoice): ChoicePicture {
  return { name, chosen: choice?.chosen ?? false, reason: choice?.reason ?? 'gone', words };
}

function drawHolding(
  pod: Pod,
  ledger: Ledger,
  { name, rollout }: { readonly name: string; readonly rollout: RolloutSnapshot | undefined },
): Omit<NonNullable<ChoicePicture['holds']>, 'behind'> {
  const held = drawHeldVersion(ledger, name, rollout?.sidecarSet);
  const sidecars = drawSidecars(pod, ledger, { name, sidecarSet: rollout?.sidecarSet });
  if (rollout === undefined) return { held, sidecars };
  const progress = drawWave(planRollout(rollout), rollout).find(one => one.pod === podName(pod));
  const holding = { held, sidecars, present: drawPresentVersion(rollout.sidecarSet) };
  return progress === undefined ? holding : { ...holding, progress };
}

function drawHeldVersion({ records }: Ledger, name: string, sidecarSet: SidecarSet | undefined): VersionPicture {
  const { specHash = '', controllerRevision } = records[name] ?? {};
  const revision = sidecarSet?.status?.revisions?.find(one => one.name === controllerRevision);
  return {
    specHash,
    ...(controllerRevision === undefined ? {} : { revision: controllerRevision }),
    ...(revision?.customVersion === undefined ? {} : { customVersion: revision.customVersion }),
  };
}

function drawPresentVersion(sidecarSet: SidecarSet): VersionPicture {
  const { metadata, status } = sidecarSet;
  const customVersion = customVersionOf(sidecarSet);
  // Before the operator has looked at the present spec, the latest revision is that of an earlier one.
  const revision = status?.observedGeneration === metadata?.generation ? status?.latestRevision : undefined;
  return {
    specHash: hashSidecarSet(sidecarSet).specHash,
    ...(revision === undefined ? {} : { revision }),
    ...(customVersion === undefined ? {} : { customVersion }),
  };
}

/** Containers and native sidecars; plain init containers have run, and are of no version any more. */
function drawSidecars(
  { spec }: Pod,
  { records, activeSlots }: Ledger,
  { name, sidecarSet }: { readonly name: string; readonly sidecarSet: SidecarSet | undefined },
): readonly SidecarPicture[] {
  const inPod = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  const natives = (sidecarSet?.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const inSet: readonly Container[] = [...natives, ...(sidecarSet?.spec.containers ?? [])];
  const names = new Set([...inSet.map(sidecar => sidecar.name), ...(records[name]?.sidecarList ?? [])]);
  return [...names].toSorted().map(sidecar => {
    const held = inPod.find(container => container.name === (activeSlots[sidecar] ?? sidecar))?.image;
    const present = inSet.find(container => container.name === sidecar)?.image;
    return {
      name: sidecar,
      ...(held === undefined ? {} : { held }),
      ...(present === undefined ? {} : { present }),
    };
  });
}
