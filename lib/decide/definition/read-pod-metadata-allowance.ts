import { isList, isObject } from '../edit.js';
import { compileGoRegex } from '../go-regex.js';
import { parseJson } from '../json-members.js';
import { selectorProblems } from '../label-selector.js';
import type { PodMetadataAllowance, PodMetadataRule } from './verdict.js';

/** Key of the list in that ConfigMap. */
export const POD_METADATA_KEY = 'SidecarSet_PatchPodMetadata_WhiteList';

/** What the operator knows about the administrator's wishes. */
export interface PodMetadataSettings {
  /** `data` of the ConfigMap; absent when there is none. */
  readonly configuration?: Readonly<Record<string, string>>;
  /** The operator's option of that name (OpenKruise's feature gate SidecarSetPatchPodMetadataDefaultsAllowed). */
  readonly patchPodMetadataDefaultsAllowed: boolean;
}

/**
 * Reads which pod annotations SidecarSets may write: what the administrator's list says, and without a list nothing,
 * or everything but our own keys when the operator's option says so.
 */
export function readPodMetadataAllowance(settings: PodMetadataSettings): PodMetadataAllowance {
  const text = settings.configuration?.[POD_METADATA_KEY];
  if (text === undefined) return { kind: settings.patchPodMetadataDefaultsAllowed ? 'everything-else' : 'nothing' };
  const list = parseJson(text);
  if (!isObject(list)) return { kind: 'malformed', complaint: 'is not a JSON object' };
  const rules = list['rules'] ?? [];
  if (!isList(rules)) return { kind: 'malformed', complaint: 'has no list in rules' };
  const complaint = rules.map(complaintAbout).find(found => found !== undefined);
  if (complaint !== undefined) return { kind: 'malformed', complaint };
  return { kind: 'rules', rules: (rules as readonly Partial<PodMetadataRule>[]).map(complete) };
}

function complaintAbout(rule: unknown, index: number): string | undefined {
  if (!isObject(rule)) return `has no object in rules[${index}]`;
  const [selectorProblem] = selectorProblems(rule['selector'] ?? {}, `rules[${index}].selector`);
  if (selectorProblem !== undefined) return `is wrong in ${selectorProblem.path}, which ${selectorProblem.message}`;
  const expressions = rule['annotationKeyExprs'] ?? [];
  if (!isList(expressions)) return `has no list in rules[${index}].annotationKeyExprs`;
  return expressions
    .map((expression, place) => {
      const regex = typeof expression === 'string' ? compileGoRegex(expression) : undefined;
      if (regex?.kind === 'regex') return undefined;
      const why = regex === undefined ? 'it is no string' : `it ${regex.complaint}`;
      return `has no regular expression in rules[${index}].annotationKeyExprs[${place}]: ${why}`;
    })
    .find(found => found !== undefined);
}

function complete({
  selector,
  annotationKeyExprs,
}: { readonly [K in keyof PodMetadataRule]?: PodMetadataRule[K] | null }): PodMetadataRule {
  const expressions = { annotationKeyExprs: annotationKeyExprs ?? [] };
  return selector === undefined || selector === null ? expressions : { selector, ...expressions };
}
