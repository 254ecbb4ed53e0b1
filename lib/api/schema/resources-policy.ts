import { object, oneOf, optional, required, text } from './dsl.js';
import type { ObjectNode } from './schema-node.js';

/** Longest expression, in characters. */
export const LONGEST_EXPRESSION = 1024;
/**
 * Operators of one expression, `max` and `min` among them. Exact numbers grow with each: a thousand characters of factors took
 * half a second for one pod.
 */
export const MOST_OPERATORS = 64;

const EXPRESSION = text({ maxLength: LONGEST_EXPRESSION });

const EXPRESSIONS = object(
  {
    name: 'ResourceExpressions',
    description: 'One expression for each resource; without one the resource is not set.',
  },
  {
    cpu: optional(EXPRESSION, 'For CPU, such as `max(cpu * 20%, 50m)`.'),
    memory: optional(EXPRESSION, 'For memory, such as `min(memory / 4, 200Mi)`.'),
  },
);

const RESOURCES_EXPR = object(
  {
    name: 'ResourcesExpr',
    description: `How resources are computed. Variables: \`cpu\` and \`memory\` of the target containers. Grammar: \`+ - * /\`, parentheses, \`max(...)\`, \`min(...)\`, numbers, percentages and quantities. An expression has at most ${LONGEST_EXPRESSION} characters and ${MOST_OPERATORS} operators, \`max\` and \`min\` among them.`,
  },
  {
    limits: optional(
      EXPRESSIONS,
      'Limits of the sidecar. Where a target container has no limit, the sidecar gets none either.',
    ),
    requests: optional(EXPRESSIONS, 'Requests of the sidecar. A target container without a request counts as zero.'),
  },
);

/** A sidecar's `resourcesPolicy`. */
export const RESOURCES_POLICY: ObjectNode = object(
  {
    name: 'ResourcesPolicy',
    description:
      "Computes the sidecar's resources from those of the pod's own containers when the pod is created. Not together with `resources`.",
  },
  {
    targetContainersMode: required(
      oneOf('TargetContainersMode', {
        sum: 'Their resources are added up.',
        max: 'The largest one counts, for each resource on its own.',
      }),
      'How several target containers make one number.',
    ),
    targetContainersNameRegex: optional(
      text({ maxLength: 512 }),
      "Which of the pod's own containers and native sidecars are the targets, by name. Containers of SidecarSets never are.",
      { default: '.*' },
    ),
    resourcesExpr: required(RESOURCES_EXPR, RESOURCES_EXPR.description),
  },
);
