import { expect } from 'chai';

import type { Pod } from '../../lib/api/kubernetes.generated.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { runInjectCommand } from '../../lib/cli/inject-command.js';
import { runPlanCommand } from '../../lib/cli/plan-command.js';
import { runStatusCommand } from '../../lib/cli/status-command.js';
import { HotWorld, IDLE } from '../decide/rollout/hot-world.js';
import { aWorld } from './a-world.js';

const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default', labels: {} } };

/** What a command finds in the cluster of a world, `seconds` after its first moment. */
function lookAt(world: HotWorld, seconds = 0): ReturnType<typeof aWorld> {
  const now = new Date(Date.parse(world.now) + seconds * 1000).toISOString();
  const pod: Pod = { apiVersion: 'v1', kind: 'Pod', ...world.pod };
  const sidecarSet: SidecarSet = { ...world.sidecarSet, kind: 'SidecarSet' };
  return { ...aWorld({ objects: [NAMESPACE, sidecarSet, pod] }), now };
}

function theName(world: HotWorld): string {
  return world.sidecarSet.metadata?.name ?? '';
}

const status = async (world: HotWorld, seconds = 0): Promise<readonly string[]> =>
  (await runStatusCommand([theName(world)], lookAt(world, seconds))).output.split('\n');
const plan = async (world: HotWorld): Promise<readonly string[]> =>
  (await runPlanCommand([theName(world)], lookAt(world))).output.split('\n');

/** A pod in which mesh-2 has been filled. */
function filled(): HotWorld {
  const world = new HotWorld({ mesh: 'one:1', proxy: 'one:1' });
  world.change({ mesh: 'two:2', proxy: 'one:1' });
  world.reconcile();
  return world;
}

describe('hot sidecars on the command line', () => {
  it('inject says what the slots hold', () => {
    const { sidecarSet } = new HotWorld({ mesh: 'one:1', proxy: 'two:2', logs: 'one:1' });
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'shop', labels: { app: 'web' } },
      spec: { containers: [{ name: 'app', image: 'app:1' }] },
    };
    const files = { pod, sets: { ...sidecarSet, apiVersion: 'apps.kruise.io/v1beta1', kind: 'SidecarSet' } };
    const { output } = runInjectCommand(['-f', 'pod', '--sidecarsets', 'sets'], aWorld({ files }));
    expect(output.split('\n').slice(1, 3)).to.deep.equal([
      `# mesh: mesh-1 serves with one:1, mesh-2 idles with ${IDLE}`,
      `# proxy: proxy-1 serves with two:2, proxy-2 idles with ${IDLE}`,
    ]);
    expect(output)
      .to.contain('- name: mesh-1\n      image: one:1\n')
      .and.to.contain(`- name: mesh-2\n      image: ${IDLE}`);
  });

  it('plan prints the step that fills, and the one that empties', async () => {
    const world = new HotWorld({ mesh: 'one:1' });
    world.change({ mesh: 'two:2' });
    expect(await plan(world)).to.include(
      `  default/web fill-slot: SidecarSet ${theName(world)} begins to hand over: mesh-2 to two:2`,
    );
    world.reconcile();
    world.kubeletFinishes();
    expect(await plan(world)).to.include.members([
      `  default/web empty-slot: SidecarSet ${theName(world)} has handed over: mesh-1 to ${IDLE}`,
      'hot upgrades under way:',
    ]);
  });

  it('plan says why nothing is written while a hot upgrade waits', async () => {
    const world = filled();
    world.setAppReady(false);
    world.kubeletFinishes();
    expect((await plan(world)).join('\n'))
      .to.contain('; 0 writes now, 0 pods held\nhot upgrades under way:\n')
      .and.to.contain(
        '  default/web mesh is in phase migrate: mesh-2 takes over from mesh-1; before mesh-1 is emptied, app must be ready',
      );
  });

  it('status counts the active slots, and says of each hot upgrade its phase and for how long it has been in it', async () => {
    const world = filled();
    const lines = await status(world, 42);
    expect(lines).to.include.members([
      '  mesh: mesh-1 is the active slot in 0 pods, mesh-2 in 1',
      '  proxy: proxy-1 is the active slot in 1 pod, proxy-2 in 0',
      'hot upgrades under way:',
      '  default/web mesh is in phase fill: the kubelet has not started the new image in mesh-2 yet, or its postStart hook still runs (for 42 s)',
    ]);
    expect((await status(world, 1_000)).join('\n')).to.contain('still runs (for 16 min)');
    world.comeToRest();
    expect(await status(world)).to.include('  mesh: mesh-1 is the active slot in 0 pods, mesh-2 in 1');
    expect(await status(world)).not.to.include('hot upgrades under way:');
  });

  it('status says nothing of slots where no sidecar is hot', async () => {
    expect((await status(new HotWorld({ logs: 'one:1' }))).join('\n')).not.to.contain('slot');
  });
});
