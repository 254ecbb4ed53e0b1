import { boolean, object, oneOf, optional, text } from './dsl.js';
import { LABEL_VALUE } from './label-value.js';
import type { ObjectNode } from './schema-node.js';

const POLICY = oneOf('InjectRevisionPolicy', {
  Always: 'Every new pod gets the revision.',
  Partial:
    'New pods get the revision in the share that updateStrategy.partition keeps old, and when updateStrategy.selector does not match them.',
});

const REVISION = object(
  {
    name: 'InjectRevision',
    description: 'An older revision that new pods get instead of the latest one.',
    rules: [
      {
        rule: "(has(self.revisionName) && self.revisionName != '') || (has(self.customVersion) && self.customVersion != '')",
        message: 'names no revision; set revisionName or customVersion',
      },
    ],
  },
  {
    customVersion: optional(text(LABEL_VALUE), 'The newest revision that had this spec.customVersion.'),
    revisionName: optional(text(), 'Name of the ControllerRevision. Wins over customVersion.'),
    policy: optional(POLICY, 'Which new pods get the revision.', { default: 'Always' }),
  },
);

const FAILURE_POLICY = oneOf('InjectionFailurePolicy', {
  Ignore: 'The pod is created without these sidecars.',
  Fail: 'The pod is refused.',
});

/** `spec.injectionStrategy`. */
export const INJECTION_STRATEGY: ObjectNode = object(
  { name: 'InjectionStrategy', description: 'How new pods get their sidecars.' },
  {
    paused: optional(boolean(), 'New pods are not injected. Pods that were injected earlier are still updated.', {
      default: false,
    }),
    revision: optional(REVISION, 'The revision that new pods get. Absent: the latest one.'),
    failurePolicy: optional(
      FAILURE_POLICY,
      "What becomes of a new pod when it cannot get these sidecars: no replica of the operator answers, or the revision that it should get does not exist. Absent: the operator's default, Ignore unless its administrator says otherwise. Not part of OpenKruise.",
    ),
  },
);
