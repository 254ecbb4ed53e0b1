import type { ControllerRevision } from '../api/kubernetes.generated.js';
import { CUSTOM_VERSION_LABEL } from '../api/names.js';
import { SIDECARSETS } from '../api/resources.js';
import type { SidecarSet } from '../api/sidecarset.generated.js';
import { planHistory } from '../decide/revision/plan-history.js';
import { restoreRevision } from '../decide/revision/restore-revision.js';
import type { CommandEnd, CommandWorld } from './command.js';
import { writeEdit } from './edit-sidecarset.js';
import { observeHistory, revisionMeant, versionOf } from './observe-history.js';
import { EDIT_FLAGS, oneName, readFlags } from './read-flags.js';

/**
 * `sidecarset undo NAME [--to-revision REVISION]`: writes the sidecars of an earlier revision back into the SidecarSet, of
 * the one before the present when nothing is said. The rollout then goes there as it would to any other spec; who gets
 * the sidecars, and when, stays as it is.
 */
export async function runUndoCommand(
  args: readonly string[],
  world: Pick<CommandWorld, 'connect' | 'now'>,
): Promise<CommandEnd> {
  const flags = readFlags(args, { ...EDIT_FLAGS, 'to-revision': 'value', 'operator-namespace': 'value' });
  const name = oneName(flags.words);
  const cluster = world.connect(flags.value('kubeconfig'));
  try {
    const before = await cluster.get(SIDECARSETS, { name });
    const history = await observeHistory(before, cluster, flags.value('operator-namespace'));
    const wanted = flags.value('to-revision');
    const target = wanted === undefined ? previous(before, history) : revisionMeant(wanted, history);
    const after = goBack(before, target);
    const done = `is at the sidecars of revision ${describe(target)}`;
    const { now } = world;
    return await writeEdit(
      { before, after, done, concernsPods: true },
      { cluster, now, dryRun: flags.isOn('dry-run') },
    );
  } finally {
    cluster.close();
  }
}

/** The newest revision that is not the present one. */
function previous(sidecarSet: SidecarSet, history: readonly ControllerRevision[]): ControllerRevision {
  const { latestRevision } = planHistory({ sidecarSet, revisions: history, pods: [], namespace: '' });
  const found = history.findLast(({ metadata }) => metadata?.name !== latestRevision);
  if (found === undefined) {
    throw new Error(`SidecarSet ${sidecarSet.metadata?.name ?? ''} has no earlier revision to go back to`);
  }
  return found;
}

/** @throws Error for a revision that holds no sidecars */
function goBack(sidecarSet: SidecarSet, revision: ControllerRevision): SidecarSet {
  const restored = restoreRevision(sidecarSet, revision);
  if (restored === undefined) throw new Error(`revision ${describe(revision)} holds no sidecars; it cannot be used`);
  return withVersion(restored, versionOf(revision));
}

/** The custom version goes back too: otherwise the old sidecars would be known by the name of the new ones. */
function withVersion(sidecarSet: SidecarSet, version: string | undefined): SidecarSet {
  const { customVersion, ...spec } = sidecarSet.spec;
  if (customVersion === version && version !== undefined) return sidecarSet;
  const { labels, ...metadata } = sidecarSet.metadata ?? {};
  const others = Object.entries(labels ?? {}).filter(([key]) => key !== CUSTOM_VERSION_LABEL);
  return {
    ...sidecarSet,
    metadata: { ...metadata, ...(labels === undefined ? {} : { labels: Object.fromEntries(others) }) },
    spec: { ...spec, ...(version === undefined ? {} : { customVersion: version }) },
  };
}

function describe(revision: ControllerRevision): string {
  const version = versionOf(revision);
  return `${revision.revision} (${revision.metadata?.name ?? ''}${version === undefined ? '' : `, ${version}`})`;
}
