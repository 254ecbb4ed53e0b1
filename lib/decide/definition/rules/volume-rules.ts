import type { FieldProblem } from '../verdict.js';
import type { Rule } from './finding.js';
import { problemIn, show } from './finding.js';
import { needs } from './needs.js';
import type { Place } from './place.js';
import { each, inside, join, rootOf } from './place.js';
import { has, isBlank, textIn } from './read-field.js';
import { repeated } from './repeated.js';
import { wrongType } from './wrong-type.js';

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Volumes with a name of their own and at most one source. */
export const checkVolumes: Rule = ({ sidecarSet }) => {
  const volumes = each(inside(rootOf(sidecarSet), 'spec'), 'volumes');
  const same = repeated(volumes, volume => textIn(volume, 'name')).map(({ place, first }) =>
    problemIn(place, 'name', `is the name of ${first.path} too; rename one of the two`),
  );
  return [...volumes.flatMap(checkVolume), ...same];
};

/** Names of Secrets to pull images with. */
export const checkPullSecrets: Rule = ({ sidecarSet }) =>
  each(inside(rootOf(sidecarSet), 'spec'), 'imagePullSecrets').flatMap(checkNameIsText);

function checkVolume(volume: Place): readonly FieldProblem[] {
  return [...checkName(volume), ...checkOneSource(volume)];
}

function checkName(volume: Place): readonly FieldProblem[] {
  const name = textIn(volume, 'name');
  if (name === undefined || DNS_LABEL.test(name)) return checkNameIsText(volume);
  const message = `must be at most 63 lower-case letters, digits and dashes, with a letter or digit at both ends, but is ${show(name)}`;
  return [problemIn(volume, 'name', message)];
}

function checkNameIsText(named: Place): readonly FieldProblem[] {
  if (isBlank(named, 'name')) return needs(named, ['name']);
  return wrongType(named.value['name'], 'a string', join(named.path, 'name'));
}

/** A volume without a source is an emptyDir; every field but the name is a source, those of newer versions too. */
function checkOneSource(volume: Place): readonly FieldProblem[] {
  const [first, ...more] = Object.keys(volume.value).filter(field => field !== 'name' && has(volume, field));
  return more.map(field => problemIn(volume, field, `and ${String(first)} are two sources of one volume; keep one`));
}
