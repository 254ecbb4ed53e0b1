import type { FieldProblem } from '../verdict.js';
import type { Rule } from './finding.js';
import { problemIn } from './finding.js';
import type { Place } from './place.js';
import { each, join, maybe } from './place.js';
import { has, textIn } from './read-field.js';
import { everySidecar } from './sidecar-entry.js';

/** Every transfer names one source and at least one variable. */
export const checkTransferEnv: Rule = everySidecar(sidecar =>
  each(sidecar, 'transferEnv').flatMap(transfer => [...checkSource(transfer), ...checkVariables(transfer)]),
);

function checkSource(transfer: Place): readonly FieldProblem[] {
  const isNamed = textIn(transfer, 'sourceContainerName') !== undefined;
  const [source] = maybe(transfer, 'sourceContainerNameFrom');
  if (isNamed && source !== undefined) {
    return [
      problemIn(
        transfer,
        'sourceContainerNameFrom',
        'and sourceContainerName both name the container; remove one of them',
      ),
    ];
  }
  if (source !== undefined && !has(source, 'fieldRef')) {
    return [problemIn(source, 'fieldRef', "is missing; name a label or an annotation, such as metadata.labels['app']")];
  }
  if (isNamed || has(transfer, 'sourceContainerNameFrom')) return [];
  return [
    problemIn(
      transfer,
      'sourceContainerName',
      'is missing; name the container to copy from, or use sourceContainerNameFrom',
    ),
  ];
}

function checkVariables(transfer: Place): readonly FieldProblem[] {
  const { envNames } = transfer.value;
  const names = Array.isArray(envNames) ? (envNames as readonly unknown[]) : [];
  const blanks = names.flatMap((name, index): readonly FieldProblem[] =>
    name === '' ? [{ path: `${join(transfer.path, 'envNames')}[${index}]`, message: 'must not be empty' }] : [],
  );
  if (textIn(transfer, 'envName') !== undefined || names.length > 0 || has(transfer, 'envNames')) return blanks;
  return [problemIn(transfer, 'envName', 'is missing; name a variable to copy, or several in envNames')];
}
