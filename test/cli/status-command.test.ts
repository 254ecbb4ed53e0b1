import { expect } from 'chai';

import type { SidecarSetStatus } from '../../lib/api/sidecarset.generated.js';
import { hashSidecarSet } from '../../lib/decide/hash.js';
import { endCommand } from '../../lib/cli/command.js';
import { runStatusCommand } from '../../lib/cli/status-command.js';
import { aPod } from '../build/a-pod.js';
import { aRevision } from '../build/a-revision.js';
import { aSidecar, aSidecarSet } from '../build/a-sidecarset.js';
import { aWorld } from './a-world.js';

const before = aSidecarSet({ containers: [aSidecar({ image: 'agent:1' })] }, { name: 'logs' });
const after = aSidecarSet({ updateStrategy: { paused: true } }, { name: 'logs' });
const pods = [aPod('new', { injectedBy: after }), aPod('old', { injectedBy: before, ready: false })];

async function status(stored: SidecarSetStatus = {}): Promise<string> {
  const objects = [{ ...after, status: stored }, ...pods];
  return (await runStatusCommand(['logs'], aWorld({ objects }))).output;
}

describe('sidecarset status', () => {
  it('counts the pods as they are, and says which are held and why', async () => {
    const output = await status({ observedGeneration: 1 });
    expect(output).to.match(
      /^SidecarSet logs\n {2}█+░+ 1 of 2 updated\n {2}matched 2, updated 1, ready 1, updated and ready 1\n/,
    );
    expect(output).to.contain('held:\n  1 paused: updateStrategy.paused is true\n    default/old\n');
  });

  it('says that the operator has not seen the last change', async () => {
    expect(await status()).to.contain('the operator has not seen generation 1 yet; is it running?');
    expect(await status({ observedGeneration: 1 })).to.not.contain('is it running?');
  });

  it('prints the conditions that the operator has stored', async () => {
    const condition = {
      type: 'Paused',
      status: 'True',
      reason: 'Paused',
      message: 'updateStrategy.paused is true',
      lastTransitionTime: '2024-01-01T00:00:00Z',
    } as const;
    expect(await status({ observedGeneration: 1, conditions: [condition] })).to.contain(
      '  Paused True (Paused): updateStrategy.paused is true\n',
    );
  });

  it('names the budget that holds pods, to who may read budgets; else every budget holds them', async () => {
    const updateStrategy = { respectPodDisruptionBudgets: true };
    const asking = aSidecarSet({ updateStrategy }, { name: 'logs' });
    const objects = [asking, aPod('old', { injectedBy: before })];
    const budget = {
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web', namespace: 'default', generation: 1 },
      spec: { selector: { matchLabels: { app: 'web' } } },
      status: { observedGeneration: 1, currentHealthy: 1, disruptionsAllowed: 0 },
    };
    const outputOf = async (facts: Parameters<typeof aWorld>[0]): Promise<string> =>
      (await runStatusCommand(['logs'], aWorld(facts))).output;
    const held = '1 disruption-budget: a PodDisruptionBudget that selects them allows no disruption now';
    expect(await outputOf({ objects })).to.not.contain('held:');
    expect(await outputOf({ objects: [...objects, budget] })).to.contain(held);
    expect(await outputOf({ objects, forbidden: ['poddisruptionbudgets'] })).to.contain(held);
  });

  it('says what a rollout went back to, and which pods that holds', async () => {
    const failedUpdate = {
      specHash: hashSidecarSet(after).specHash,
      action: 'Rollback',
      failingPods: 1,
      message: '',
      rolledBackTo: 'logs-1',
    };
    const failed = aSidecarSet(
      { updateStrategy: { onFailure: { action: 'Rollback' } } },
      { name: 'logs', uid: 'uid-of-logs' },
    );
    const data = { spec: { containers: [aSidecar({ image: 'agent:1' })] } };
    const revision = aRevision('logs-1', 1, { sidecarSet: 'logs', data });
    const objects = [{ ...failed, status: { failedUpdate } }, aPod('old', { injectedBy: before }), revision];
    const output = (await runStatusCommand(['logs'], aWorld({ objects }))).output;
    expect(output).to.contain('1 rolled-back: upgraded pods failed');
  });

  it('does not miss sidecars where the operator does not inject', async () => {
    const objects = [after, aPod('bare', { createdAt: '2024-02-01T00:00:00Z' })];
    const output = async (...flags: readonly string[]): Promise<string> =>
      (await runStatusCommand(['logs', ...flags], aWorld({ objects }))).output;
    expect(await output()).to.contain('default/bare');
    expect(await output('--exempt-namespace', 'default')).not.to.contain('default/bare');
  });

  it('asks for one name', async () => {
    for (const args of [[], ['a', 'b'], ['a', '--later']]) {
      const end = await endCommand('status', () => runStatusCommand(args, aWorld()));
      expect(end.exitCode, args.join(' ')).to.equal(2);
    }
  });
});
