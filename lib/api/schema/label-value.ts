import type { TextNode } from './schema-node.js';

/** What Kubernetes accepts as the value of a label. */
export const LABEL_VALUE: Pick<TextNode, 'maxLength' | 'pattern'> = {
  maxLength: 63,
  pattern: {
    regex: '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$',
    mustBe: 'the value of a label: letters, digits, dashes, underscores and dots, with a letter or digit at both ends',
  },
};
