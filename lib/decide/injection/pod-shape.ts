import type { FieldProblem } from '../definition/verdict.js';
import type { JsonObject } from '../edit.js';
import { isList, isObject } from '../edit.js';
import { isSoundPod } from './sound-pod.js';

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
  if (isSoundPod(pod)) return [];
  const problems: FieldProblem[] = [];
  check(pod, POD, { path: '', problems });
  return problems;
}

interface Place {
  readonly path: string;
  readonly problems: FieldProblem[];
}

function check(value: unknown, shape: Shape, place: Place): void {
  if (place.problems.length >= MOST_PROBLEMS) return;
  if (value === undefined || value === null) {
    if (shape === 'name') complain(place, 'must be a text');
  } else if (shape === 'text' || shape === 'name') {
    if (typeof value !== 'string') complain(place, 'must be a text');
  } else if (shape === 'amount') {
    if (typeof value !== 'string' && typeof value !== 'number') complain(place, 'must be a quantity');
  } else if (shape !== 'object' && 'list' in shape) {
    if (isList(value)) checkItems(value, shape.list, place);
    else complain(place, 'must be a list');
  } else if (!isObject(value)) {
    complain(place, 'must be an object');
  } else if (shape !== 'object') {
    checkFields(value, shape, place);
  }
}

function checkItems(items: readonly unknown[], shape: Shape, { path, problems }: Place): void {
  for (const [at, item] of items.entries()) {
    const place = { path: `${path}[${at}]`, problems };
    if (item === null) complain(place, 'must not be null');
    else check(item, shape, place);
  }
}

function checkFields(value: JsonObject, shape: FieldsShape, { path, problems }: Place): void {
  const shapes = 'each' in shape ? Object.keys(value).map(name => [name, shape.each] as const) : shape.fields;
  for (const [name, below] of shapes) {
    check(value[name], below, { path: path === '' ? name : `${path}.${name}`, problems });
  }
}

function complain({ path, problems }: Place, message: string): void {
  if (problems.length < MOST_PROBLEMS) problems.push({ path: path === '' ? 'the pod' : path, message });
}
