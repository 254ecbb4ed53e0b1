import { core, integer, list, object, optional, required, text } from './dsl.js';
import type { Field, ObjectNode } from './schema-node.js';

/** A number of pods. */
function podCount(description: string): Field {
  return optional(integer({ minimum: 0 }), description);
}

const REVISION_STATUS = object(
  { name: 'RevisionStatus', description: 'How many matched pods hold one revision.' },
  {
    name: required(text(), 'Name of the ControllerRevision.'),
    customVersion: optional(text(), 'The spec.customVersion of that revision.'),
    pods: required(integer({ minimum: 0 }), 'Matched pods that hold it, or have been asked to.'),
    readyPods: required(integer({ minimum: 0 }), 'Those of them that are ready.'),
  },
);

const POD_EXAMPLE = object(
  { name: 'PodExample', description: 'One pod and the reason why it is named.' },
  {
    namespace: required(text(), "The pod's namespace."),
    name: required(text(), "The pod's name."),
    reason: required(text(), 'A word, the same as in logs and events.'),
    message: optional(text(), 'The reason as a sentence.'),
  },
);

const POD_SUMMARY = object(
  { name: 'PodSummary', description: 'A number of pods, with a few of their names.' },
  {
    count: required(integer({ minimum: 0 }), 'How many pods.'),
    examples: optional(list(POD_EXAMPLE, { maxItems: 10 }), 'A few of them, each with the reason.'),
  },
);

const FAILED_UPDATE = object(
  {
    name: 'FailedUpdate',
    description:
      'Sidecars that failed, and what is done about it. It holds as long as neither the sidecars nor updateStrategy.onFailure change.',
  },
  {
    specHash: required(text(), 'The kruise.io/sidecarset-hash of the sidecars that failed.'),
    action: required(text(), 'The action of updateStrategy.onFailure that was taken: Pause or Rollback.'),
    threshold: optional(text(), 'The threshold of updateStrategy.onFailure that was reached, as text.'),
    failingPods: required(integer({ minimum: 0 }), 'Pods that were failing when it was reached.'),
    rolledBackTo: optional(text(), 'Name of the ControllerRevision whose sidecars pods get instead.'),
    message: required(text(), 'Which pod failed first and why, as a sentence.'),
  },
);

/** `status`. */
export const STATUS: ObjectNode = object(
  { name: 'SidecarSetStatus', description: 'What the controller last saw.' },
  {
    observedGeneration: optional(
      integer({ format: 'int64' }),
      'The metadata.generation that this status is about; smaller than that: not looked at yet.',
    ),
    matchedPods: podCount('Pods that are selected and hold the sidecars.'),
    updatedPods: podCount('Matched pods that hold the current sidecars.'),
    readyPods: podCount('Matched pods that are ready and whose sidecars are settled.'),
    updatedReadyPods: podCount('Matched pods that count as updated and as ready.'),
    latestRevision: optional(text(), 'Name of the ControllerRevision that holds the current sidecars.'),
    collisionCount: optional(integer(), 'How often the name of a new ControllerRevision was taken.'),
    revisions: optional(
      list(REVISION_STATUS, { mapKey: 'name' }),
      'Matched pods by the revision that they hold, the latest first.',
    ),
    notInjected: optional(POD_SUMMARY, 'Pods that are selected but do not hold the sidecars.'),
    notUpgradable: optional(
      POD_SUMMARY,
      'Matched pods that cannot be brought up to date in place, because more than images changed. They need to be created anew.',
    ),
    failedUpdate: optional(FAILED_UPDATE, FAILED_UPDATE.description),
    conditions: optional(
      list(core('Condition'), { mapKey: 'type' }),
      'Progressing, Available, Stalled, Paused and InjectionReady, as kubectl wait, kstatus and Argo CD understand them.',
    ),
  },
);
