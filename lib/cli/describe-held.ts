import type { Pod } from '../api/kubernetes.generated.js';
import { HOLD_WORDS } from '../decide/rollout/hold-words.js';
import type { NotInjectedPod } from '../decide/rollout/not-injected.js';
import { NOT_INJECTED_WORDS } from '../decide/rollout/not-injected.js';
import type { HeldPod } from '../decide/rollout/rollout-plan.js';

/** So many names stand for all of them. */
const NAMES_SHOWN = 5;

/**
 * Says why pods are held: for each reason how many, what it means, and a few names.
 *
 * @returns lines, none when no pod is held; the reason that holds most pods comes first
 */
export function describeHeld(held: readonly HeldPod[]): readonly string[] {
  return held.length === 0 ? [] : ['held:', ...describeGroups(held, HOLD_WORDS)];
}

/** Says in the same way why pods that are selected were not injected. */
export function describeNotInjected(pods: readonly NotInjectedPod[]): readonly string[] {
  return pods.length === 0 ? [] : ['not injected:', ...describeGroups(pods, NOT_INJECTED_WORDS)];
}

function describeGroups<Reason extends string>(
  found: readonly { readonly pod: Pod; readonly reason: Reason }[],
  words: Readonly<Record<Reason, string>>,
): readonly string[] {
  const groups = new Map<Reason, Pod[]>();
  for (const { pod, reason } of found) groups.set(reason, [...(groups.get(reason) ?? []), pod]);
  return [...groups]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .flatMap(([reason, pods]) => [`  ${pods.length} ${reason}: ${words[reason]}`, `    ${someNames(pods)}`]);
}

function podName({ metadata }: Pod): string {
  return `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;
}

function someNames(pods: readonly Pod[]): string {
  const more = pods.length - NAMES_SHOWN;
  const shown = pods.slice(0, NAMES_SHOWN).map(podName).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
