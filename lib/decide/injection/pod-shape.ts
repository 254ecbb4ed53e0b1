import type { FieldProblem } from '../definition/verdict.js';
import { isList, isObject } from '../edit.js';

/** What a JSON value must be where decisions read it. Null counts as absent, as Go writes it; a name must be there. */
type Shape = 'text' | 'name' | 'amount' | 'object' | { readonly list: Shape } | FieldsShape;

/** Of an object: the shape of every field, or of those that are named. */
type FieldsShape = { readonly each: Shape } | { readonly fields: readonly (readonly [string, Shape])[] };

const NAMED = fields({ name: 'name' });
const AMOUNTS: Shape = { each: 'amount' };

const CONTAINER = fields({
  name: 'name',
  env: { list: NAMED },
  volumeMounts: { list: fields({ name: 'text', mountPath: 'text', subPathExpr: 'text' }) },
  volumeDevices: { list: fields({ name: 'text', devicePath: 'text' }) },
  resources: fields({ limits: AMOUNTS, requests: AMOUNTS }),
});

const POD = fields({
  metadata: fields({ name: 'text', generateName: 'text', labels: { each: 'text' }, annotations: { each: 'text' } }),
  spec: fields({
    containers: { list: CONTAINER },
    initContainers: { list: CONTAINER },
    volumes: { list: NAMED },
    imagePullSecrets: { list: NAMED },
  }),
  status: 'object',
});

function fields(shapes: Readonly<Record<string, Shape>>): FieldsShape {
  return { fields: Object.entries(shapes) };
}

/** The first few tell enough; a hostile pod may have any number. */
const MOST_PROBLEMS = 10;

/**
 * Looks whether a value has the shape of a pod, as far as injection reads it. The API server sends no other; whoever
 * else asks is told what is wrong instead of a decision about something that is no pod.
 *
 * @returns at most ten problems
 */
export function podShapeProblems(pod: unknown): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  check(pod, POD, { path: '', problems });
  return problems;
}

interface Place {
  readonly path: string;
  readonly problems: FieldProblem[];
}

/** Goes only where something is wrong, so that a sound pod costs no path. */
function check(value: unknown, shape: Shape, place: Place): void {
  if (place.problems.length >= MOST_PROBLEMS || fits(value, shape)) return;
  if (shape === 'text' || shape === 'name') complain(place, 'must be a text');
  else if (shape === 'amount') complain(place, 'must be a quantity');
  else if (shape === 'object') complain(place, 'must be an object');
  else if ('list' in shape) checkItems(value, shape.list, place);
  else checkFields(value, shape, place);
}

function checkItems(items: unknown, shape: Shape, place: Place): void {
  if (!isList(items)) {
    complain(place, 'must be a list');
    return;
  }
  for (const [at, item] of items.entries()) {
    const below = { path: `${place.path}[${at}]`, problems: place.problems };
    if (item === null) complain(below, 'must not be null');
    else check(item, shape, below);
  }
}

function checkFields(value: unknown, shape: FieldsShape, place: Place): void {
  if (!isObject(value)) {
    complain(place, 'must be an object');
    return;
  }
  const fields = 'each' in shape ? Object.keys(value).map(name => [name, shape.each] as const) : shape.fields;
  for (const [name, below] of fields) {
    const path = place.path === '' ? name : `${place.path}.${name}`;
    check(value[name], below, { path, problems: place.problems });
  }
}

/** Is this value, with all that is in it, as its shape says? */
function fits(value: unknown, shape: Shape): boolean {
  if (value === undefined || value === null) return shape !== 'name';
  if (typeof value === 'string') return shape === 'text' || shape === 'name' || shape === 'amount';
  if (typeof shape === 'string')
    return shape === 'amount' ? typeof value === 'number' : shape === 'object' && isObject(value);
  if ('list' in shape) return isList(value) && value.every(item => item !== null && fits(item, shape.list));
  if (!isObject(value)) return false;
  if ('each' in shape) return Object.keys(value).every(name => fits(value[name], shape.each));
  return shape.fields.every(([name, below]) => fits(value[name], below));
}

function complain({ path, problems }: Place, message: string): void {
  if (problems.length < MOST_PROBLEMS) problems.push({ path: path === '' ? 'the pod' : path, message });
}
