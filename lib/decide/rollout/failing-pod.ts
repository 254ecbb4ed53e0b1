import type { ContainerStatus, Pod } from '../../api/kubernetes.generated.js';
import type { SidecarSet } from '../../api/sidecarset.generated.js';
import { containerNames } from '../injection/open-slots.js';
import { sidecarsOf } from '../injection/sidecars-of.js';
import type { ContainerRecord } from '../ledger.js';
import { readLedger } from '../ledger.js';
import { awaySinceMs, isComingBack, unreadySinceMs } from './comeback.js';
import { normalizeImage } from '../image-reference.js';
import { lastUpgrade } from './last-upgrade.js';
import { progressDeadlineMs } from './progress-deadline.js';
import { kubeletHasSeen } from './read-progress.js';
import type { PodProgress } from './pod-progress.js';

/** How an upgraded pod fails. */
export type FailureReason = 'crash-loop' | 'image-pull' | 'cannot-start' | 'not-ready-in-time';

/** An upgraded pod that fails. */
export interface FailingPod {
  readonly pod: Pod;
  readonly reason: FailureReason;
  /** For people: which container, and what the kubelet says. */
  readonly message: string;
}

/** What a pod is judged by. */
export interface FailureFacts {
  readonly sidecarSet: SidecarSet;
  /** RFC 3339. */
  readonly now: string;
}

/** The kubelet's words for a container that waits, as far as they mean that it will not run like this. */
const REASON_OF_WAITING: ReadonlyMap<string, FailureReason> = new Map<string, FailureReason>([
  ['CrashLoopBackOff', 'crash-loop'],
  ['ImagePullBackOff', 'image-pull'],
  ['ErrImagePull', 'image-pull'],
  ['ErrImageNeverPull', 'image-pull'],
  ['InvalidImageName', 'image-pull'],
  ['CreateContainerConfigError', 'cannot-start'],
  ['CreateContainerError', 'cannot-start'],
  ['RunContainerError', 'cannot-start'],
  ['PostStartHookError', 'cannot-start'],
]);

/**
 * Does a pod that holds the present sidecars fail because of them? It does when one of them waits with a word of the
 * kubelet's that means so, or when the pod has not become ready within the deadline after its upgrade. What is wrong with
 * app containers, or with sidecars of others, is not held against it.
 *
 * @returns nothing for a pod that does not fail, not yet, or that holds other sidecars
 */
export function judgeFailure(progress: PodProgress, facts: FailureFacts): FailingPod | undefined {
  if (progress.version !== 'current') return undefined;
  return failingContainer(progress, facts) ?? notReadyInTime(progress, facts);
}

/**
 * How long until the first of these pods will not have been ready in time.
 *
 * @returns nothing when there is nothing to wait for
 */
export function untilNextFailureMs(matched: readonly PodProgress[], facts: FailureFacts): number | undefined {
  const waits = matched
    .filter(progress => isOnItsWay(progress, facts))
    .map(progress => overdueAtMs(progress, facts) - Date.parse(facts.now))
    .filter(waitMs => waitMs > 0);
  return waits.length === 0 ? undefined : Math.min(...waits, progressDeadlineMs(facts.sidecarSet));
}

function failingContainer({ pod }: PodProgress, { sidecarSet }: FailureFacts): FailingPod | undefined {
  const name = sidecarSet.metadata?.name ?? '';
  const recorded = readLedger(pod.metadata?.annotations ?? {}).inPlace[name]?.lastContainerStatuses ?? {};
  const { containers, initContainers } = sidecarsOf(sidecarSet);
  const ours = new Set([...initContainers, ...containers].flatMap(sidecar => containerNames(sidecar)));
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  for (const status of statuses.filter(({ name: container }) => ours.has(container))) {
    const reason = REASON_OF_WAITING.get(status.state?.waiting?.reason ?? '');
    if (reason === undefined || !isAboutPresentImage(pod, { status, reason, before: recorded[status.name] })) continue;
    const said = status.state?.waiting?.message ?? '';
    const detail = said === '' ? '' : ` (${said})`;
    return { pod, reason, message: `${status.name}: ${status.state?.waiting?.reason ?? ''}${detail}` };
  }
  return undefined;
}

/**
 * After an upgrade the kubelet goes on saying what was wrong with the image before, until it has done something. A word
 * about a container counts once there is another container than the recorded one; a word about an image when it
 * names the present image.
 */
function isAboutPresentImage(
  pod: Pod,
  {
    status,
    reason,
    before,
  }: { readonly status: ContainerStatus; readonly reason: FailureReason; readonly before: ContainerRecord | undefined },
): boolean {
  if (before === undefined) return true;
  if (!kubeletHasSeen(pod)) return false;
  if (reason !== 'image-pull') return status.containerID !== undefined && status.containerID !== before.containerID;
  const all = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])];
  const image = all.find(({ name }) => name === status.name)?.image ?? '';
  const message = status.state?.waiting?.message ?? '';
  return message.includes(`"${image}"`) || message.includes(`"${normalizeImage(image)}"`);
}

function notReadyInTime(progress: PodProgress, facts: FailureFacts): FailingPod | undefined {
  if (!isOnItsWay(progress, facts) || overdueAtMs(progress, facts) > Date.parse(facts.now)) return undefined;
  const seconds = progressDeadlineMs(facts.sidecarSet) / 1000;
  const message = `not ready ${seconds} s after its upgrade`;
  return { pod: progress.pod, reason: 'not-ready-in-time', message };
}

/** Upgraded in place, and unready since then or because of one of our containers: one that was down before owes us nothing. */
function isOnItsWay(progress: PodProgress, { sidecarSet }: FailureFacts): boolean {
  const name = sidecarSet.metadata?.name ?? '';
  const upgrade = lastUpgrade(progress, name);
  if (
    upgrade === undefined ||
    !isComingBack(progress, { sidecarSet: name, deadlineMs: progressDeadlineMs(sidecarSet) })
  )
    return false;
  const isOurs = !progress.settled || progress.lostToUpgrade;
  return isOurs || unreadySinceMs(progress) >= Date.parse(upgrade.updateTimestamp ?? '');
}

function overdueAtMs(progress: PodProgress, { sidecarSet }: FailureFacts): number {
  return awaySinceMs(progress, sidecarSet.metadata?.name ?? '') + progressDeadlineMs(sidecarSet);
}
