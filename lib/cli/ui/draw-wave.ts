import { lastUpgrade } from '../../decide/rollout/last-upgrade.js';
import { isUnavailableByUs } from '../../decide/rollout/availability.js';
import type { FailureFacts, FailureReason } from '../../decide/rollout/failing-pod.js';
import { judgeFailure } from '../../decide/rollout/failing-pod.js';
import type { PodProgress } from '../../decide/rollout/pod-progress.js';
import type { RolloutPlan } from '../../decide/rollout/rollout-plan.js';
import { describeStep } from '../../../controller/describe-step.js';
import { podName } from '../describe-held.js';

/** One pod of the wave that is under way. */
export interface WavePod {
  readonly pod: string;
  /** `next`: about to be written; `starting`: written, and not reported yet; `not-ready`: runs, and is not ready. */
  readonly stage: 'next' | 'starting' | 'not-ready' | FailureReason;
  readonly fails: boolean;
  readonly words: string;
}

const WORDS = {
  starting: 'changed; the kubelet has not reported all that was asked yet',
  'not-ready': 'runs the sidecars that were asked for, and is not ready',
} as const;

/** The pods that a rollout is upgrading: those that it has begun and that are not back yet, then those that come next. */
export function drawWave({ matched, steps }: RolloutPlan, facts: FailureFacts): readonly WavePod[] {
  const name = facts.sidecarSet.metadata?.name ?? '';
  const begun = matched
    .filter(progress => lastUpgrade(progress, name) !== undefined && isUnavailableByUs(progress))
    .map(progress => drawBegun(progress, facts));
  const known = new Set(begun.map(({ pod }) => pod));
  const next = steps
    .filter(({ kind }) => kind !== 'mark-reshaped')
    .map((step): WavePod => {
      const pod = `${step.namespace}/${step.name}`;
      return { pod, stage: 'next', fails: false, words: describeStep(name, step).message };
    });
  return [...begun, ...next.filter(({ pod }) => !known.has(pod))];
}

function drawBegun(progress: PodProgress, facts: FailureFacts): WavePod {
  const pod = podName(progress.pod);
  const failure = judgeFailure(progress, facts);
  if (failure !== undefined) return { pod, stage: failure.reason, fails: true, words: failure.message };
  const stage = progress.settled ? 'not-ready' : 'starting';
  return { pod, stage, fails: false, words: WORDS[stage] };
}
