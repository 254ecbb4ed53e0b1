import { NAMESPACES, PODS, SIDECARSETS } from '../api/resources.js';
import type { SidecarSet } from '../api/sidecarset.generated.js';
import { isApiError } from '../cluster/api-error.js';
import type { Cluster } from '../cluster/cluster.js';
import { listPages } from '../cluster/list-pages.js';
import type { InjectionSnapshot } from '../decide/injection/injection-snapshot.js';
import type { CommandEnd, CommandWorld } from './command.js';
import { UsageError } from './command.js';
import { describeInjection } from './describe-injection.js';
import { readFlags } from './read-flags.js';
import { INJECTION_FLAGS, readInjection } from './read-injection.js';

const PAGE_SIZE = 500;

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
    return { exitCode: 0, output: describeInjection(await observePod(name, { cluster, now: world.now })) };
  } finally {
    cluster.close();
  }
}

async function observePod(
  text: string,
  { cluster, now }: { readonly cluster: Cluster; readonly now: string },
): Promise<InjectionSnapshot> {
  const [namespace, name, ...rest] = text.split('/');
  if (namespace === undefined || name === undefined || name === '' || rest.length > 0) {
    throw new UsageError(`name the pod as NAMESPACE/NAME, not "${text}"`);
  }
  const [pod, namespaceLabels, sidecarSets] = await Promise.all([
    cluster.get(PODS, { namespace, name }),
    readNamespaceLabels(namespace, cluster),
    listPages<SidecarSet>({ cluster, resource: SIDECARSETS, limit: PAGE_SIZE, project: object => object }),
  ]);
  const snapshot = { pod, namespace, sidecarSets: sidecarSets.objects, now };
  return namespaceLabels === undefined ? snapshot : { ...snapshot, namespaceLabels };
}

/** Who may read a pod may not always read its Namespace; the SidecarSets that ask for its labels are then said to be unknown. */
async function readNamespaceLabels(name: string, cluster: Cluster): Promise<InjectionSnapshot['namespaceLabels']> {
  try {
    return (await cluster.get(NAMESPACES, { name })).metadata?.labels ?? {};
  } catch (error) {
    if (isApiError(error, 'Forbidden')) return undefined;
    throw error;
  }
}
