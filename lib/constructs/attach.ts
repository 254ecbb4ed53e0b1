import { ApiObject } from 'cdk8s';
import type { KubernetesObject, LabelSelector } from '../api/kubernetes.generated.js';
import type { SidecarSet } from '../api/sidecarset.generated.js';
import { injectPod } from '../decide/injection/inject-pod.js';
import type { Choice, InjectionDecision } from '../decide/injection/injection-snapshot.js';
import { CHOICE_WORDS } from '../decide/injection/injection-words.js';
import { podOfWorkload } from '../decide/injection/pod-of-workload.js';
import type { PlusPodSelectorConfig, PlusWorkload } from './plus.js';
import { renderPlusLabelSelector } from './plus.js';
import type { ChosenPods } from './sidecarset-props.js';

/**
 * Gives the pods of a workload the labels that a selector asks for.
 *
 * @throws Error when the pods have another value for one of these labels
 */
export function labelPods({ node, podMetadata }: PlusWorkload, selector: LabelSelector): void {
  for (const [key, value] of Object.entries(labelsFor(selector))) {
    const own = podMetadata.getLabel(key);
    if (own !== undefined && own !== value) {
      throw new Error(
        `the pods of ${node.path} have the label ${key}=${own}, and the SidecarSet selects ${key}=${value}; ` +
          'change one of the two, or give the SidecarSet a label of its own to select by',
      );
    }
    podMetadata.addLabel(key, value);
  }
}

/** Labels that satisfy the selector as far as it says what should be there. */
function labelsFor({ matchLabels, matchExpressions = [] }: LabelSelector): Readonly<Record<string, string>> {
  const wanted = matchExpressions.flatMap(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return [[key, 'true'] as const];
    return operator === 'In' && values[0] !== undefined ? [[key, values[0]] as const] : [];
  });
  return { ...Object.fromEntries(wanted), ...matchLabels };
}

/** The selectors that take in the same pods as something of cdk8s-plus does. */
export function chosenPods({ labelSelector, namespaces }: PlusPodSelectorConfig): ChosenPods {
  const names = namespaces?.names ?? [];
  const byLabels = namespaces?.labelSelector === undefined ? {} : renderPlusLabelSelector(namespaces.labelSelector);
  const [only, ...others] = names;
  const selector = renderPlusLabelSelector(labelSelector);
  if (Object.keys(byLabels).length === 0 && only !== undefined && others.length === 0) {
    return { selector, namespace: only };
  }
  const byName = { key: 'kubernetes.io/metadata.name', operator: 'In', values: names };
  const expressions = [...(byLabels.matchExpressions ?? []), ...(names.length === 0 ? [] : [byName])];
  const namespaceSelector = { ...byLabels, ...(expressions.length === 0 ? {} : { matchExpressions: expressions }) };
  return Object.keys(namespaceSelector).length === 0 ? { selector } : { selector, namespaceSelector };
}

/** Reasons why an attached SidecarSet does not get into a pod that are not for this app to mend. */
const EXPECTED: readonly Choice['reason'][] = [
  'selected',
  'injection-paused',
  'shadowed-by-canary',
  'namespace-unknown',
  'revision-missing',
];

/**
 * Says why the pods of a workload would not get a SidecarSet that is meant for them, by really injecting one.
 *
 * @param sidecarSets - every SidecarSet of the cluster, rendered, the subject among them
 */
export function whyNotInjected(
  workload: PlusWorkload,
  { subject, sidecarSets }: { readonly subject: string; readonly sidecarSets: readonly SidecarSet[] },
): readonly string[] {
  const pod = podOfWorkload(ApiObject.of(workload).toJson() as KubernetesObject);
  if (pod === undefined) return [`${workload.node.path} is attached, and makes no pods`];
  const namespace = pod.metadata?.namespace ?? 'default';
  const decision = injectPod({ pod, namespace, sidecarSets, now: '2024-01-01T00:00:00Z' });
  return faultsOf(decision, subject).map(fault => `the pods of ${workload.node.path} ${fault}`);
}

function faultsOf(decision: InjectionDecision, subject: string): readonly string[] {
  if (decision.kind === 'reject' && decision.reason !== 'revision-missing') {
    return [`would be rejected (${decision.reason}): ${decision.message}`];
  }
  const reason = decision.choices.find(({ sidecarSet }) => sidecarSet === subject)?.reason ?? 'selected';
  return EXPECTED.includes(reason) ? [] : [`are not selected (${reason}): ${CHOICE_WORDS[reason]}`];
}
