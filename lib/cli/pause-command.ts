import { SIDECARSETS } from '../api/resources.js';
import type { SidecarSet } from '../api/sidecarset.generated.js';
import type { CommandEnd, CommandWorld } from './command.js';
import type { SidecarSetEdit } from './edit-sidecarset.js';
import { writeEdit } from './edit-sidecarset.js';
import { EDIT_FLAGS, oneName, readFlags } from './read-flags.js';

/**
 * `sidecarset pause NAME` and `sidecarset resume NAME`: stops the rollout where it is, or lets it go on; with
 * `--injection` the injection into new pods instead.
 */
export async function runPauseCommand(
  args: readonly string[],
  { paused, ...world }: Pick<CommandWorld, 'connect' | 'now'> & { readonly paused: boolean },
): Promise<CommandEnd> {
  const flags = readFlags(args, { ...EDIT_FLAGS, injection: 'switch' });
  const name = oneName(flags.words);
  const cluster = world.connect(flags.value('kubeconfig'));
  try {
    const before = await cluster.get(SIDECARSETS, { name });
    const edit = flags.isOn('injection') ? pauseInjection(before, paused) : pauseRollout(before, paused);
    return await writeEdit(edit, { cluster, now: world.now, dryRun: flags.isOn('dry-run') });
  } finally {
    cluster.close();
  }
}

function pauseRollout(before: SidecarSet, paused: boolean): SidecarSetEdit {
  const { updateStrategy } = before.spec;
  const done = paused
    ? 'is paused: no further pod is upgraded; new pods are injected as before'
    : 'is not paused: its rollout goes on';
  if ((updateStrategy?.paused ?? false) === paused) return { before, after: before, done, concernsPods: false };
  const after = { ...before, spec: { ...before.spec, updateStrategy: { ...updateStrategy, paused } } };
  return { before, after, done, concernsPods: true };
}

function pauseInjection(before: SidecarSet, paused: boolean): SidecarSetEdit {
  const { injectionStrategy } = before.spec;
  const done = paused
    ? 'has its injection paused: new pods do not get its sidecars, and do not get them later either'
    : 'injects new pods; those created while it was paused stay without its sidecars';
  if ((injectionStrategy?.paused ?? false) === paused) return { before, after: before, done, concernsPods: false };
  const after = { ...before, spec: { ...before.spec, injectionStrategy: { ...injectionStrategy, paused } } };
  return { before, after, done, concernsPods: false };
}
