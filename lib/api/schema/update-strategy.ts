import { boolean, integer, intOrPercent, labelSelector, list, object, oneOf, optional, required, text } from './dsl.js';
import type { ObjectNode } from './schema-node.js';

const WEIGHT_TERM = object(
  { name: 'UpdatePriorityWeightTerm', description: 'A weight for the pods that a selector matches.' },
  {
    weight: required(
      integer({ minimum: 1, maximum: 100 }),
      'Added up over all terms that match a pod; the pod with the larger sum is upgraded first.',
    ),
    matchSelector: required(labelSelector({ mayBeEmpty: true }), 'Which pods have this weight.'),
  },
);

const ORDER_TERM = object(
  { name: 'UpdatePriorityOrderTerm', description: 'A label that orders pods by number.' },
  {
    orderedKey: required(
      text({ minLength: 1 }),
      'Key of a label whose value ends in a number; the pod with the larger number is upgraded first.',
    ),
  },
);

const PRIORITY_STRATEGY = object(
  {
    name: 'UpdatePriorityStrategy',
    description: 'Which pods are upgraded first.',
    rules: [
      {
        rule: '!has(self.weightPriority) || size(self.weightPriority) == 0 || !has(self.orderPriority) || size(self.orderPriority) == 0',
        message: 'weightPriority and orderPriority both say the order; remove one of them',
      },
    ],
  },
  {
    weightPriority: optional(list(WEIGHT_TERM), 'Order by weight: the larger sum first.'),
    orderPriority: optional(
      list(ORDER_TERM),
      'Order by labels: a pod belongs to the first term whose label it carries; pods without any come last.',
    ),
  },
);

const SCATTER_TERM = object(
  { name: 'UpdateScatterTerm', description: 'Pods that carry one label are spread over the rollout.' },
  {
    key: required(text({ minLength: 1 }), 'Key of the label.'),
    value: required(text(), 'Value of the label; `*` stands for every value in turn.'),
  },
);

const TYPE = oneOf('UpdateStrategyType', {
  RollingUpdate: 'Images change in place, a few pods at a time.',
  NotUpdate: 'Injected pods stay as they are; only new pods get the new sidecars.',
});

const ON_FAILURE = object(
  {
    name: 'UpdateFailurePolicy',
    description: 'What happens to a rollout whose upgraded pods fail.',
  },
  {
    action: required(
      oneOf('UpdateFailureAction', {
        Continue: 'The rollout goes on within its limits, as it does without onFailure.',
        Pause: 'No further pod is upgraded until the sidecars or onFailure change.',
        Rollback:
          'As Pause, and the pods that hold the failed sidecars get those of an earlier revision back, in place; so do new pods. The spec stays as its author wrote it.',
      }),
      'What is done once the threshold is reached.',
    ),
    threshold: optional(
      intOrPercent({ minimum: 1 }),
      'How many failing pods it takes: a number, or a percentage of the matched pods, rounded up. Without it one is enough. A pod fails when a sidecar that it got crashes over and over, cannot be pulled or cannot be started, or when the pod is not ready progressDeadlineSeconds after its upgrade.',
    ),
  },
);

/** `spec.updateStrategy`. The fields from `maxUnavailablePerWorkload` on are not OpenKruise's, so they have no default. */
export const UPDATE_STRATEGY: ObjectNode = object(
  {
    name: 'UpdateStrategy',
    description: 'How pods that were injected earlier are brought to the current sidecars.',
    rules: [
      {
        rule: "!has(self.selector) || !has(self.partition) || self.partition == 0 || (type(self.partition) == string && self.partition.matches('^0+%$'))",
        message: 'partition and selector both say which pods stay old; remove one of them',
      },
    ],
  },
  {
    type: optional(TYPE, 'Whether injected pods are updated.', { default: 'RollingUpdate' }),
    paused: optional(boolean(), 'Stops the rollout where it is. New pods are still injected.', { default: false }),
    selector: optional(
      labelSelector({ mayBeEmpty: true }),
      'Only injected pods that it matches are updated, for a canary by label. Not together with a partition.',
    ),
    partition: optional(
      intOrPercent({ minimum: 0 }),
      'How many of the matched pods stay old: a number, or a percentage, rounded up.',
      { default: 0 },
    ),
    maxUnavailable: optional(
      intOrPercent({ minimum: 1 }),
      'How many pods the rollout may make unavailable at a time: a number, or a percentage of the matched pods, rounded up.',
      { default: 1 },
    ),
    priorityStrategy: optional(PRIORITY_STRATEGY, PRIORITY_STRATEGY.description),
    scatterStrategy: optional(
      list(SCATTER_TERM),
      'Spreads pods that carry a label evenly over the rollout, so that a fault meets few of them at first. One term is easiest to understand.',
    ),
    maxUnavailablePerWorkload: optional(
      intOrPercent({ minimum: 1 }),
      "How many pods of one workload the rollout may make unavailable at a time, beside maxUnavailable: a number, or a percentage of the workload's matched pods, rounded up. A workload is what controls the pod; all ReplicaSets of a Deployment count as one. Pods that nothing controls are not limited by it. Without it there is no such limit. Not known to OpenKruise.",
    ),
    respectPodDisruptionBudgets: optional(
      boolean(),
      'A ready pod is upgraded only while every PodDisruptionBudget that selects it allows a disruption. Without it budgets are not looked at, for an upgrade is no eviction. Not known to OpenKruise.',
    ),
    progressDeadlineSeconds: optional(
      integer({ minimum: 1 }),
      'How long an upgraded pod may take to be ready again before the rollout counts as stalled, and the pod as failing; also how long PodDisruptionBudgets alone may hold the rollout before it counts as stalled. Without it ten minutes. Not known to OpenKruise.',
    ),
    onFailure: optional(
      ON_FAILURE,
      'What happens to the rollout when upgraded pods fail. Without it the rollout goes on within its limits. Not known to OpenKruise.',
    ),
  },
);
