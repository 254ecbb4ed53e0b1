import type { FieldProblem } from '../verdict.js';
import type { Rule } from './finding.js';
import { problemIn, show } from './finding.js';
import { needs } from './needs.js';
import { exactlyOne } from './one-of-fields.js';
import type { Place } from './place.js';
import { each, maybe } from './place.js';
import { isBlank, textIn } from './read-field.js';
import { repeated } from './repeated.js';
import { everySidecar } from './sidecar-entry.js';

/** What the kubelet can look up for a variable. */
const FIELD_PATHS: readonly string[] = [
  ...['metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName'],
  ...['status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs'],
];
const METADATA_PATH = /^metadata\.(labels|annotations)\['.+'\]$/;
const ENV_NAME = /^[ -<>-~]+$/;

/** Variables with a name and one source. */
export const checkEnv: Rule = everySidecar(sidecar => [
  ...each(sidecar, 'env').flatMap(checkVariable),
  ...each(sidecar, 'envFrom').flatMap(checkSourceOfMany),
]);

/** The last one of several variables of one name wins, which is seldom what was meant. */
export const warnOfRepeatedEnv: Rule = everySidecar(sidecar =>
  repeated(each(sidecar, 'env'), variable => textIn(variable, 'name')).map(({ place, first }) =>
    problemIn(place, 'name', `is the name of ${first.path} too, which it overrides; remove one of the two`),
  ),
);

function checkVariable(variable: Place): readonly FieldProblem[] {
  const sources = maybe(variable, 'valueFrom');
  const two =
    sources.length > 0 && textIn(variable, 'value') !== undefined
      ? [problemIn(variable, 'valueFrom', 'and value exclude each other; remove one of them')]
      : [];
  return [...checkEnvName(variable), ...two, ...sources.flatMap(checkSource)];
}

function checkEnvName(variable: Place): readonly FieldProblem[] {
  if (isBlank(variable, 'name')) return [problemIn(variable, 'name', 'is missing; name the variable')];
  const name = textIn(variable, 'name');
  if (name === undefined || ENV_NAME.test(name)) return [];
  return [problemIn(variable, 'name', `must be printable ASCII without =, but is ${show(name)}`)];
}

function checkSource(source: Place): readonly FieldProblem[] {
  const alternatives = {
    struct: 'EnvVarSource',
    fields: ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'],
    noun: 'source',
  };
  return [
    ...exactlyOne(source, alternatives),
    ...maybe(source, 'fieldRef').flatMap(checkFieldPath),
    ...maybe(source, 'resourceFieldRef').flatMap(reference => needs(reference, ['resource'])),
    ...maybe(source, 'configMapKeyRef').flatMap(reference => needs(reference, ['name', 'key'])),
    ...maybe(source, 'secretKeyRef').flatMap(reference => needs(reference, ['name', 'key'])),
  ];
}

function checkFieldPath(reference: Place): readonly FieldProblem[] {
  const path = textIn(reference, 'fieldPath');
  if (path === undefined) return needs(reference, ['fieldPath']);
  if (FIELD_PATHS.includes(path) || METADATA_PATH.test(path)) return [];
  const choice = `${FIELD_PATHS.join(', ')}, metadata.labels['KEY'] or metadata.annotations['KEY']`;
  return [problemIn(reference, 'fieldPath', `is ${show(path)}, which no variable can hold; choose ${choice}`)];
}

function checkSourceOfMany(source: Place): readonly FieldProblem[] {
  return [
    ...exactlyOne(source, { struct: 'EnvFromSource', fields: ['configMapRef', 'secretRef'], noun: 'source' }),
    ...maybe(source, 'configMapRef').flatMap(reference => needs(reference, ['name'])),
    ...maybe(source, 'secretRef').flatMap(reference => needs(reference, ['name'])),
  ];
}
