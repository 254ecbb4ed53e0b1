import type { HoldReason } from './held-pod.js';

/** What each reason for holding a pod means, as a sentence for people about the pods that are held for it. */
export const HOLD_WORDS: Readonly<Record<HoldReason, string>> = {
  'not-update': 'updateStrategy.type is NotUpdate: running pods stay as they are',
  paused: 'updateStrategy.paused is true',
  reshaped: 'more than images has changed: they take the change only as new pods',
  'not-selected': 'updateStrategy.selector does not match their labels',
  'in-flight': 'an earlier upgrade of theirs has not begun to show yet',
  partition: 'updateStrategy.partition keeps that many pods old',
  'failing-updates': 'upgraded pods fail, and updateStrategy.onFailure says to stop then; see status.failedUpdate',
  'rolled-back': 'upgraded pods failed, and updateStrategy.onFailure says to go back; see status.failedUpdate',
  refused: 'the API server refuses to change them; the events of the pods say why. It is asked again from time to time',
  'workload-budget': 'updateStrategy.maxUnavailablePerWorkload lets no more pods of their workload be away',
  'disruption-budget': 'a PodDisruptionBudget that selects them allows no disruption now',
  budget: 'updateStrategy.maxUnavailable lets no more pods be away at the same time',
};
