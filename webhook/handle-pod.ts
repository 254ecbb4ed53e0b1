import type { Namespace, Pod } from '../lib/api/kubernetes.generated.js';
import { apiVersionOf, SIDECARSETS } from '../lib/api/resources.js';
import type { FieldProblem } from '../lib/decide/definition/verdict.js';
import { formatProblem } from '../lib/decide/definition/verdict.js';
import { diffJson } from '../lib/decide/json-patch.js';
import { podShapeProblems } from '../lib/decide/injection/pod-shape.js';
import { injectPod } from '../lib/decide/injection/inject-pod.js';
import type { Choice, InjectionDecision, InjectionSnapshot } from '../lib/decide/injection/injection-snapshot.js';
import type { SidecarSet } from '../lib/api/sidecarset.generated.js';
import type { EventRecorder } from '../lib/cluster/event-recorder.js';
import type { StoreView } from '../lib/cluster/store-view.js';
import type { Metrics } from '../lib/telemetry/metrics.js';
import type { AdmissionDecision, AdmissionRequest } from './admission-review.js';
import type { AdmissionHandler } from './admission-route.js';
import type { InjectionSources } from './observe-injection.js';
import { indexSidecarSets } from './index-sidecarsets.js';
import { findNamespace, observeInjection } from './observe-injection.js';
import { RecentInjections } from './recent-injections.js';

/** What the injection of pods needs. */
export interface PodHandlerOptions extends Omit<InjectionSources, 'candidates' | 'recent'> {
  readonly sidecarSets: StoreView<SidecarSet>;
  readonly metrics: Metrics;
  readonly events: Pick<EventRecorder, 'note'>;
}

/** Makes the handler that injects sidecars into a pod at its creation: observe, decide, answer. */
export function podHandler(options: PodHandlerOptions): AdmissionHandler {
  const recent = new RecentInjections(options);
  const sources = { ...options, candidates: indexSidecarSets(options.sidecarSets), recent };
  return request => {
    const { operation, subResource, namespace, object: pod } = request;
    if (operation !== 'CREATE' || subResource !== '' || pod === undefined) {
      return { verdict: 'allow', reason: 'not-a-creation' };
    }
    if (!options.sidecarSets.synced || !options.revisions.synced) return notSynced();
    // Nothing may come between the look at recent pods and the note of this one: two would get the same place.
    const decide = (namespaceObject: Namespace | undefined): AdmissionDecision =>
      decideAbout(request, observeInjection({ pod, namespace, namespaceObject }, sources), sources);
    const found = findNamespace(namespace, sources);
    return found instanceof Promise ? found.then(decide) : decide(found);
  };
}

function decideAbout(
  request: AdmissionRequest,
  snapshot: InjectionSnapshot,
  options: PodHandlerOptions & { readonly recent: RecentInjections },
): AdmissionDecision {
  // Nothing of a pod is read that no SidecarSet may select.
  const problems = snapshot.sidecarSets.length === 0 ? [] : podShapeProblems(snapshot.pod);
  if (problems.length > 0) return noPod(problems);
  const decision = injectPod(snapshot);
  if (!request.dryRun) {
    options.recent.note(decision);
    count(options.metrics, decision);
    for (const choice of decision.choices) tell(choice, request, options);
  }
  return answer(snapshot.pod, decision);
}

/** Half the SidecarSets would make half an injection, and nobody would notice. */
function notSynced(): AdmissionDecision {
  const message =
    'this replica does not know the SidecarSets and their revisions yet; it reads them from the API server';
  return { verdict: 'fail', reason: 'not-synced', code: 503, message };
}

/** The API server decodes pods before it sends them: this comes from somebody else. */
function noPod(problems: readonly FieldProblem[]): AdmissionDecision {
  const message = `request.object is no Pod: ${problems.map(formatProblem).join('; ')}`;
  return { verdict: 'fail', reason: 'malformed-pod', code: 400, message };
}

function answer(pod: Pod, decision: InjectionDecision): AdmissionDecision {
  const { choices } = decision;
  const sidecarSets = chosenBy(decision);
  const generateName = pod.metadata?.generateName;
  switch (decision.kind) {
    case 'inject':
      return {
        verdict: 'allow',
        reason: 'injected',
        patch: diffJson(pod, decision.pod),
        facts: { sidecarSets, generateName },
      };
    case 'leave': {
      const { reason } = decision;
      return reason === 'not-selected'
        ? { verdict: 'allow', reason }
        : { verdict: 'allow', reason, facts: { choices, generateName } };
    }
    case 'reject': {
      const { reason, message } = decision;
      const status = { code: 403, reason: 'Forbidden', message } as const;
      return { verdict: 'refuse', reason, status, facts: { sidecarSets, generateName } };
    }
  }
}

function count(metrics: Metrics, decision: InjectionDecision): void {
  // The API server asks again after other webhooks: the pod has been counted.
  if (decision.kind === 'leave' && decision.reason === 'already-injected') return;
  if (decision.kind !== 'inject') {
    metrics.count('sidecarset_pods_not_injected_total', { reason: decision.reason });
    return;
  }
  for (const sidecarset of chosenBy(decision)) metrics.count('sidecarset_pods_injected_total', { sidecarset });
}

/** Whoever answers for the SidecarSet does not see the pods of others: what is wrong with it is said at the SidecarSet. */
function tell(
  { sidecarSet: name, reason, message }: Choice,
  { namespace }: AdmissionRequest,
  options: PodHandlerOptions,
): void {
  const sidecarSet = message === undefined ? undefined : options.sidecarSets.get({ name });
  if (sidecarSet === undefined || message === undefined) return;
  options.events.note({
    about: { apiVersion: apiVersionOf(SIDECARSETS), kind: SIDECARSETS.kind, name, uid: sidecarSet.metadata?.uid ?? '' },
    type: 'Warning',
    reason,
    message: `a pod in namespace ${namespace} is created without these sidecars: ${message}`,
  });
}

function chosenBy({ choices }: InjectionDecision): readonly string[] {
  return choices.filter(choice => choice.chosen).map(choice => choice.sidecarSet);
}
