import type { KubernetesObject, Pod } from '../api/kubernetes.generated.js';
import type { SidecarSet } from '../api/sidecarset.generated.js';
import { defaultSidecarSet } from '../decide/definition/default-sidecarset.js';
import { validateSidecarSet } from '../decide/definition/validate-sidecarset.js';
import { formatProblem } from '../decide/definition/verdict.js';
import { injectPod } from '../decide/injection/inject-pod.js';
import type { InjectionDecision } from '../decide/injection/injection-snapshot.js';
import { podOfWorkload } from '../decide/injection/pod-of-workload.js';
import type { Testable } from './testable.js';
import { toManifest } from './testable.js';

/** A SidecarSet: a construct of this library, or plain JSON. */
export type TestableSidecarSet = Testable<SidecarSet>;

/** Where and when a pod is created. */
export interface InjectionSurroundings {
  /**
   * Namespace in which the pod is created.
   *
   * @default - that of the pod or its workload, else 'default'
   */
  readonly namespace?: string;

  /**
   * Labels of that namespace, for SidecarSets with a `namespaceSelector`.
   *
   * @default - `kubernetes.io/metadata.name` alone, which every namespace has
   */
  readonly namespaceLabels?: Readonly<Record<string, string>>;

  /**
   * The moment, RFC 3339 with seconds: it stands in the pod's annotations.
   *
   * @default '2024-01-01T00:00:00Z'
   */
  readonly now?: string;
}

/**
 * What becomes of a pod at its creation in a cluster with these SidecarSets, decided by the very function that the webhook
 * decides with.
 *
 * @param workload - a pod, or what makes pods: a construct of cdk8s (`Deployment` of cdk8s-plus, `ApiObject`) or plain JSON
 * @param sidecarSets - one, or several
 * @returns the pod, injected or as it was, with the verdict on every SidecarSet
 * @throws Error when a SidecarSet would be refused by admission, with every problem, or the workload makes no pods
 *
 * @example
 * expect(decideInjection(deployment, [logs, mesh]).kind).toBe('inject');
 */
export function decideInjection(
  workload: Testable<KubernetesObject>,
  sidecarSets: TestableSidecarSet | readonly TestableSidecarSet[],
  surroundings: InjectionSurroundings = {},
): InjectionDecision {
  const pod = podOf(workload);
  const namespace = surroundings.namespace ?? pod.metadata?.namespace ?? 'default';
  const { now = '2024-01-01T00:00:00Z', namespaceLabels = {} } = surroundings;
  return injectPod({
    pod,
    namespace,
    namespaceLabels: { 'kubernetes.io/metadata.name': namespace, ...namespaceLabels },
    sidecarSets: admitted(sidecarSets),
    now,
  });
}

/**
 * The pod as a cluster with these SidecarSets would create it: injected, or as it was when none of them chooses it.
 *
 * @throws Error when the pod would be rejected, or for the reasons of {@link decideInjection}
 *
 * @example
 * expect(injected(deployment, logAgent).spec.containers.map(({ name }) => name)).toEqual(['log-agent', 'shop']);
 */
export function injected(
  workload: Testable<KubernetesObject>,
  sidecarSets: TestableSidecarSet | readonly TestableSidecarSet[],
  surroundings: InjectionSurroundings = {},
): InjectedPod {
  const decision = decideInjection(workload, sidecarSets, surroundings);
  if (decision.kind === 'reject') throw new Error(`the pod is rejected (${decision.reason}): ${decision.message}`);
  const pod = decision.kind === 'inject' ? decision.pod : podOf(workload);
  // Plain JSON, as an API server would send it: no test is to depend on what is shared or undefined inside.
  return JSON.parse(JSON.stringify(pod)) as InjectedPod;
}

/** A pod with metadata and spec, so that tests can look into it without asking whether they are there. */
export type InjectedPod = Pod & Required<Pick<Pod, 'metadata' | 'spec'>>;

function podOf(workload: Testable<KubernetesObject>): Pod {
  const manifest = toManifest(workload);
  const pod = podOfWorkload(manifest);
  if (pod === undefined) throw new Error(`${manifest.kind ?? 'an object without a kind'} makes no pods`);
  return { ...pod, metadata: pod.metadata ?? {} };
}

/** As they are stored. */
function admitted(given: TestableSidecarSet | readonly TestableSidecarSet[]): readonly SidecarSet[] {
  const list: readonly TestableSidecarSet[] = isList(given) ? given : [given];
  const sidecarSets = list.map(sidecarSet => defaultSidecarSet(toManifest(sidecarSet)));
  const problems = sidecarSets.flatMap(sidecarSet => {
    const others = sidecarSets.filter(other => other !== sidecarSet);
    const name = sidecarSet.metadata?.name ?? '(without a name)';
    return validateSidecarSet({ sidecarSet, others }).problems.map(
      problem => `SidecarSet ${name}: ${formatProblem(problem)}`,
    );
  });
  if (problems.length > 0) throw new Error(`admission refuses:\n${problems.map(problem => `  ${problem}`).join('\n')}`);
  return sidecarSets;
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}
