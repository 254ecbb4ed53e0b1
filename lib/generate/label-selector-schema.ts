import type { JSONSchemaProps } from '../api/kubernetes.generated.js';
import type { LabelSelectorNode } from '../api/schema/schema-node.js';

const REQUIREMENT: JSONSchemaProps = {
  type: 'object',
  required: ['key', 'operator'],
  properties: {
    key: { type: 'string', description: 'Key of the label.' },
    operator: {
      type: 'string',
      enum: ['In', 'NotIn', 'Exists', 'DoesNotExist'],
      description: 'How the label relates to the values.',
    },
    values: {
      type: 'array',
      items: { type: 'string' },
      'x-kubernetes-list-type': 'atomic',
      description: 'Values for In and NotIn; none for Exists and DoesNotExist.',
    },
  },
};

/** The schema of a label selector, with what the API server checks in its own kinds where that can be said. */
export function labelSelectorSchema(node: LabelSelectorNode): JSONSchemaProps {
  return {
    type: 'object',
    'x-kubernetes-map-type': 'atomic',
    properties: {
      matchLabels: {
        type: 'object',
        additionalProperties: { type: 'string' },
        description: 'Labels that must all be there with these values.',
      },
      matchExpressions: {
        type: 'array',
        items: REQUIREMENT,
        'x-kubernetes-list-type': 'atomic',
        description: 'Requirements that must all hold.',
      },
    },
    ...(node.mayBeEmpty ? {} : { 'x-kubernetes-validations': [NOT_EMPTY] }),
  };
}

const NOT_EMPTY = {
  rule: '(has(self.matchLabels) && size(self.matchLabels) > 0) || (has(self.matchExpressions) && size(self.matchExpressions) > 0)',
  message: 'is empty, which would select everything; name at least one label',
};
