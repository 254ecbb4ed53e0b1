import { ApiObject } from 'cdk8s';
import { GROUP } from '../api/names.js';
import { SIDECARSETS } from '../api/resources.js';
import type { SidecarSet } from '../api/sidecarset.generated.js';
import { defaultSidecarSet } from '../decide/definition/default-sidecarset.js';
import { validateSidecarSet } from '../decide/definition/validate-sidecarset.js';
import type { FieldProblem } from '../decide/definition/verdict.js';
import { formatProblem } from '../decide/definition/verdict.js';
import { whyNotInjected } from './attach.js';
import type { PlusWorkload } from './plus.js';
import { warnAtSynth } from './warn-at-synth.js';

/** Context key that names the cluster to which a part of the construct tree goes. */
export const CLUSTER_CONTEXT = 'apps.kruise.io/cluster';

/**
 * Judges a SidecarSet at synth as admission would: what is rendered, JSON patches included, beside every other
 * SidecarSet of the app that goes to the same cluster, wherever that comes from (an included YAML file too). And tries
 * it on the pods of the workloads that are attached to it.
 *
 * @param subject - renders a SidecarSet
 * @param workloads - asked at synth
 */
export function reviewAtSynth(subject: ApiObject, workloads: () => readonly PlusWorkload[]): void {
  subject.node.addValidation({ validate: () => review(subject, workloads()) });
}

function review(subject: ApiObject, workloads: readonly PlusWorkload[]): string[] {
  const sidecarSet = render(subject);
  // What keeps it from being rendered is a fault of its own, and is told as such.
  if (sidecarSet === undefined) return [];
  const neighbours = neighboursOf(subject);
  const others = neighbours.filter(other => other.name !== subject.name).flatMap(other => render(other) ?? []);
  const { problems, warnings } = validateSidecarSet({ sidecarSet, others });
  warnAtSynth(subject, warnings.map(formatProblem));
  const twins = neighbours.filter(other => other.name === subject.name).map(twin => twinProblem(twin));
  const faults = [...twins, ...problems].map(formatProblem);
  if (faults.length > 0) return faults;
  const world = { subject: subject.name, sidecarSets: [sidecarSet, ...others] };
  return workloads.flatMap(workload => whyNotInjected(workload, world));
}

function neighboursOf(subject: ApiObject): readonly ApiObject[] {
  const cluster = clusterOf(subject);
  return subject.node.root.node
    .findAll()
    .filter(construct => ApiObject.isApiObject(construct))
    .filter(other => other !== subject && other.apiGroup === GROUP && other.kind === SIDECARSETS.kind)
    .filter(other => clusterOf(other) === cluster);
}

function clusterOf(construct: ApiObject): unknown {
  return construct.node.tryGetContext(CLUSTER_CONTEXT);
}

function render(sidecarSet: ApiObject): SidecarSet | undefined {
  try {
    return defaultSidecarSet(sidecarSet.toJson() as SidecarSet);
  } catch {
    return undefined;
  }
}

function twinProblem(twin: ApiObject): FieldProblem {
  return {
    path: 'metadata.name',
    message:
      `${JSON.stringify(twin.name)} is also the name of the SidecarSet at ${twin.node.path}; rename one of the two, ` +
      `or, when they go to different clusters, set the context ${JSON.stringify(CLUSTER_CONTEXT)} of their charts`,
  };
}
