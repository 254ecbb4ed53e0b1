import type { CommandEnd, LiveWorld } from './command.js';
import { describeStatus } from './describe-status.js';
import { observeOnce } from './observe-once.js';
import { oneName, readFlags } from './read-flags.js';
import { watchStatus } from './watch-status.js';

/**
 * `sidecarset status NAME`: how far the rollout of a SidecarSet is, counted anew from its pods, and which pods are held
 * and why. With `--watch` it goes on showing it until it is interrupted.
 */
export async function runStatusCommand(args: readonly string[], world: LiveWorld): Promise<CommandEnd> {
  const flags = readFlags(args, { kubeconfig: 'value', watch: 'switch' });
  const name = oneName(flags.words);
  const cluster = world.connect(flags.value('kubeconfig'));
  try {
    // Also before watching: what may not be read, or is not there, is said at once.
    const snapshot = await observeOnce(name, { cluster, now: world.now });
    if (!flags.isOn('watch')) return { exitCode: 0, output: `${describeStatus(snapshot).join('\n')}\n` };
    const isGone = await watchStatus(name, { ...world, cluster });
    return { exitCode: 0, output: isGone ? `SidecarSet ${name} is gone\n` : '' };
  } finally {
    cluster.close();
  }
}
