import type { Rule } from './finding.js';
import { problemIn } from './finding.js';
import { each, inside, maybe, rootOf } from './place.js';
import { has, isBlank } from './read-field.js';

/** Only one of partition and selector says which pods stay old. */
export const checkPartitionOrSelector: Rule = ({ sidecarSet }) => {
  const strategy = inside(rootOf(sidecarSet), 'spec', 'updateStrategy');
  const { partition } = strategy.value;
  const keepsNone = !has(strategy, 'partition') || partition === 0 || /^0+%$/.test(String(partition));
  if (keepsNone || !has(strategy, 'selector')) return [];
  return [
    problemIn(strategy, 'partition', 'and selector both say which pods stay old; remove one of them'),
  ];
};

/** Only one of weights and orders says which pods come first. */
export const checkOnePriority: Rule = ({ sidecarSet }) => {
  const priority = inside(rootOf(sidecarSet), 'spec', 'updateStrategy', 'priorityStrategy');
  if (each(priority, 'weightPriority').length === 0 || each(priority, 'orderPriority').length === 0) return [];
  return [problemIn(priority, 'orderPriority', 'and weightPriority both say the order; remove one of them')];
};

/** The revision that new pods get can be found: by one of its two names, among those that exist. */
export const checkInjectedRevision: Rule = ({ sidecarSet, revisions }) => {
  const spec = inside(rootOf(sidecarSet), 'spec');
  return maybe(inside(spec, 'injectionStrategy'), 'revision').flatMap(wanted => {
    const { revisionName, customVersion } = wanted.value;
    if (!isBlank(wanted, 'revisionName')) {
      const exists = revisions?.some(({ name }) => name === revisionName) ?? true;
      const message = `names no ControllerRevision of this SidecarSet; name one of ${listed(revisions?.map(({ name }) => name))}`;
      return exists ? [] : [problemIn(wanted, 'revisionName', message)];
    }
    if (isBlank(wanted, 'customVersion')) {
      return [problemIn(spec, 'injectionStrategy.revision', 'names no revision; set revisionName or customVersion')];
    }
    const versions = revisions?.flatMap(revision => revision.customVersion ?? []);
    const exists = versions === undefined || [...versions, ownVersion(sidecarSet)].includes(customVersion);
    const message = `is the customVersion of no revision of this SidecarSet; name one of ${listed(versions)}`;
    return exists ? [] : [problemIn(wanted, 'customVersion', message)];
  });
};
