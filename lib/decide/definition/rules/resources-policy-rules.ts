import { compileGoRegex } from '../../go-regex.js';
import { parseExpression } from '../../resources-expression.js';
import type { FieldProblem } from '../verdict.js';
import type { Rule } from './finding.js';
import { problemIn } from './finding.js';
import type { Place } from './place.js';
import { inside, maybe } from './place.js';
import { textIn } from './read-field.js';
import type { SidecarEntry } from './sidecar-entry.js';
import { everySidecar } from './sidecar-entry.js';

/** A resourcesPolicy that can be computed, on a container that can have one. */
export const checkResourcesPolicy: Rule = everySidecar(sidecar =>
  maybe(sidecar, 'resourcesPolicy').flatMap(policy => [
    ...checkWhere(sidecar),
    ...checkRegex(policy),
    ...['limits', 'requests'].flatMap(kind => checkExpressions(inside(policy, 'resourcesExpr', kind))),
  ]),
);

function checkWhere(sidecar: SidecarEntry): readonly FieldProblem[] {
  if (sidecar.plainInit) {
    const message =
      'works for containers and native sidecars only; set restartPolicy: Always, or use resources instead';
    return [problemIn(sidecar, 'resourcesPolicy', message)];
  }
  const resources = inside(sidecar, 'resources');
  const isSet = ['limits', 'requests'].some(kind => Object.keys(inside(resources, kind).value).length > 0);
  if (!isSet) return [];
  const message = 'and resources both say how much the container gets; remove one of them';
  return [problemIn(sidecar, 'resourcesPolicy', message)];
}

function checkRegex(policy: Place): readonly FieldProblem[] {
  const expression = textIn(policy, 'targetContainersNameRegex');
  const regex = expression === undefined ? undefined : compileGoRegex(expression);
  if (regex?.kind !== 'malformed') return [];
  return [problemIn(policy, 'targetContainersNameRegex', `is no regular expression: it ${regex.complaint}`)];
}

function checkExpressions(expressions: Place): readonly FieldProblem[] {
  return ['cpu', 'memory'].flatMap((resource): readonly FieldProblem[] => {
    const text = textIn(expressions, resource);
    const parsed = text === undefined ? undefined : parseExpression(text);
    if (parsed?.kind !== 'malformed') return [];
    return [problemIn(expressions, resource, `cannot be computed: ${parsed.message}`)];
  });
}
