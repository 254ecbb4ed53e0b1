import { describeChange } from './change-effect.js';
import { inDocumentOrder } from './document-order.js';
import { DEEPEST_NESTING, nestsTooDeep } from './nesting.js';
import { checkBaseStays, checkCanary } from './rules/canary-rules.js';
import { checkNamesDiffer, checkThereIsAContainer } from './rules/container-names.js';
import { checkContainer, warnOfImage } from './rules/container-rules.js';
import { checkEnv, warnOfRepeatedEnv } from './rules/env-rules.js';
import { checkExactNumbers } from './rules/exact-numbers.js';
import type { Rule } from './rules/finding.js';
import { isBeingDeleted } from './rules/may-share-a-pod.js';
import { checkMetadataShape, checkName } from './rules/metadata-rules.js';
import { checkMounts, warnOfMissingVolumes, warnOfUnusedVolumes } from './rules/mount-rules.js';
import { checkNamespace, warnOfTwoNamespaceChoices } from './rules/namespace-rules.js';
import { checkNamesElsewhere, checkPodMetadataElsewhere, checkVolumesElsewhere } from './rules/other-sidecarsets.js';
import { checkPodMetadata, checkPodMetadataAllowed } from './rules/pod-metadata-rules.js';
import { checkPorts } from './rules/port-rules.js';
import { checkLifecycle, checkPlainInit, checkProbes } from './rules/probe-rules.js';
import { checkResourcesPolicy } from './rules/resources-policy-rules.js';
import { checkResources } from './rules/resources-rules.js';
import { checkInjectedRevision } from './rules/revision-rule.js';
import { checkShapes } from './rules/shapes.js';
import { checkOnePriority, checkPartitionOrSelector } from './rules/strategy-rules.js';
import { checkTransferEnv } from './rules/transfer-env-rules.js';
import { warnOfUnknownFields } from './rules/unknown-fields.js';
import { checkHotUpgrade, checkUpgradeTypeStays, warnOfHotInitContainer } from './rules/upgrade-rules.js';
import { checkPullSecrets, checkVolumes } from './rules/volume-rules.js';
import type { DefinitionSnapshot, DefinitionVerdict, FieldProblem } from './verdict.js';

/** What must not be stored. */
const PROBLEM_RULES: readonly Rule[] = [
  ...[checkMetadataShape, checkName, checkCanary, checkBaseStays],
  ...[checkShapes, checkExactNumbers, checkNamespace, checkThereIsAContainer, checkNamesDiffer, checkNamesElsewhere],
  ...[checkContainer, checkPorts, checkEnv, checkResources, checkMounts, checkProbes, checkLifecycle, checkPlainInit],
  ...[checkHotUpgrade, checkUpgradeTypeStays, checkTransferEnv, checkResourcesPolicy],
  ...[checkVolumes, checkVolumesElsewhere, checkPullSecrets],
  ...[checkPodMetadata, checkPodMetadataAllowed, checkPodMetadataElsewhere],
  ...[checkInjectedRevision, checkPartitionOrSelector, checkOnePriority],
];

/** What its author should know. */
const WARNING_RULES: readonly Rule[] = [
  ...[warnOfUnknownFields, warnOfTwoNamespaceChoices, warnOfImage, warnOfRepeatedEnv],
  ...[warnOfMissingVolumes, warnOfUnusedVolumes, warnOfHotInitContainer, warnOfItsEffect],
];

/**
 * Judges a SidecarSet: everything that is wrong at once, in the order of the document, each with what to do about it.
 * Synth, admission and CLI all ask here. Any JSON value may stand anywhere in it and in its neighbours. One that is being
 * deleted passes: whoever takes its finalizers off must not have to mend it first.
 */
export function validateSidecarSet(snapshot: DefinitionSnapshot): DefinitionVerdict {
  if (isBeingDeleted(snapshot.sidecarSet)) return { problems: [], warnings: [] };
  if (nestsTooDeep(snapshot.sidecarSet)) {
    return { problems: [{ path: 'spec', message: `nests more than ${DEEPEST_NESTING} levels` }], warnings: [] };
  }
  return {
    problems: apply(PROBLEM_RULES, snapshot),
    warnings: apply(WARNING_RULES, snapshot),
  };
}

function apply(rules: readonly Rule[], snapshot: DefinitionSnapshot): readonly FieldProblem[] {
  return inDocumentOrder(
    rules.flatMap(rule => rule(snapshot)),
    snapshot.sidecarSet,
  );
}

function warnOfItsEffect({ sidecarSet, before }: DefinitionSnapshot): readonly FieldProblem[] {
  return before === undefined ? [] : describeChange({ before, after: sidecarSet });
}
