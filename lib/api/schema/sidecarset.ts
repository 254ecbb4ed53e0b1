import { core, object, optional, required, text } from './dsl.js';
import type { ObjectNode } from './schema-node.js';
import { SPEC } from './spec.js';
import { STATUS } from './status.js';

/**
 * The one hand-written description of a SidecarSet, for both served versions. Types, CRD and field reference are
 * generated from it; the validator walks it.
 */
export const SIDECARSET_SCHEMA: ObjectNode = object(
  {
    name: 'SidecarSet',
    description:
      'A SidecarSet injects sidecar containers into the pods that it selects when they are created, and upgrades them later inside the running pods by changing their image.',
  },
  {
    apiVersion: optional(text(), 'Group and version: `apps.kruise.io/v1beta1`, or `apps.kruise.io/v1alpha1`.'),
    kind: optional(text(), '`SidecarSet`.'),
    metadata: optional(core('ObjectMeta'), 'Name, labels and annotations. A SidecarSet has no namespace.'),
    spec: required(SPEC, SPEC.description),
    status: optional(STATUS, STATUS.description),
  },
);
