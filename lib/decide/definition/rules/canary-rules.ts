import { BASE_ANNOTATION } from '../../../api/names.js';
import type { DefinitionSnapshot, FieldProblem } from '../verdict.js';
import type { Rule } from './finding.js';
import { problemIn, show } from './finding.js';
import { baseOf, nameOf } from './may-share-a-pod.js';
import { inside, rootOf } from './place.js';
import { textIn } from './read-field.js';

const BASE_PATH = `metadata.annotations[${BASE_ANNOTATION}]`;

/** A canary shadows a base that exists and is no canary itself, and only injects. */
export const checkCanary: Rule = snapshot => {
  const base = baseOf(snapshot.sidecarSet);
  if (base === undefined) return [];
  return [...checkBase(base, snapshot), ...checkOnlyInjects(snapshot)];
};

function checkBase(base: string, { sidecarSet, others }: DefinitionSnapshot): readonly FieldProblem[] {
  const message = complaintAbout(base, { sidecarSet, others });
  return message === undefined ? [] : [{ path: BASE_PATH, message }];
}

function complaintAbout(base: string, { sidecarSet, others }: DefinitionSnapshot): string | undefined {
  if (base === '') return 'is missing; a canary names there the SidecarSet that it takes the place of';
  if (base === nameOf(sidecarSet)) return 'is the canary itself; name another SidecarSet';
  const found = others.find(other => nameOf(other) === base);
  if (found === undefined) return `is ${show(base)}, which does not exist; name a SidecarSet that does`;
  if (baseOf(found) !== undefined) return `is ${show(base)}, which is a canary itself; name its base instead`;
  return undefined;
}

function checkOnlyInjects({ sidecarSet }: DefinitionSnapshot): readonly FieldProblem[] {
  const strategy = inside(rootOf(sidecarSet), 'spec', 'updateStrategy');
  if (strategy.value['type'] === 'NotUpdate') return [];
  return [problemIn(strategy, 'type', 'must be NotUpdate in a canary, whose base updates the pods')];
}

/** A canary stays with its base: the pods of both would change hands otherwise. */
export const checkBaseStays: Rule = ({ sidecarSet, before }) => {
  const written = before === undefined ? undefined : baseAnnotation(before);
  if (written === undefined || written === baseAnnotation(sidecarSet)) return [];
  return [
    { path: BASE_PATH, message: `cannot change from ${show(written)}; delete the canary and create another one` },
  ];
};

function baseAnnotation(set: DefinitionSnapshot['sidecarSet']): string | undefined {
  return textIn(inside(rootOf(set), 'metadata', 'annotations'), BASE_ANNOTATION);
}
