import type { SidecarSetStatus } from '../api/sidecarset.generated.js';
import { isHot } from '../decide/injection/open-slots.js';
import { planRollout } from '../decide/rollout/plan-rollout.js';
import type { RolloutSnapshot } from '../decide/rollout/rollout-plan.js';
import type { CommandEnd, CommandWorld } from './command.js';
import { UsageError } from './command.js';
import { describeHeld } from './describe-held.js';
import { describeHotUpgrades } from './describe-hot-upgrades.js';
import { countSlots } from './describe-slots.js';
import { observeOnce } from './observe-once.js';
import { readFlags } from './read-flags.js';

/**
 * `sidecarset status NAME`: how far the rollout of a SidecarSet is, counted anew from its pods, and which pods are held
 * and why.
 */
export async function runStatusCommand(
  args: readonly string[],
  world: Pick<CommandWorld, 'connect' | 'now'>,
): Promise<CommandEnd> {
  const flags = readFlags(args, { kubeconfig: 'value' });
  const [name, ...rest] = flags.words;
  if (name === undefined || rest.length > 0) throw new UsageError('name one SidecarSet');
  const cluster = world.connect(flags.value('kubeconfig'));
  try {
    return { exitCode: 0, output: describeStatus(await observeOnce(name, { cluster, now: world.now })) };
  } finally {
    cluster.close();
  }
}

function describeStatus(snapshot: RolloutSnapshot): string {
  const { metadata, spec, status: stored = {} } = snapshot.sidecarSet;
  const hot = [...(spec.initContainers ?? []), ...(spec.containers ?? [])].filter(isHot).map(({ name }) => name);
  const { held, hotUpgrades, status = stored } = planRollout(snapshot);
  const { matchedPods = 0, updatedPods = 0, readyPods = 0, updatedReadyPods = 0 } = status;
  return [
    `SidecarSet ${metadata?.name ?? ''}`,
    `  matched ${matchedPods}, updated ${updatedPods}, ready ${readyPods}, updated and ready ${updatedReadyPods}`,
    ...unseen(metadata?.generation, stored),
    ...conditionLines(stored),
    ...countSlots(snapshot.pods, hot).map(line => `  ${line}`),
    ...describeHotUpgrades(hotUpgrades, snapshot.now),
    ...describeHeld(held),
    '',
  ].join('\n');
}

function unseen(generation: number | undefined, { observedGeneration }: SidecarSetStatus): readonly string[] {
  if (generation === undefined || observedGeneration === generation) return [];
  const seen = observedGeneration === undefined ? '' : ` after generation ${observedGeneration}`;
  return [`  the operator has not seen generation ${generation} yet${seen}; is it running?`];
}

function conditionLines({ conditions = [] }: SidecarSetStatus): readonly string[] {
  return conditions.map(({ type, status, reason, message }) => `  ${type} ${status} (${reason}): ${message}`);
}
