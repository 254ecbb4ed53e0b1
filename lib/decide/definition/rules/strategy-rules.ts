import type { Rule } from './finding.js';
import { problemIn } from './finding.js';
import { each, inside, rootOf } from './place.js';
import { has } from './read-field.js';

/** Only one of partition and selector says which pods stay old. */
export const checkPartitionOrSelector: Rule = ({ sidecarSet }) => {
  const strategy = inside(rootOf(sidecarSet), 'spec', 'updateStrategy');
  const { partition } = strategy.value;
  const keepsNone = !has(strategy, 'partition') || partition === 0 || /^0+%$/.test(String(partition));
  if (keepsNone || !has(strategy, 'selector')) return [];
  return [problemIn(strategy, 'partition', 'and selector both say which pods stay old; remove one of them')];
};

/** Only one of weights and orders says which pods come first. */
export const checkOnePriority: Rule = ({ sidecarSet }) => {
  const priority = inside(rootOf(sidecarSet), 'spec', 'updateStrategy', 'priorityStrategy');
  if (each(priority, 'weightPriority').length === 0 || each(priority, 'orderPriority').length === 0) return [];
  return [problemIn(priority, 'orderPriority', 'and weightPriority both say the order; remove one of them')];
};
