import { expect } from 'chai';

import type { SidecarSetSpec } from '../../lib/api/sidecarset.generated.js';
import type { CommandEnd } from '../../lib/cli/command.js';
import { endCommand } from '../../lib/cli/command.js';
import { runPlanCommand } from '../../lib/cli/plan-command.js';
import { aPod } from '../build/a-pod.js';
import { aSidecar, aSidecarSet } from '../build/a-sidecarset.js';
import type { WorldFacts } from './a-world.js';
import { aWorld } from './a-world.js';

const before = aSidecarSet({ containers: [aSidecar({ image: 'agent:1' })] }, { name: 'logs' });
const after = (spec: Partial<SidecarSetSpec> = {}): ReturnType<typeof aSidecarSet> =>
  aSidecarSet(spec, { name: 'logs' });
const pods = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(name => aPod(name, { injectedBy: before }));
const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default', labels: { team: 'shop' } } };

/** Allows two disruptions. */
const BUDGET = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'web', namespace: 'default', generation: 1 },
  spec: { selector: { matchLabels: { app: 'web' } } },
  status: { observedGeneration: 1, currentHealthy: 8, disruptionsAllowed: 2 },
};

async function plan(args: string, facts: WorldFacts): Promise<CommandEnd> {
  const world = aWorld(facts);
  const end = await endCommand('plan', () => runPlanCommand(args.split(' '), world));
  expect(world.connections.every(({ closed }) => closed)).to.equal(true);
  return end;
}

describe('sidecarset plan', () => {
  describe('in a cluster', () => {
    it('prints the writes in order, and the held pods by reason with a few names', async () => {
      const { exitCode, output } = await plan('logs', { objects: [NAMESPACE, after(), ...pods] });
      expect(exitCode).to.equal(0);
      expect(output.split('\n')).to.deep.equal([
        'SidecarSet logs: 8 pods matched, 0 of them up to date; 1 write now, 7 pods held',
        'now, in this order:',
        '  default/a cold-upgrade: SidecarSet logs upgrades agent to agent:2 in place',
        'held:',
        '  7 budget: updateStrategy.maxUnavailable lets no more pods be away at the same time',
        '    default/b, default/c, default/d, default/e, default/f and 2 more',
        'then, each time the wave before is done:',
        ...['b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name, index) => `  wave ${index + 2}: default/${name}`),
        'in the end: 8 of 8 up to date after 8 waves',
        '',
      ]);
    });

    it('prints what an edit would do, before it is applied', async () => {
      const facts = {
        objects: [NAMESPACE, before, ...pods],
        files: { 'new.yaml': after({ updateStrategy: { partition: 7 } }) },
      };
      expect((await plan('logs', facts)).output).to.match(
        /^SidecarSet logs: 8 pods matched, 8 of them up to date; 0 writes/,
      );
      const { output } = await plan('logs -f new.yaml', facts);
      expect(output).to.contain('8 pods matched, 0 of them up to date; 1 write now, 7 pods held');
      expect(output).to.contain('  7 partition: updateStrategy.partition keeps that many pods old\n');
    });

    it('reads the budgets that an edit asks for', async () => {
      const asking = after({ updateStrategy: { maxUnavailable: '100%', respectPodDisruptionBudgets: true } });
      const facts = { objects: [NAMESPACE, before, ...pods, BUDGET], files: { 'new.yaml': asking } };
      expect((await plan('logs -f new.yaml', facts)).output).to.contain('2 writes now, 6 pods held');
    });

    it('counts only pods that the SidecarSet injected', async () => {
      const objects = [NAMESPACE, after(), aPod('mine', { injectedBy: before }), aPod('not-injected')];
      expect((await plan('logs', { objects })).output).to.contain('1 pod matched');
    });

    it('refuses an edit that the webhook would refuse', async () => {
      const facts = { objects: [NAMESPACE, before], files: { 'new.yaml': after({ selector: {} }) } };
      const { exitCode, output } = await plan('logs -f new.yaml', facts);
      expect(exitCode).to.equal(1);
      expect(output).to.contain('new.yaml: SidecarSet logs: spec.selector: ');
    });

    it('fails with the words of the API server when there is no such SidecarSet', async () => {
      const { exitCode, output } = await plan('gone', { objects: [] });
      expect(exitCode).to.equal(1);
      expect(output).to.contain('get sidecarsets gone: not found');
    });
  });

  describe('from files', () => {
    const list = { apiVersion: 'v1', kind: 'List', items: pods };

    it('asks no cluster', async () => {
      const world = aWorld({ files: { set: after(), pods: list } });
      const { output } = await runPlanCommand(['-f', 'set', '--pods', 'pods'], world);
      expect(output).to.contain('8 pods matched').and.contain('default/a cold-upgrade');
      expect(world.connections).to.deep.equal([]);
    });

    it('needs the Namespaces for a namespaceSelector', async () => {
      const set = after({ namespaceSelector: { matchLabels: { team: 'shop' } } });
      const files = { set, pods: list, namespaces: NAMESPACE };
      expect(await plan('-f set --pods pods', { files })).to.include({ exitCode: 2 });
      expect((await plan('-f set --pods pods --namespaces namespaces', { files })).output).to.contain('8 pods matched');
    });

    it('takes the budgets that stand beside the pods for all there are', async () => {
      const set = after({ updateStrategy: { maxUnavailable: '100%', respectPodDisruptionBudgets: true } });
      const beside = { apiVersion: 'v1', kind: 'List', items: [...pods, BUDGET] };
      const outputOf = async (files: WorldFacts['files']): Promise<string> =>
        (await plan('-f set --pods pods', { files: files! })).output;
      expect(await outputOf({ set, pods: beside })).to.contain('2 writes now, 6 pods held');
      expect(await outputOf({ set, pods: list })).to.contain('8 writes now, 0 pods held');
    });

    it('takes the SidecarSet of the name out of several', async () => {
      const mesh = aSidecarSet({ containers: [{ name: 'proxy', image: 'p' }] }, { name: 'mesh' });
      const files = { sets: { apiVersion: 'v1', kind: 'List', items: [mesh, after()] }, pods: list };
      expect((await plan('logs -f sets --pods pods', { files })).output).to.match(/^SidecarSet logs: 8/);
      expect(await plan('-f sets --pods pods', { files })).to.include({ exitCode: 2 });
      expect((await plan('gone -f sets --pods pods', { files })).output).to.contain('holds no SidecarSet gone');
    });
  });

  it('says what is missing on the command line', async () => {
    for (const args of ['-f set.yaml', '--pods pods.yaml', 'one two', '--pod a']) {
      expect((await plan(args, {})).exitCode, args).to.equal(2);
    }
  });
});
