import { isObject } from '../../edit.js';
import type { FieldProblem } from '../verdict.js';
import type { Rule } from './finding.js';
import { problemIn, show } from './finding.js';
import { inside, rootOf } from './place.js';
import { has, textIn } from './read-field.js';

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
/** ControllerRevisions carry the name as the value of a label. */
const LONGEST_NAME = 63;

/** The name of the SidecarSet; one that is still to be generated passes. */
export const checkName: Rule = ({ sidecarSet }) => {
  const metadata = inside(rootOf(sidecarSet), 'metadata');
  const name = textIn(metadata, 'name');
  if (name === undefined)
    return has(metadata, 'generateName') ? [] : [problemIn(metadata, 'name', 'is missing; set it')];
  if (!SUBDOMAIN.test(name)) {
    const message = `must be lower-case letters, digits, dashes and dots, with a letter or digit at both ends of each part, but is ${show(name)}`;
    return [problemIn(metadata, 'name', message)];
  }
  if (name.length <= LONGEST_NAME) return [];
  const message = `has ${name.length} characters; at most ${LONGEST_NAME} are allowed, because revisions carry it as a label`;
  return [problemIn(metadata, 'name', message)];
};

/** Labels and annotations must be maps of strings for anything to be read out of them. */
export const checkMetadataShape: Rule = ({ sidecarSet }) => {
  const { metadata } = rootOf(sidecarSet).value;
  if (metadata !== undefined && !isObject(metadata)) return [{ path: 'metadata', message: 'must be an object' }];
  return ['labels', 'annotations'].flatMap(field => {
    const place = inside(rootOf(sidecarSet), 'metadata', field);
    return Object.entries(place.value).flatMap(([key, value]): readonly FieldProblem[] =>
      typeof value === 'string'
        ? []
        : [{ path: `${place.path}[${key}]`, message: `must be a string, but is ${show(value)}; put it in quotes` }],
    );
  });
};
