import type { FieldProblem } from '../verdict.js';
import type { Rule } from './finding.js';
import { problemIn, show } from './finding.js';
import type { Place } from './place.js';
import { each } from './place.js';
import { has, numberIn, textIn } from './read-field.js';
import { repeated } from './repeated.js';
import { everySidecar } from './sidecar-entry.js';
import { checkWord } from './word.js';

const LAST_PORT = 65535;
const LONGEST_NAME = 15;
const NAME = /^(?!.*--)(?=.*[a-z])[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** Ports in range, with names that a Service can use, each only once. */
export const checkPorts: Rule = everySidecar(sidecar => {
  const ports = each(sidecar, 'ports');
  return [...ports.flatMap(checkPort), ...checkNamesDiffer(ports), ...checkHostPortsDiffer(ports)];
});

function checkPort(port: Place): readonly FieldProblem[] {
  const containerPort = has(port, 'containerPort')
    ? outOfRange(port, 'containerPort')
    : [problemIn(port, 'containerPort', 'is missing; set the port on which the container listens')];
  const hostPort = numberIn(port, 'hostPort') === 0 ? [] : outOfRange(port, 'hostPort');
  const protocol = checkWord(port, 'protocol', ['TCP', 'UDP', 'SCTP']);
  return [...checkPortName(port), ...containerPort, ...hostPort, ...protocol];
}

function outOfRange(port: Place, field: string): readonly FieldProblem[] {
  const number = numberIn(port, field);
  if (number === undefined || !Number.isInteger(number) || (number >= 1 && number <= LAST_PORT)) return [];
  return [problemIn(port, field, `must be between 1 and ${LAST_PORT}, but is ${number}`)];
}

function checkPortName(port: Place): readonly FieldProblem[] {
  const name = textIn(port, 'name');
  if (name === undefined || (name.length <= LONGEST_NAME && NAME.test(name))) return [];
  const message = `must be at most ${LONGEST_NAME} lower-case letters, digits and single dashes, with a letter among them and no dash at either end, but is ${show(name)}`;
  return [problemIn(port, 'name', message)];
}

function checkNamesDiffer(ports: readonly Place[]): readonly FieldProblem[] {
  return repeated(ports, port => textIn(port, 'name')).map(({ place, first }) =>
    problemIn(place, 'name', `is the name of ${first.path} too; rename one of the two`),
  );
}

function checkHostPortsDiffer(ports: readonly Place[]): readonly FieldProblem[] {
  const claim = (port: Place): string | undefined => {
    const hostPort = numberIn(port, 'hostPort') ?? 0;
    return hostPort === 0 ? undefined : [textIn(port, 'protocol') ?? 'TCP', textIn(port, 'hostIP'), hostPort].join(' ');
  };
  return repeated(ports, claim).map(({ place, first }) =>
    problemIn(place, 'hostPort', `is claimed by ${first.path} too; choose another port`),
  );
}
