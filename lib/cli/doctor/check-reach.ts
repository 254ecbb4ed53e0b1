import type { Namespace, Pod } from '../../api/kubernetes.generated.js';
import { isPodWebhook } from '../../api/endpoints.js';
import { PODS, SIDECARSETS } from '../../api/resources.js';
import type { SidecarSet } from '../../api/sidecarset.generated.js';
import { isApiError } from '../../cluster/api-error.js';
import type { Cluster } from '../../cluster/cluster.js';
import { readLedger } from '../../decide/ledger.js';
import type { ScopeNamespaces } from '../../decide/match.js';
import { selectsPod } from '../../decide/match.js';
import type { Finding } from './finding.js';
import { ok, problem, skipped } from './finding.js';

const PROBE = 'sidecarset-doctor';
const UNREACHABLE = 'failed calling webhook';
const ADVICE = 'see whether operator pods are ready, and whether the network lets the API server reach their port';

/** A SidecarSet without anything in it, in a dry run: only our own webhook refuses it in our own words. */
export async function checkSidecarSetWebhook(cluster: Cluster): Promise<readonly Finding[]> {
  const check = 'webhook for SidecarSets';
  const probe = { metadata: { name: PROBE }, spec: {} } as unknown as SidecarSet;
  try {
    await cluster.create(SIDECARSETS, probe, { dryRun: true });
    return [problem(check, 'the API server does not ask it; apply the manifests again')];
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    if (words.includes(UNREACHABLE)) return [problem(check, `${words}; ${ADVICE}`)];
    if (/admission webhook "[^"]*sidecarset\.kruise\.io" denied/.test(words)) return [ok(check, 'answers')];
    if (isApiError(error, 'Forbidden')) return [skipped(check, `you lack the right to try: ${words}`)];
    return [problem(check, `the API server does not ask it: ${words}; apply the manifests again`)];
  }
}

interface Places {
  readonly namespaces: readonly Namespace[];
  readonly scopeNamespaces: ScopeNamespaces;
}

/** A pod that this SidecarSet selects, in a dry run: it has to come back injected. */
export async function checkPodWebhook(
  sidecarSet: SidecarSet,
  { cluster, ...places }: Places & { readonly cluster: Cluster },
): Promise<readonly Finding[]> {
  const name = sidecarSet.metadata?.name ?? '';
  const check = `injection ${name}`;
  const pod = podFor(sidecarSet, places);
  if (pod === undefined) return [skipped(check, 'no namespace and labels were found that it selects')];
  try {
    const { metadata } = await cluster.create(PODS, pod, { dryRun: true });
    const { injectedBy } = readLedger(metadata?.annotations ?? {});
    if (injectedBy.length === 0)
      return [problem(check, `a pod that it selects comes back without sidecars; ${ADVICE}`)];
    return [ok(check, `a pod in ${pod.metadata?.namespace ?? ''} comes back injected by ${injectedBy.join(', ')}`)];
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const [, webhook = ''] = /webhook "([^"]*)"/.exec(words) ?? [];
    if (!isPodWebhook(webhook)) return [skipped(check, `somebody else refuses the pod that was tried: ${words}`)];
    if (words.includes(UNREACHABLE)) return [problem(check, `${words}; ${ADVICE}`)];
    return [ok(check, `answers, and refuses a pod without an app: ${words}`)];
  }
}

/** Labels that satisfy the selector, in the first namespace where that makes the SidecarSet select the pod. */
function podFor(sidecarSet: SidecarSet, { namespaces, scopeNamespaces }: Places): Pod | undefined {
  const { matchLabels = {}, matchExpressions = [] } = sidecarSet.spec.selector;
  const wanted = matchExpressions
    .filter(({ operator }) => operator === 'In' || operator === 'Exists')
    .map(({ key, values = [] }) => [key, values[0] ?? 'doctor'] as const);
  const labels = { ...Object.fromEntries(wanted), ...matchLabels };
  const namespace = namespaces.find(({ metadata }) => {
    const place = { namespace: metadata?.name ?? '', namespaceLabels: metadata?.labels ?? {}, scopeNamespaces };
    return metadata?.deletionTimestamp === undefined && selectsPod({ sidecarSet, labels, ...place }).selected;
  });
  if (namespace === undefined) return undefined;
  const metadata = { generateName: `${PROBE}-`, namespace: namespace.metadata?.name ?? '', labels };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [{ name: PROBE, image: PROBE }] } };
}
