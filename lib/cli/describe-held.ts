import type { Pod } from '../api/kubernetes.generated.js';
import { HOLD_WORDS } from '../decide/rollout/hold-words.js';
import type { NotInjectedPod } from '../decide/rollout/not-injected.js';
import { NOT_INJECTED_WORDS } from '../decide/rollout/not-injected.js';
import type { HeldPod } from '../decide/rollout/held-pod.js';

/** So many names stand for all of them. */
const NAMES_SHOWN = 5;

/**
 * Says why pods are held: for each reason how many, what it means, and a few names.
 *
 * @returns lines, none when no pod is held; the reason that holds most pods comes first
 */
export function describeHeld(held: readonly HeldPod[]): readonly string[] {
  return held.length === 0 ? [] : ['held:', ...describeGroups(groupByReason(held, HOLD_WORDS))];
}

/** Says in the same way why pods that are selected were not injected. */
export function describeNotInjected(pods: readonly NotInjectedPod[]): readonly string[] {
  return pods.length === 0 ? [] : ['not injected:', ...describeGroups(groupByReason(pods, NOT_INJECTED_WORDS))];
}

/** Pods that one reason holds for. */
export interface ReasonGroup {
  readonly reason: string;
  /** The reason as a sentence about the pods. */
  readonly words: string;
  readonly pods: readonly Pod[];
}

/** Puts together what has the same reason; the reason that holds for most pods comes first. */
export function groupByReason<Reason extends string>(
  found: readonly { readonly pod: Pod; readonly reason: Reason }[],
  words: Readonly<Record<Reason, string>>,
): readonly ReasonGroup[] {
  const groups = new Map<Reason, Pod[]>();
  for (const { pod, reason } of found) {
    const pods = groups.get(reason);
    if (pods === undefined) groups.set(reason, [pod]);
    else pods.push(pod);
  }
  return [...groups]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([reason, pods]) => ({ reason, words: words[reason], pods }));
}

/** A pod's name for people: `NAMESPACE/NAME`. */
export function podName({ metadata }: Pod): string {
  return `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;
}

function describeGroups(groups: readonly ReasonGroup[]): readonly string[] {
  return groups.flatMap(({ reason, words, pods }) => [
    `  ${pods.length} ${reason}: ${words}`,
    `    ${someNames(pods)}`,
  ]);
}

function someNames(pods: readonly Pod[]): string {
  const more = pods.length - NAMES_SHOWN;
  const shown = pods.slice(0, NAMES_SHOWN).map(podName).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
