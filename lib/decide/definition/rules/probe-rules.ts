import type { FieldProblem } from '../verdict.js';
import type { Rule } from './finding.js';
import { problemIn, show } from './finding.js';
import { needs } from './needs.js';
import { exactlyOne } from './one-of-fields.js';
import type { Place } from './place.js';
import { inside, join, maybe } from './place.js';
import { has, isBlank, numberIn } from './read-field.js';
import { everySidecar } from './sidecar-entry.js';
import { checkWord } from './word.js';

const PROBES: readonly string[] = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const COUNTS: readonly string[] = [
  ...['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'],
];
const LAST_PORT = 65535;
const PORT_NAME = /^(?!.*--)(?=.*[a-z])[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** Probes with one handler and sensible numbers. */
export const checkProbes: Rule = everySidecar(sidecar =>
  PROBES.flatMap(name =>
    maybe(sidecar, name).flatMap(probe => [
      ...checkHandler(probe, { struct: 'Probe', fields: ['exec', 'httpGet', 'tcpSocket', 'grpc'], noun: 'handler' }),
      ...checkCounts(probe),
      ...(name === 'readinessProbe' ? [] : checkOneSuccess(probe)),
    ]),
  ),
);

/** Hooks with one handler. */
export const checkLifecycle: Rule = everySidecar(sidecar =>
  ['postStart', 'preStop'].flatMap(name =>
    maybe(inside(sidecar, 'lifecycle'), name).flatMap(hook =>
      checkHandler(hook, {
        struct: 'LifecycleHandler',
        fields: ['exec', 'httpGet', 'tcpSocket', 'sleep'],
        noun: 'handler',
      }),
    ),
  ),
);

/** A plain init container runs to its end: nobody probes it, and it is never stopped. */
export const checkPlainInit: Rule = everySidecar(sidecar => {
  if (!sidecar.plainInit) return [];
  return [...PROBES, 'lifecycle']
    .filter(field => has(sidecar, field))
    .map(field =>
      problemIn(sidecar, field, 'is only for containers that keep running; remove it or set restartPolicy: Always'),
    );
});

function checkHandler(place: Place, alternatives: Parameters<typeof exactlyOne>[1]): readonly FieldProblem[] {
  return [
    ...exactlyOne(place, alternatives),
    ...maybe(place, 'exec').flatMap(checkCommand),
    ...maybe(place, 'httpGet').flatMap(action => [
      ...checkPort(action),
      ...checkWord(action, 'scheme', ['HTTP', 'HTTPS']),
    ]),
    ...maybe(place, 'tcpSocket').flatMap(checkPort),
    ...maybe(place, 'grpc').flatMap(checkPort),
  ];
}

function checkCommand(action: Place): readonly FieldProblem[] {
  const { command } = action.value;
  const isEmpty = !has(action, 'command') || (Array.isArray(command) && command.length === 0);
  return isEmpty ? [problemIn(action, 'command', 'is missing; name the program to run')] : [];
}

function checkPort(action: Place): readonly FieldProblem[] {
  const { port } = action.value;
  if (isBlank(action, 'port')) return needs(action, ['port']);
  const isNumber = typeof port === 'number' && port >= 1 && port <= LAST_PORT;
  const isName = typeof port === 'string' && PORT_NAME.test(port);
  if (isNumber || isName || (typeof port !== 'number' && typeof port !== 'string')) return [];
  return [
    problemIn(action, 'port', `must be a port between 1 and ${LAST_PORT} or the name of one, but is ${show(port)}`),
  ];
}

function checkCounts(probe: Place): readonly FieldProblem[] {
  const negative = COUNTS.filter(field => (numberIn(probe, field) ?? 0) < 0).map(field =>
    problemIn(probe, field, `must not be negative, but is ${show(probe.value[field])}`),
  );
  const grace = numberIn(probe, 'terminationGracePeriodSeconds') ?? 1;
  const message = `must be at least 1, but is ${grace}`;
  return [...negative, ...(grace < 1 ? [problemIn(probe, 'terminationGracePeriodSeconds', message)] : [])];
}

function checkOneSuccess(probe: Place): readonly FieldProblem[] {
  const threshold = numberIn(probe, 'successThreshold') ?? 1;
  if (threshold <= 1) return [];
  return [
    {
      path: join(probe.path, 'successThreshold'),
      message: `must be 1 here, but is ${threshold}; only a readinessProbe can count successes`,
    },
  ];
}
