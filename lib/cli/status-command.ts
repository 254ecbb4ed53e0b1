import type { SidecarSet } from '../api/sidecarset.generated.js';
import type { CommandEnd, LiveWorld } from './command.js';
import { describeStatus } from './describe-status.js';
import { observeOnce } from './observe-once.js';
import { namedScope, observeScope, OPERATOR_FLAGS } from './operator-scope.js';
import { oneName, readFlags } from './read-flags.js';
import { endOfRollout } from './rollout-end.js';
import { watchStatus } from './watch-status.js';

/**
 * `sidecarset status NAME`: how far the rollout of a SidecarSet is, counted anew from its pods, and which pods are held
 * and why. With `--watch` it goes on showing it until it is interrupted, with `--wait` until the rollout has come to its end.
 */
export async function runStatusCommand(args: readonly string[], world: LiveWorld): Promise<CommandEnd> {
  const flags = readFlags(args, { kubeconfig: 'value', watch: 'switch', wait: 'switch', ...OPERATOR_FLAGS });
  const name = oneName(flags.words);
  const cluster = world.connect(flags.value('kubeconfig'));
  try {
    // Also before watching: what may not be read, or is not there, is said at once.
    const named = namedScope(flags);
    const { scopeNamespaces } = await observeScope(cluster, named);
    const snapshot = await observeOnce(name, { cluster, now: world.now, scopeNamespaces });
    const waits = flags.isOn('wait');
    if (!waits && !flags.isOn('watch')) return { exitCode: 0, output: `${describeStatus(snapshot).join('\n')}\n` };
    const until = (sidecarSet: SidecarSet | undefined): CommandEnd | undefined => {
      if (sidecarSet === undefined) return { exitCode: waits ? 1 : 0, output: `SidecarSet ${name} is gone\n` };
      return waits ? endOfRollout(sidecarSet) : undefined;
    };
    const over = await watchStatus(name, { ...world, cluster, until, named });
    return (
      over ?? { exitCode: waits ? 1 : 0, output: waits ? `told to stop before the rollout of ${name} was over\n` : '' }
    );
  } finally {
    cluster.close();
  }
}
