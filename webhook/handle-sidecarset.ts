import { isDeepStrictEqual } from 'node:util';
import { BASE_ANNOTATION, CANARY_ANNOTATION, CUSTOM_VERSION_LABEL } from '../lib/api/names.js';
import type { SidecarSet } from '../lib/api/sidecarset.generated.js';
import { defaultSidecarSet } from '../lib/decide/definition/default-sidecarset.js';
import { DEEPEST_NESTING, nestsTooDeep } from '../lib/decide/definition/nesting.js';
import { stampHashes } from '../lib/decide/definition/stamp-hashes.js';
import { validateSidecarSet } from '../lib/decide/definition/validate-sidecarset.js';
import type { DefinitionSnapshot } from '../lib/decide/definition/verdict.js';
import { formatProblem } from '../lib/decide/definition/verdict.js';
import { diffJson } from '../lib/decide/json-patch.js';
import type { AdmissionRequest, Allowance, Failure, Refusal } from './admission-review.js';
import type { AdmissionHandler } from './admission-route.js';
import type { Definition, DefinitionSources } from './observe-definition.js';
import { observeDefinition, unseenBase } from './observe-definition.js';
import { refuseDefinition } from './refuse-definition.js';

/**
 * Makes the mutating handler: fill in the defaults, stamp the hashes, and already refuse what is wrong. It runs before
 * the CRD's schema, so an author reads here all problems at once and in the words of synth, not the schema's own.
 */
export function mutateSidecarSetHandler(sources: DefinitionSources): AdmissionHandler {
  return async request => {
    const opened = openDefinition(request);
    if ('verdict' in opened) return opened;
    const { sidecarSet } = opened;
    const defaulted = defaultSidecarSet(sidecarSet);
    const judgement = await judge({ ...opened, sidecarSet: defaulted }, sources);
    if (judgement.verdict !== 'allow') return judgement;
    const patch = diffJson(sidecarSet, stampHashes(defaulted));
    if (patch.length === 0) return { verdict: 'allow', reason: 'complete' };
    return { verdict: 'allow', reason: 'completed', patch, facts: { operations: patch.length } };
  };
}

/** Makes the validating handler: judge what is finally going to be stored, and tell its author what it will do. */
export function validateSidecarSetHandler(sources: DefinitionSources): AdmissionHandler {
  return request => {
    const opened = openDefinition(request);
    if ('verdict' in opened) return opened;
    return judge({ ...opened, sidecarSet: defaultSidecarSet(opened.sidecarSet) }, sources);
  };
}

function openDefinition({
  operation,
  subResource,
  object,
  oldObject,
}: AdmissionRequest): Definition | Allowance | Failure {
  const isWrite = operation === 'CREATE' || operation === 'UPDATE';
  if (!isWrite || subResource !== '' || object === undefined) return { verdict: 'allow', reason: 'not-a-definition' };
  if (nestsTooDeep(object) || nestsTooDeep(oldObject)) {
    const message = `request.object or oldObject nests more than ${DEEPEST_NESTING} levels, which no SidecarSet does`;
    return { verdict: 'fail', reason: 'nests-too-deep', code: 400, message };
  }
  const sidecarSet = object as unknown as SidecarSet;
  // Its finalizers must come off, whatever its faults are.
  if (sidecarSet.metadata?.deletionTimestamp != null) return { verdict: 'allow', reason: 'being-deleted' };
  return oldObject === undefined ? { sidecarSet } : { sidecarSet, before: oldObject as unknown as SidecarSet };
}

type Judgement = Allowance | Refusal | Failure;

function judge(definition: Definition, sources: DefinitionSources): Judgement | Promise<Judgement> {
  if (!isRedefined(definition)) return { verdict: 'allow', reason: 'definition-unchanged' };
  if (!sources.sidecarSets.synced) {
    return notSynced('this replica does not know the other SidecarSets yet');
  }
  const snapshot = observeDefinition(definition, sources);
  const base = unseenBase(snapshot);
  if (base === undefined || sources.readSidecarSet === undefined) return answer(snapshot);
  return sources.readSidecarSet(base).then(
    found => answer(found === undefined ? snapshot : { ...snapshot, others: [...snapshot.others, found] }),
    (error: unknown) => notSynced(`SidecarSet ${base}, the base of this canary, cannot be read: ${String(error)}`),
  );
}

function notSynced(why: string): Failure {
  return { verdict: 'fail', reason: 'not-synced', code: 503, message: `${why}; try again in a moment` };
}

function answer(snapshot: DefinitionSnapshot): Allowance | Refusal {
  const { problems, warnings } = validateSidecarSet(snapshot);
  if (problems.length > 0) return refuseDefinition(snapshot.sidecarSet, problems);
  return {
    verdict: 'allow',
    reason: 'valid',
    warnings: warnings.map(formatProblem),
    facts: { warnings: warnings.length },
  };
}

/**
 * An update that leaves the definition alone (a label, a finalizer) is never refused: it did not bring the faults of
 * the definition, which may be older than a rule that finds them, and could not mend them.
 */
function isRedefined({ sidecarSet, before }: Definition): boolean {
  if (before === undefined) return true;
  return !isDeepStrictEqual(definitionOf(sidecarSet), definitionOf(defaultSidecarSet(before)));
}

/** All that validation reads. As JSON a field that is undefined and one that is absent are the same. */
function definitionOf({ metadata, spec }: SidecarSet): unknown {
  const annotations = metadata?.annotations;
  const marks = [
    annotations?.[CANARY_ANNOTATION],
    annotations?.[BASE_ANNOTATION],
    metadata?.labels?.[CUSTOM_VERSION_LABEL],
  ];
  return JSON.parse(JSON.stringify([spec, marks]));
}
