import { ApiObject } from 'cdk8s';
import { GROUP } from '../api/names.js';
import { SIDECARSETS } from '../api/resources.js';
import type { SidecarSet } from '../api/sidecarset.generated.js';
import { defaultSidecarSet } from '../decide/definition/default-sidecarset.js';
import { validateSidecarSet } from '../decide/definition/validate-sidecarset.js';
import type { FieldProblem } from '../decide/definition/verdict.js';
import { formatProblem } from '../decide/definition/verdict.js';

/** Context key that names the cluster to which a part of the construct tree goes. */
export const CLUSTER_CONTEXT = 'apps.kruise.io/cluster';
/** Type of the node metadata that carries a warning. */
export const WARNING_METADATA = 'apps.kruise.io/warning';

/**
 * Judges a SidecarSet at synth as admission would: what is rendered, JSON patches included, beside every other
 * SidecarSet of the app that goes to the same cluster, wherever that comes from (an included YAML file too).
 *
 * @param subject - renders a SidecarSet
 */
export function reviewAtSynth(subject: ApiObject): void {
  subject.node.addValidation({ validate: () => review(subject) });
}

function review(subject: ApiObject): string[] {
  const others = neighboursOf(subject);
  const { problems, warnings } = validateSidecarSet({
    sidecarSet: render(subject),
    others: others.filter(other => other.name !== subject.name).map(render),
  });
  warn(subject, warnings);
  const twins = others.filter(other => other.name === subject.name).map(twin => twinProblem(twin));
  return [...twins, ...problems].map(formatProblem);
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

function render(sidecarSet: ApiObject): SidecarSet {
  return defaultSidecarSet(sidecarSet.toJson() as SidecarSet);
}

function twinProblem(twin: ApiObject): FieldProblem {
  return {
    path: 'metadata.name',
    message:
      `${JSON.stringify(twin.name)} is also the name of the SidecarSet at ${twin.node.path}; rename one of the two, ` +
      `or, when they go to different clusters, set the context ${JSON.stringify(CLUSTER_CONTEXT)} of their charts`,
  };
}

/** Synth validates more than once: each warning is given once all the same. */
function warn(subject: ApiObject, warnings: readonly FieldProblem[]): void {
  const known = subject.node.metadata
    .filter(entry => entry.type === WARNING_METADATA)
    .map(entry => entry.data as unknown);
  for (const text of warnings.map(formatProblem).filter(text => !known.includes(text))) {
    subject.node.addMetadata(WARNING_METADATA, text);
    process.emitWarning(`[${subject.node.path}] ${text}`, 'SidecarSetWarning');
  }
}
