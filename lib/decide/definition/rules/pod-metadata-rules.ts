import { CONFIGURATION_NAME } from '../../../api/permissions.js';
import { isObject } from '../../edit.js';
import type { CompiledRegex } from '../../go-regex.js';
import { compileGoRegex, isTooMuchWork } from '../../go-regex.js';
import { parseJson } from '../../json-members.js';
import { matchesLabels } from '../../label-selector.js';
import { labelKeyComplaint } from '../../label-syntax.js';
import { POD_METADATA_KEY } from '../read-pod-metadata-allowance.js';
import type { DefinitionSnapshot, FieldProblem, PodMetadataAllowance, PodMetadataRule } from '../verdict.js';
import type { Rule } from './finding.js';
import { show } from './finding.js';
import { each, inside, rootOf } from './place.js';

/** Keys that hold our own ledger and versions. */
const OWN_KEYS = /(^|\.)kruise\.io\//;

interface PatchedAnnotation {
  readonly path: string;
  readonly key: string;
  readonly value: unknown;
  readonly policy: unknown;
}

function patchedAnnotations(set: DefinitionSnapshot['sidecarSet']): readonly PatchedAnnotation[] {
  return each(inside(rootOf(set), 'spec'), 'patchPodMetadata').flatMap(patch => {
    const annotations = inside(patch, 'annotations');
    return Object.entries(annotations.value).map(([key, value]) => ({
      path: `${annotations.path}[${key}]`,
      key,
      value,
      policy: patch.value['patchPolicy'],
    }));
  });
}

/** Annotation keys that a pod can have, with values that can be merged where they are to be merged. */
export const checkPodMetadata: Rule = ({ sidecarSet }) =>
  patchedAnnotations(sidecarSet).flatMap(({ path, key, value, policy }): readonly FieldProblem[] => {
    // The API server lets the prefix of an annotation be in upper case, unlike that of a label.
    const complaint = labelKeyComplaint(key.toLowerCase());
    if (complaint !== undefined) return [{ path, message: complaint }];
    if (policy !== 'MergePatchJson' || typeof value !== 'string' || isJsonObject(value)) return [];
    return [
      { path, message: `must be a JSON object to be merged, but is ${show(value)}; mend it or choose Overwrite` },
    ];
  });

/** The cluster's administrator has allowed these keys. */
export const checkPodMetadataAllowed: Rule = ({ sidecarSet, podMetadata }) => {
  if (podMetadata === undefined) return [];
  const labels = inside(rootOf(sidecarSet), 'metadata', 'labels').value as Readonly<Record<string, string>>;
  const patched = patchedAnnotations(sidecarSet);
  const expressions = podMetadata.kind === 'rules' ? expressionsFor(podMetadata.rules, labels) : [];
  const keys = patched.map(({ key }) => key);
  if (isTooMuchWork(expressions, keys)) {
    const message = `writes ${keys.length} annotations, too many to compare with the ${expressions.length} expressions of the cluster administrator; write fewer`;
    return [{ path: 'spec.patchPodMetadata', message }];
  }
  return patched
    .filter(({ key }) => !isAllowed(key, podMetadata, expressions))
    .map(({ path }) => ({ path, message: refusal(podMetadata) }));
};

function isAllowed(key: string, allowance: PodMetadataAllowance, expressions: readonly CompiledRegex[]): boolean {
  switch (allowance.kind) {
    case 'nothing':
    case 'malformed':
      return false;
    case 'everything-else':
      return !OWN_KEYS.test(key);
    case 'rules':
      return expressions.some(expression => expression.isFoundIn(key));
  }
}

/** Those that speak of SidecarSets with these labels. */
function expressionsFor(
  rules: readonly PodMetadataRule[],
  labels: Readonly<Record<string, string>>,
): readonly CompiledRegex[] {
  const own = rules.filter(({ selector }) => selector === undefined || matchesLabels(selector, labels));
  return own
    .flatMap(({ annotationKeyExprs }) => annotationKeyExprs.map(compileGoRegex))
    .filter(regex => regex.kind === 'regex');
}

function refusal(allowance: PodMetadataAllowance): string {
  const list = `${POD_METADATA_KEY} in ConfigMap ${CONFIGURATION_NAME} of the operator's namespace`;
  switch (allowance.kind) {
    case 'malformed':
      return `cannot be allowed, because ${list} ${allowance.complaint}; the cluster administrator must mend that`;
    case 'nothing':
      return `is not allowed by the cluster administrator, who can allow keys under ${list}, or all of them by the operator option patchPodMetadataDefaultsAllowed`;
    case 'everything-else':
      return 'is a key of the operator itself; choose one that is not under kruise.io/';
    case 'rules':
      return `is not among the keys that the cluster administrator allows this SidecarSet to write; the rules are ${list}`;
  }
}

function isJsonObject(text: string): boolean {
  return isObject(parseJson(text));
}
