import { list, object, optional, required, text } from './dsl.js';
import type { ObjectNode } from './schema-node.js';

const FIELD_REFERENCE = object(
  { name: 'PodMetadataReference', description: 'A label or an annotation of the pod.' },
  {
    apiVersion: optional(
      text({ pattern: { regex: '^(v1)?$', mustBe: 'v1' } }),
      'Version of the pod that fieldPath is written for. Only `v1` is known, and absent means it.',
    ),
    fieldPath: required(
      text({
        maxLength: 512,
        pattern: {
          regex: "^metadata\\.(labels|annotations)\\['.+'\\]$",
          mustBe: "metadata.labels['KEY'] or metadata.annotations['KEY']",
        },
      }),
      "`metadata.labels['KEY']` or `metadata.annotations['KEY']`.",
    ),
  },
);

const CONTAINER_NAME_SOURCE = object(
  { name: 'SourceContainerNameSource', description: 'Where the name of a container is found.' },
  { fieldRef: optional(FIELD_REFERENCE, 'A label or an annotation of the pod whose value is the name.') },
);

/** One entry of a sidecar's `transferEnv`. */
export const TRANSFER_ENV: ObjectNode = object(
  { name: 'TransferEnvVar', description: "Environment variables to copy from one of the pod's own containers." },
  {
    sourceContainerName: optional(text(), 'Name of the container to copy from.'),
    sourceContainerNameFrom: optional(
      CONTAINER_NAME_SOURCE,
      'Finds the name of the container to copy from in the pod, for pods whose app container has no fixed name.',
    ),
    envName: optional(text(), 'Name of one variable to copy.'),
    envNames: optional(list(text()), 'Names of variables to copy, in addition to envName.'),
  },
);
