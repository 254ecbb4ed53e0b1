import type { Rule } from './finding.js';
import { problemIn, show } from './finding.js';
import { inside, rootOf } from './place.js';
import { has, textIn } from './read-field.js';

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** A namespace that can exist. */
export const checkNamespace: Rule = ({ sidecarSet }) => {
  const spec = inside(rootOf(sidecarSet), 'spec');
  const namespace = textIn(spec, 'namespace');
  if (namespace === undefined || DNS_LABEL.test(namespace)) return [];
  return [
    problemIn(
      spec,
      'namespace',
      `must be the name of a namespace, but is ${show(namespace)}; use namespaceSelector for several`,
    ),
  ];
};

/** Only one of the two ways to choose namespaces counts. */
export const warnOfTwoNamespaceChoices: Rule = ({ sidecarSet }) => {
  const spec = inside(rootOf(sidecarSet), 'spec');
  if (textIn(spec, 'namespace') === undefined || !has(spec, 'namespaceSelector')) return [];
  return [problemIn(spec, 'namespaceSelector', 'does nothing, because namespace wins over it; remove one of the two')];
};
