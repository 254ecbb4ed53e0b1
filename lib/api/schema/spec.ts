import { CONTAINER_NAME_RULES } from './container-name-rules.js';
import { core, integer, labelSelector, list, map, object, oneOf, optional, required, text } from './dsl.js';
import { INJECTION_STRATEGY } from './injection-strategy.js';
import { LABEL_VALUE } from './label-value.js';
import type { ObjectNode } from './schema-node.js';
import { INIT_SIDECAR, SIDECAR } from './sidecar.js';
import { UPDATE_STRATEGY } from './update-strategy.js';

/** Far more than a pod can run; bounds what the API server reckons a CEL rule may cost. */
const MOST_CONTAINERS = 128;

const PATCH_POLICY = oneOf('PatchPolicy', {
  Retain: 'A value that the pod already has stays.',
  Overwrite: 'A value that the pod already has is replaced.',
  MergePatchJson: "Both values are JSON objects, and this one is merged into the pod's (RFC 7386).",
});

const PATCH_POD_METADATA = object(
  { name: 'PatchPodMetadata', description: 'Annotations for injected pods.' },
  {
    annotations: optional(
      map(text()),
      'Annotations to write. Which keys are allowed is up to the cluster administrator.',
    ),
    patchPolicy: optional(PATCH_POLICY, 'What happens to a value that the pod already has.', { default: 'Retain' }),
  },
);

/** `spec`. */
export const SPEC: ObjectNode = object(
  {
    name: 'SidecarSetSpec',
    description: 'Which pods get which sidecars, and how injected pods follow a change.',
    rules: [
      {
        rule: '(has(self.containers) && size(self.containers) > 0) || (has(self.initContainers) && size(self.initContainers) > 0)',
        message: 'injects no container; add one to containers or initContainers',
      },
      ...CONTAINER_NAME_RULES,
    ],
  },
  {
    selector: required(
      labelSelector({ mayBeEmpty: false }),
      'Which pods are injected when they are created, and updated later, by their labels.',
    ),
    namespace: optional(
      text(),
      'Only pods of this namespace. Without namespace and namespaceSelector: every namespace but kube-system and kube-public.',
    ),
    namespaceSelector: optional(
      labelSelector({ mayBeEmpty: false }),
      'Only pods of namespaces with these labels. The field namespace wins over it.',
    ),
    containers: optional(
      list(SIDECAR, { mapKey: 'name', maxItems: MOST_CONTAINERS }),
      'The sidecars, in the order in which they stand in the pod.',
    ),
    initContainers: optional(
      list(INIT_SIDECAR, { mapKey: 'name', maxItems: MOST_CONTAINERS }),
      'Init containers, injected in the order of their names. One with `restartPolicy: Always` is a native sidecar, which runs as long as the pod and is upgraded in place too.',
    ),
    volumes: optional(
      list(core('Volume'), { mapKey: 'name' }),
      "Volumes that injected containers mount. A volume of the pod's own with the same name wins.",
    ),
    imagePullSecrets: optional(
      list(core('LocalObjectReference')),
      "Names of Secrets with which the pod's node pulls images. They must exist in the namespace of each pod.",
    ),
    patchPodMetadata: optional(list(PATCH_POD_METADATA), 'Annotations for injected pods.'),
    injectionStrategy: optional(INJECTION_STRATEGY, INJECTION_STRATEGY.description, { default: {} }),
    updateStrategy: optional(UPDATE_STRATEGY, UPDATE_STRATEGY.description, { default: {} }),
    revisionHistoryLimit: optional(
      integer({ minimum: 0 }),
      'How many ControllerRevisions are kept to go back to. One always is, and so is every one that is in use.',
      { default: 10 },
    ),
    customVersion: optional(
      text(LABEL_VALUE),
      'A name of your own for this version of the spec, by which injectionStrategy.revision can find it.',
    ),
  },
);
