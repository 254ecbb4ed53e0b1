import type { Pod } from '../api/kubernetes.generated.js';
import { HOLD_WORDS } from '../decide/rollout/hold-words.js';
import type { HeldPod, HoldReason } from '../decide/rollout/rollout-plan.js';

/** So many names stand for all of them. */
const NAMES_SHOWN = 5;

/**
 * Says why pods are held: for each reason how many, what it means, and a few names.
 *
 * @returns lines, none when no pod is held; the reason that holds most pods comes first
 */
export function describeHeld(held: readonly HeldPod[]): readonly string[] {
  if (held.length === 0) return [];
  const groups = new Map<HoldReason, readonly Pod[]>();
  for (const { pod, reason } of held) groups.set(reason, [...(groups.get(reason) ?? []), pod]);
  const lines = [...groups]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .flatMap(([reason, pods]) => [`  ${pods.length} ${reason}: ${HOLD_WORDS[reason]}`, `    ${someNames(pods)}`]);
  return ['held:', ...lines];
}

function podName({ metadata }: Pod): string {
  return `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;
}

function someNames(pods: readonly Pod[]): string {
  const more = pods.length - NAMES_SHOWN;
  const shown = pods.slice(0, NAMES_SHOWN).map(podName).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
