import { POD_DISRUPTION_BUDGETS, PODS } from '../api/resources.js';
import type { SidecarSet } from '../api/sidecarset.generated.js';
import { counted } from '../decide/counted.js';
import { foreseeWaves } from '../decide/rollout/foresee-waves.js';
import { planRollout } from '../decide/rollout/plan-rollout.js';
import type { RolloutSnapshot } from '../decide/rollout/rollout-snapshot.js';
import { describeStep } from '../../controller/describe-step.js';
import { injectorsOf } from '../../controller/observe-rollout.js';
import type { CommandEnd, CommandFiles, CommandWorld } from './command.js';
import { UsageError } from './command.js';
import { describeForesight } from './describe-foresight.js';
import { describeHeld } from './describe-held.js';
import { describeHotUpgrades } from './describe-hot-upgrades.js';
import { withSpec } from './edit-sidecarset.js';
import { observeOnce } from './observe-once.js';
import { observeProtectionOnce } from './observe-protection-once.js';
import type { Flags } from './read-flags.js';
import { readFlags } from './read-flags.js';
import { readNamespaces } from './read-namespaces.js';
import { ofKind, requireObjects } from './read-objects.js';
import { readSidecarSets } from './read-sidecarsets.js';

/** A rollout of more waves is foreseen no further: what it does then it does again and again. */
const MOST_WAVES = 100;

type PlanFlag = 'file' | 'pods' | 'namespaces' | 'kubeconfig';

/**
 * `sidecarset plan NAME`: prints what the controller would do now for a SidecarSet of a cluster, or with `-f FILE` what it
 * would do first if the SidecarSet were changed to that. `sidecarset plan -f FILE --pods FILE...` does it without a
 * cluster. Nothing is written.
 */
export async function runPlanCommand(args: readonly string[], world: CommandWorld): Promise<CommandEnd> {
  const flags = readFlags(args, { file: 'value', pods: 'values', namespaces: 'values', kubeconfig: 'value' });
  const [name, ...rest] = flags.words;
  if (rest.length > 0) throw new UsageError(`"${rest.join(' ')}" is too much; plan one SidecarSet at a time`);
  if (flags.values('pods').length > 0) return { exitCode: 0, output: describePlan(readSnapshot(name, flags, world)) };
  if (name === undefined)
    throw new UsageError('name a SidecarSet of the cluster, or files: -f set.yaml --pods pods.yaml');
  const file = flags.value('file');
  const edited = file === undefined ? undefined : readOne(file, name, world);
  const cluster = world.connect(flags.value('kubeconfig'));
  try {
    const snapshot = await observeOnce(name, { cluster, now: world.now });
    if (edited === undefined) return { exitCode: 0, output: describePlan(snapshot) };
    const planned = withSpec(snapshot, edited);
    // The edit may ask for budgets that the stored SidecarSet does not ask for.
    const protection = await observeProtectionOnce(planned.sidecarSet, cluster);
    return { exitCode: 0, output: describePlan({ ...planned, ...protection }) };
  } finally {
    cluster.close();
  }
}

function readSnapshot(name: string | undefined, flags: Flags<PlanFlag>, world: CommandWorld): RolloutSnapshot {
  const file = flags.value('file');
  if (file === undefined) throw new UsageError('name the file of the SidecarSet: -f set.yaml');
  const sidecarSet = readOne(file, name, world);
  const namespaces = readNamespaces(flags.values('namespaces'), world);
  if (sidecarSet.spec.namespaceSelector !== undefined && flags.values('namespaces').length === 0) {
    throw new UsageError('the SidecarSet has a namespaceSelector: give the Namespaces with --namespaces FILE');
  }
  const found = requireObjects(flags.values('pods'), world);
  const pods = ofKind(found, PODS).map(({ object }) => object);
  const disruptionBudgets = ofKind(found, POD_DISRUPTION_BUDGETS).map(({ object }) => object);
  const injected = pods.filter(pod => injectorsOf(pod).includes(sidecarSet.metadata?.name ?? ''));
  return { sidecarSet, pods: injected, injectedPods: pods, disruptionBudgets, namespaces, now: world.now };
}

function readOne(file: string, name: string | undefined, files: CommandFiles): SidecarSet {
  const all = readSidecarSets(requireObjects([file], files));
  const [sidecarSet, ...others] = all.filter(({ metadata }) => name === undefined || metadata?.name === name);
  if (sidecarSet === undefined) throw new Error(`${file}: holds no SidecarSet ${name ?? ''}`);
  if (others.length > 0) throw new UsageError(`${file} holds ${all.length} SidecarSets; name one of them`);
  return sidecarSet;
}

function describePlan(snapshot: RolloutSnapshot): string {
  const { sidecarSet } = snapshot;
  const { steps, held, hotUpgrades, status = sidecarSet.status ?? {} } = planRollout(snapshot);
  const name = sidecarSet.metadata?.name ?? '';
  const { matchedPods = 0, updatedPods = 0 } = status;
  const counts = `${counted(matchedPods, 'pod')} matched, ${updatedPods} of them up to date`;
  const lines = steps.map(step => `  ${step.namespace}/${step.name} ${step.kind}: ${describeStep(name, step).message}`);
  return [
    `SidecarSet ${name}: ${counts}; ${counted(steps.length, 'write')} now, ${counted(held.length, 'pod')} held`,
    ...(steps.length === 0 ? [] : ['now, in this order:', ...lines]),
    ...describeHotUpgrades(hotUpgrades, snapshot.now),
    ...describeHeld(held),
    ...(steps.length === 0 ? [] : describeForesight(foreseeWaves(snapshot, MOST_WAVES))),
    '',
  ].join('\n');
}
