import { SIDECARSETS } from '../api/resources.js';
import type { InjectRevision, SidecarSet } from '../api/sidecarset.generated.js';
import type { CommandEnd, CommandWorld } from './command.js';
import { UsageError } from './command.js';
import type { SidecarSetEdit } from './edit-sidecarset.js';
import { writeEdit } from './edit-sidecarset.js';
import { observeHistory, revisionMeant, versionOf } from './observe-history.js';
import { EDIT_FLAGS, readFlags } from './read-flags.js';

type Policy = NonNullable<InjectRevision['policy']>;

/**
 * `sidecarset pin NAME REVISION [--policy Always|Partial]`: gives new pods an older revision; `sidecarset pin NAME --none`
 * gives them the present one again. Pods that are there stay as they are.
 */
export async function runPinCommand(
  args: readonly string[],
  world: Pick<CommandWorld, 'connect' | 'now'>,
): Promise<CommandEnd> {
  const flags = readFlags(args, { ...EDIT_FLAGS, policy: 'value', none: 'switch', 'operator-namespace': 'value' });
  const [name, word, ...rest] = flags.words;
  const wordIsThere = word !== undefined;
  if (name === undefined || rest.length > 0 || wordIsThere === flags.isOn('none')) {
    throw new UsageError(
      'name a SidecarSet and a revision, its custom version or number: pin NAME REVISION; or pin NAME --none',
    );
  }
  const policy = readPolicy(flags.value('policy'));
  const cluster = world.connect(flags.value('kubeconfig'));
  try {
    const before = await cluster.get(SIDECARSETS, { name });
    const history = wordIsThere ? await observeHistory(before, cluster, flags.value('operator-namespace')) : [];
    const edit = wordIsThere ? pin(before, { policy, ...pinFor(word, history) }) : unpin(before);
    return await writeEdit(edit, { cluster, now: world.now, dryRun: flags.isOn('dry-run') });
  } finally {
    cluster.close();
  }
}

function readPolicy(policy = 'Always'): Policy {
  if (policy === 'Always' || policy === 'Partial') return policy;
  throw new UsageError(`--policy is Always or Partial, not "${policy}"`);
}

/** A custom version stays one, so that its newest revision is meant later too. */
function pinFor(word: string, history: Parameters<typeof revisionMeant>[1]): InjectRevision {
  const revision = revisionMeant(word, history);
  return versionOf(revision) === word ? { customVersion: word } : { revisionName: revision.metadata?.name ?? '' };
}

function pin(before: SidecarSet, revision: InjectRevision): SidecarSetEdit {
  const { injectionStrategy } = before.spec;
  const after = { ...before, spec: { ...before.spec, injectionStrategy: { ...injectionStrategy, revision } } };
  const meant = revision.revisionName ?? `the newest revision of ${revision.customVersion ?? ''}`;
  const share = revision.policy === 'Partial' ? ', to the share of them that the rollout keeps old' : '';
  return { before, after, done: `gives new pods ${meant}${share}`, concernsPods: false };
}

function unpin(before: SidecarSet): SidecarSetEdit {
  const others = Object.entries(before.spec.injectionStrategy ?? {}).filter(([field]) => field !== 'revision');
  const injectionStrategy = Object.fromEntries(others);
  const isPinned = before.spec.injectionStrategy?.revision !== undefined;
  const after = isPinned ? { ...before, spec: { ...before.spec, injectionStrategy } } : before;
  return { before, after, done: 'gives new pods its present sidecars', concernsPods: false };
}
