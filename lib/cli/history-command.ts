import type { ControllerRevision } from '../api/kubernetes.generated.js';
import type { InjectRevision, RevisionStatus, Sidecar } from '../api/sidecarset.generated.js';
import { planHistory } from '../decide/revision/plan-history.js';
import { restoreRevision } from '../decide/revision/restore-revision.js';
import { findRevision } from '../decide/revision/revisions-of.js';
import { planRollout } from '../decide/rollout/plan-rollout.js';
import type { RolloutSnapshot } from '../decide/rollout/rollout-snapshot.js';
import { formatAge } from './age.js';
import type { CommandEnd, CommandWorld } from './command.js';
import { observeHistory, versionOf } from './observe-history.js';
import { observeOnce } from './observe-once.js';
import { oneName, readFlags } from './read-flags.js';
import { formatTable } from './table.js';

/** `sidecarset history NAME`: the revisions of a SidecarSet, the newest first, and how many pods hold each. */
export async function runHistoryCommand(
  args: readonly string[],
  world: Pick<CommandWorld, 'connect' | 'now'>,
): Promise<CommandEnd> {
  const flags = readFlags(args, { kubeconfig: 'value', 'operator-namespace': 'value' });
  const name = oneName(flags.words);
  const cluster = world.connect(flags.value('kubeconfig'));
  try {
    const snapshot = await observeOnce(name, { cluster, now: world.now });
    const history = await observeHistory(snapshot.sidecarSet, cluster, flags.value('operator-namespace'));
    return { exitCode: 0, output: describeHistory(snapshot, history) };
  } finally {
    cluster.close();
  }
}

function describeHistory(snapshot: RolloutSnapshot, history: readonly ControllerRevision[]): string {
  const { sidecarSet, pods, now } = snapshot;
  const name = sidecarSet.metadata?.name ?? '';
  const facts = planHistory({ sidecarSet, pods, revisions: history, namespace: '' });
  const { revisions: counts = [] } = planRollout({ ...snapshot, history: facts }).status ?? sidecarSet.status ?? {};
  const rows = history
    .toReversed()
    .map(revision => describeRevision(revision, { snapshot, history, counts, latest: facts.latestRevision, now }));
  const known = history.some(revision => nameOf(revision) === facts.latestRevision);
  return [
    `SidecarSet ${name}: ${history.length} ${history.length === 1 ? 'revision' : 'revisions'}`,
    ...formatTable([['REVISION', 'NAME', 'VERSION', 'IMAGES', 'PODS', 'READY', 'AGE', ''], ...rows]),
    ...(known ? [] : ['its present spec has no revision yet; is the operator running?']),
    '',
  ].join('\n');
}

interface HistoryFacts {
  readonly snapshot: RolloutSnapshot;
  readonly history: readonly ControllerRevision[];
  readonly counts: readonly RevisionStatus[];
  readonly latest: string;
  readonly now: string;
}

function describeRevision(revision: ControllerRevision, facts: HistoryFacts): readonly string[] {
  const { snapshot, history, counts, latest, now } = facts;
  const { sidecarSet } = snapshot;
  const name = nameOf(revision);
  const { pods = 0, readyPods = 0 } = counts.find(count => count.name === name) ?? {};
  const pin = sidecarSet.spec.injectionStrategy?.revision;
  const isPinned = pin !== undefined && nameOf(findRevision(pin, history)) === name;
  return [
    String(revision.revision),
    name,
    versionOf(revision) ?? '',
    imagesOf(restoreRevision(sidecarSet, revision)?.spec),
    String(pods),
    String(readyPods),
    formatAge(revision.metadata?.creationTimestamp, now),
    [...(name === latest ? ['current'] : []), ...(isPinned ? [describePin(pin)] : [])].join(', '),
  ];
}

function describePin({ policy }: InjectRevision): string {
  return policy === 'Partial' ? 'pinned for a share of new pods' : 'pinned for new pods';
}

/** A single image speaks for itself. */
function imagesOf(
  spec: { readonly containers?: readonly Sidecar[]; readonly initContainers?: readonly Sidecar[] } = {},
): string {
  const sidecars = [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
  const [only] = sidecars;
  if (sidecars.length === 1) return only?.image ?? '';
  return sidecars.map(({ name, image = '' }) => `${name}=${image}`).join(' ');
}

function nameOf(revision: ControllerRevision | undefined): string {
  return revision?.metadata?.name ?? '';
}
