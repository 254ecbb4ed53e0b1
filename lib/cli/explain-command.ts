import { REVISION_SIDECARSET_LABEL } from '../api/names.js';
import { CONTROLLER_REVISIONS, NAMESPACES, PODS, SIDECARSETS } from '../api/resources.js';
import type { SidecarSet } from '../api/sidecarset.generated.js';
import type { Cluster } from '../cluster/cluster.js';
import { listAll } from '../cluster/list-pages.js';
import type { ScopeNamespaces } from '../decide/match.js';
import type { InjectionSnapshot } from '../decide/injection/injection-snapshot.js';
import type { CommandEnd, CommandWorld } from './command.js';
import { UsageError } from './command.js';
import { describeInjection } from './describe-injection.js';
import { behindOf, describeStanding } from './describe-standing.js';
import { describeAssumption, namedScope, observeScope } from './operator-scope.js';
import { observeOnce } from './observe-once.js';
import { unlessForbidden } from './unless-forbidden.js';
import { readFlags } from './read-flags.js';
import { INJECTION_FLAGS, readInjection } from './read-injection.js';
import { withoutRevision } from './without-revision.js';

/**
 * `sidecarset explain pod`: says of every SidecarSet whether it is chosen for a pod, and why. The pod and the SidecarSets
 * come from files (`-f pod.yaml --sidecarsets FILE...`), or all from a cluster (`NAMESPACE/NAME`).
 */
export async function runExplainCommand(args: readonly string[], world: CommandWorld): Promise<CommandEnd> {
  const flags = readFlags(args, { ...INJECTION_FLAGS, kubeconfig: 'value' });
  const [what, name, ...rest] = flags.words;
  if (what !== 'pod') throw new UsageError('say what to explain: "explain pod"');
  if (rest.length > 0) throw new UsageError(`"${rest.join(' ')}" is too much; explain one pod at a time`);
  if (name === undefined) return { exitCode: 0, output: describeInjection(readInjection(flags, world)) };
  if (flags.value('file') !== undefined || flags.values('sidecarsets').length > 0) {
    throw new UsageError(
      'explain a pod of files (-f and --sidecarsets) or one of a cluster (NAMESPACE/NAME), not both',
    );
  }
  const cluster = world.connect(flags.value('kubeconfig'));
  try {
    const view = { cluster, now: world.now };
    const scope = await observeScope(cluster, namedScope(flags));
    const snapshot = { ...(await observePod(name, view)), scopeNamespaces: scope.scopeNamespaces };
    const words = describeInjection(snapshot, await whyBehind(snapshot, view));
    return {
      exitCode: 0,
      output: `${words}${describeAssumption(scope)
        .map(line => `${line}\n`)
        .join('')}`,
    };
  } finally {
    cluster.close();
  }
}

/** A cluster, looked at once. */
interface View {
  readonly cluster: Cluster;
  readonly now: string;
}

/** Whether a pod is upgraded depends on the others; they are looked at only when it is behind. */
async function whyBehind(
  { pod, sidecarSets, scopeNamespaces }: InjectionSnapshot & { readonly scopeNamespaces: ScopeNamespaces },
  view: View,
): Promise<Readonly<Record<string, string>>> {
  const reasons = behindOf(pod, sidecarSets).map(async name => {
    const rollout = await unlessForbidden(observeOnce(name, { ...view, scopeNamespaces }));
    return [name, rollout === undefined ? 'not the present version' : describeStanding(pod, rollout)] as const;
  });
  return Object.fromEntries(await Promise.all(reasons));
}

async function observePod(text: string, { cluster, now }: View): Promise<InjectionSnapshot> {
  const [namespace, name, ...rest] = text.split('/');
  if (namespace === undefined || name === undefined || name === '' || rest.length > 0) {
    throw new UsageError(`name the pod as NAMESPACE/NAME, not "${text}"`);
  }
  const [pod, namespaceObject, sidecarSets] = await Promise.all([
    cluster.get(PODS, { namespace, name }),
    // Who may read a pod may not always read its Namespace; SidecarSets that ask for its labels are then unknown.
    unlessForbidden(cluster.get(NAMESPACES, { name: namespace })),
    listAll(cluster, SIDECARSETS),
  ]);
  const snapshot = { pod, namespace, now, ...(await readRevisions(sidecarSets, cluster)) };
  return namespaceObject === undefined
    ? snapshot
    : { ...snapshot, namespaceLabels: namespaceObject.metadata?.labels ?? {} };
}

/**
 * The SidecarSets, with the revisions that new pods get of them. To whom these are closed a SidecarSet is shown as if it
 * named none: which pods it chooses is the same.
 */
async function readRevisions(
  sidecarSets: readonly SidecarSet[],
  cluster: Cluster,
): Promise<Pick<InjectionSnapshot, 'sidecarSets' | 'revisions'>> {
  const isAnyOld = sidecarSets.some(
    ({ spec, status }) => spec.injectionStrategy?.revision !== undefined || status?.failedUpdate !== undefined,
  );
  if (!isAnyOld) return { sidecarSets };
  const query = { labelSelector: REVISION_SIDECARSET_LABEL };
  const revisions = await unlessForbidden(listAll(cluster, CONTROLLER_REVISIONS, { query }));
  if (revisions !== undefined) return { sidecarSets, revisions };
  return { sidecarSets: sidecarSets.map(withoutRevision) };
}
