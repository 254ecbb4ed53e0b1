import { expect } from 'chai';

import type { SidecarSet, SidecarSetSpec } from '../../lib/api/sidecarset.generated.js';
import type { CommandEnd } from '../../lib/cli/command.js';
import { runHistoryCommand } from '../../lib/cli/history-command.js';
import { runPauseCommand } from '../../lib/cli/pause-command.js';
import { runPinCommand } from '../../lib/cli/pin-command.js';
import { runSetImageCommand } from '../../lib/cli/set-image-command.js';
import { runUndoCommand } from '../../lib/cli/undo-command.js';
import { defaultSidecarSet } from '../../lib/decide/definition/default-sidecarset.js';
import { aPod } from '../build/a-pod.js';
import { aSidecar, aSidecarSet } from '../build/a-sidecarset.js';
import type { Command } from './a-live-cluster.js';
import { LiveCluster } from './a-live-cluster.js';

const logs = (image: string, spec: Partial<SidecarSetSpec> = {}): SidecarSet =>
  defaultSidecarSet(aSidecarSet({ containers: [aSidecar({ image })], ...spec }, { name: 'logs' }));
const V1 = logs('agent:1', { customVersion: 'v1' });
const V2 = logs('agent:2', { customVersion: 'v2' });

const pause: Command = (args, world) => runPauseCommand(args, { ...world, paused: true });
const resume: Command = (args, world) => runPauseCommand(args, { ...world, paused: false });

async function aCluster(...sidecarSets: readonly SidecarSet[]): Promise<LiveCluster> {
  const live = new LiveCluster();
  await live.roll(...sidecarSets);
  return live;
}

const imagesOf = ({ spec }: SidecarSet): readonly unknown[] | undefined => spec.containers?.map(({ image }) => image);

/** Nothing was written. */
async function expectUnchanged(live: LiveCluster, act: () => Promise<unknown>): Promise<void> {
  const before = await live.sidecarSet('logs');
  await act();
  expect(await live.sidecarSet('logs')).to.deep.equal(before);
}

describe('sidecarset set-image', () => {
  it('writes the image, and says for how many pods it is in place and how many at a time', async () => {
    const live = await aCluster(V1);
    for (const name of ['a', 'b', 'c']) await live.addPod(aPod(name, { injectedBy: V1 }));
    const { exitCode, output } = await live.run(runSetImageCommand, 'logs', 'agent=agent:2');
    expect(output).to.equal(
      'SidecarSet logs has agent:2 in agent\n  in place for 3 pods, at most 1 unavailable at a time\n',
    );
    expect(exitCode).to.equal(0);
    expect(imagesOf(await live.sidecarSet('logs'))).to.deep.equal(['agent:2']);
  });

  it('says which pods stay as they are, and why', async () => {
    const live = await aCluster(logs('agent:1', { updateStrategy: { partition: 1 } }));
    for (const name of ['a', 'b']) await live.addPod(aPod(name, { injectedBy: V1 }));
    const { output } = await live.run(runSetImageCommand, 'logs', 'agent=agent:2');
    expect(output).to.contain('in place for 1 pod, at most 1 unavailable at a time\n');
    expect(output).to.contain('1 pod stays as it is (partition): updateStrategy.partition keeps that many pods old\n');
  });

  it('refuses containers that are not there, all at once, and writes nothing', async () => {
    const live = await aCluster(V1);
    await expectUnchanged(live, async () => {
      const { exitCode, output } = await live.run(runSetImageCommand, 'logs', 'agent=agent:2', 'agnt=x:1', 'app=y:1');
      expect(exitCode).to.equal(1);
      expect(output).to.contain('SidecarSet logs has no container agnt, app; it has agent. Nothing was written');
    });
  });

  it('says when the image is there already', async () => {
    const { output } = await (await aCluster(V1)).run(runSetImageCommand, 'logs', 'agent=agent:1');
    expect(output).to.equal('SidecarSet logs has agent:1 in agent already; nothing was written\n');
  });

  it('keeps every other field of the containers, those that it does not know too', async () => {
    const containers = [
      { name: 'first', image: 'first:1', env: [{ name: 'A', value: '1' }], fromTheFuture: { deep: true } },
      { name: 'second', image: 'second:1' },
    ];
    const live = await aCluster(logs('unused', { containers, initContainers: [{ name: 'init', image: 'init:1' }] }));
    await live.run(runSetImageCommand, 'logs', 'first=first:2', 'init=init:2');
    const { spec } = await live.sidecarSet('logs');
    const before = logs('unused', { containers, initContainers: [{ name: 'init', image: 'init:1' }] }).spec;
    expect(spec.containers).to.deep.equal([{ ...before.containers![0], image: 'first:2' }, before.containers![1]]);
    expect(spec.containers![0]).to.deep.include({ fromTheFuture: { deep: true } });
    expect(spec.initContainers).to.deep.equal([{ ...before.initContainers![0], image: 'init:2' }]);
  });

  it('asks for pairs', async () => {
    const live = await aCluster(V1);
    for (const args of [
      [],
      ['logs'],
      ['logs', 'agent'],
      ['logs', 'agent='],
      ['logs', 'a=1', 'a=2'],
      ['agent=agent:2'],
    ]) {
      expect((await live.run(runSetImageCommand, ...args)).exitCode, args.join(' ')).to.equal(2);
    }
  });

  it('writes nothing when somebody else was quicker, and says so', async () => {
    const live = await aCluster(V1);
    const world = live.world();
    const client = world.connect(undefined);
    const racing = {
      ...world,
      connect: () => ({
        ...client,
        get: async (...args: Parameters<typeof client.get>) => {
          const read = await client.get(...args);
          await live.roll(V2);
          return read;
        },
      }),
    } as typeof world;
    const end = await runSetImageCommand(['logs', 'agent=agent:3'], racing).catch(String);
    expect(end).to.contain('SidecarSet logs was changed by somebody else just now; nothing was written');
    expect(imagesOf(await live.sidecarSet('logs'))).to.deep.equal(['agent:2']);
  });
});

describe('sidecarset pause and resume', () => {
  it('stop the rollout and let it go on, and say what that does', async () => {
    const live = await aCluster(V2);
    await live.addPod(aPod('a', { injectedBy: V1 }));
    const paused = await live.run(pause, 'logs');
    expect(paused.output).to.match(/^SidecarSet logs is paused: no further pod is upgraded/);
    expect(paused.output).to.contain('1 pod stays as it is (paused): updateStrategy.paused is true\n');
    const { updateStrategy } = V2.spec;
    expect((await live.sidecarSet('logs')).spec.updateStrategy).to.deep.equal({ ...updateStrategy, paused: true });
    expect((await live.run(pause, 'logs')).output).to.match(/already; nothing was written\n$/);

    const resumed = await live.run(resume, 'logs');
    expect(resumed.output).to.contain('its rollout goes on\n  in place for 1 pod');
    expect((await live.sidecarSet('logs')).spec.updateStrategy).to.deep.equal(updateStrategy);
  });

  it('do so with the injection alone', async () => {
    const live = await aCluster(V1);
    expect((await live.run(pause, 'logs', '--injection')).output).to.contain('new pods do not get its sidecars');
    expect((await live.sidecarSet('logs')).spec).to.deep.include({ injectionStrategy: { paused: true } });
    await live.run(resume, 'logs', '--injection');
    expect((await live.sidecarSet('logs')).spec.injectionStrategy).to.deep.equal({ paused: false });
    expect((await live.sidecarSet('logs')).spec.updateStrategy).to.deep.equal(V1.spec.updateStrategy);
  });

  it('show the difference with --dry-run, and write nothing', async () => {
    const live = await aCluster(V1);
    await expectUnchanged(live, async () => {
      const { output } = await live.run(pause, 'logs', '--dry-run');
      expect(output).to.contain('SidecarSet logs would change; nothing was written\n').and.contain('+    paused: true');
    });
  });

  it('fail with the words of the API server when there is no such SidecarSet', async () => {
    const { exitCode, output } = await (await aCluster()).run(pause, 'gone');
    expect(exitCode).to.equal(1);
    expect(output).to.contain('gone').and.contain('NotFound');
  });
});

describe('sidecarset history', () => {
  it('lists the revisions, the newest first, with images, pods, and which is current and which pinned', async () => {
    const live = await aCluster(V1, V2);
    await live.addPod(aPod('a', { injectedBy: V1 }));
    await live.addPod(aPod('b', { injectedBy: V2, ready: false }));
    await live.run(runPinCommand, 'logs', 'v1');
    const { output } = await live.run(runHistoryCommand, 'logs');
    const [head, columns, newest, oldest] = output.split('\n').map(line => line.split(/ {2,}/));
    expect(head).to.deep.equal(['SidecarSet logs: 2 revisions']);
    expect(columns).to.deep.equal(['REVISION', 'NAME', 'VERSION', 'IMAGES', 'PODS', 'READY', 'AGE']);
    const [first, second] = (await live.revisions()).map(({ metadata }) => metadata?.name);
    expect(newest).to.deep.equal(['2', second, 'v2', 'agent:2', '1', '0', '0s', 'current']);
    expect(oldest).to.deep.equal(['1', first, 'v1', 'agent:1', '1', '1', '0s', 'pinned for new pods']);
  });

  it('names the containers of several, and leaves out the versions where there are none', async () => {
    const containers = [
      { name: 'a', image: 'a:1' },
      { name: 'b', image: 'b:1' },
    ];
    const { output } = await (await aCluster(logs('unused', { containers }))).run(runHistoryCommand, 'logs');
    expect(output).to.contain('a=a:1 b=b:1').and.not.contain('VERSION');
  });

  it('says when the present spec has no revision yet', async () => {
    const live = await aCluster(V1);
    await live.run(runSetImageCommand, 'logs', 'agent=agent:9');
    expect((await live.run(runHistoryCommand, 'logs')).output).to.contain('its present spec has no revision yet');
  });
});

describe('sidecarset undo', () => {
  const undo = (live: LiveCluster, ...args: readonly string[]): Promise<CommandEnd> =>
    live.run(runUndoCommand, 'logs', ...args);

  it('goes back to the revision before, its custom version too, and the revision is used again', async () => {
    const live = await aCluster(V1, V2);
    const [first] = await live.revisions();
    const { output } = await undo(live);
    expect(output).to.match(/^SidecarSet logs is at the sidecars of revision 1 \(logs-\w+, v1\)\n/);
    const { spec } = await live.sidecarSet('logs');
    expect(spec).to.deep.include({ containers: V1.spec.containers, customVersion: 'v1' });
    await live.keepHistory('logs');
    const after = await live.revisions();
    expect(after.map(({ metadata, revision }) => [metadata?.name, revision])[1]).to.deep.equal([
      first?.metadata?.name,
      3,
    ]);
    expect(after.map(({ metadata }) => metadata?.labels?.['apps.kruise.io/sidecarset-custom-version'])).to.deep.equal([
      'v2',
      'v1',
    ]);
  });

  it('twice is where one was', async () => {
    const live = await aCluster(V1, V2);
    await undo(live);
    await live.keepHistory('logs');
    await undo(live);
    expect((await live.sidecarSet('logs')).spec).to.deep.equal(V2.spec);
  });

  it('goes to a revision by number, name or custom version', async () => {
    const names = (await (await aCluster(V1, V2, logs('agent:3'))).revisions()).map(({ metadata }) => metadata?.name);
    for (const word of ['1', 'v1', names[0]!]) {
      const live = await aCluster(V1, V2, logs('agent:3'));
      await undo(live, '--to-revision', word);
      expect(imagesOf(await live.sidecarSet('logs')), word).to.deep.equal(['agent:1']);
    }
  });

  it('leaves who gets the sidecars and when as it is now, and takes the custom version away where there was none', async () => {
    const updateStrategy = { partition: 3 };
    const live = await aCluster(logs('agent:1'), logs('agent:2', { customVersion: 'v2', updateStrategy }));
    await undo(live);
    const { spec } = await live.sidecarSet('logs');
    expect(spec).to.deep.equal(logs('agent:1', { updateStrategy }).spec);
  });

  it('says which revisions there are when the one that is asked for is not there', async () => {
    const live = await aCluster(V1, V2);
    await expectUnchanged(live, async () => {
      const { exitCode, output } = await undo(live, '--to-revision', '7');
      expect(exitCode).to.equal(1);
      expect(output).to.match(/there is no revision 7; there are 1 \(logs-\w+, v1\), 2 \(logs-\w+, v2\)/);
    });
  });

  it('says when there is nothing to go back to, and when one is there already', async () => {
    expect((await undo(await aCluster(V1))).output).to.contain('has no earlier revision to go back to');
    const live = await aCluster(V1, V2);
    expect((await undo(live, '--to-revision', '2')).output).to.contain('already; nothing was written');
  });

  it('shows the difference with --dry-run', async () => {
    const live = await aCluster(V1, V2);
    await expectUnchanged(live, async () => {
      expect((await undo(live, '--dry-run')).output)
        .to.contain('-      image: agent:2')
        .and.contain('+      image: agent:1');
    });
  });
});

describe('sidecarset pin', () => {
  it('gives new pods a custom version as such, and anything else by its name', async () => {
    const live = await aCluster(V1, V2);
    const [first] = await live.revisions();
    await live.run(runPinCommand, 'logs', 'v1', '--policy', 'Partial');
    const pinned = async (): Promise<unknown> => (await live.sidecarSet('logs')).spec.injectionStrategy?.revision;
    expect(await pinned()).to.deep.equal({ policy: 'Partial', customVersion: 'v1' });
    const { output } = await live.run(runPinCommand, 'logs', '1');
    expect(await pinned()).to.deep.equal({ policy: 'Always', revisionName: first?.metadata?.name });
    expect(output).to.equal(`SidecarSet logs gives new pods ${first?.metadata?.name ?? ''}\n`);
  });

  it('--none takes it back and leaves the rest of the strategy', async () => {
    const live = await aCluster(logs('agent:1', { injectionStrategy: { paused: true } }));
    await live.run(runPinCommand, 'logs', '1');
    await live.run(runPinCommand, 'logs', '--none');
    expect((await live.sidecarSet('logs')).spec.injectionStrategy).to.deep.equal({ paused: true });
    expect((await live.run(runPinCommand, 'logs', '--none')).output).to.contain('already; nothing was written');
  });

  it('refuses a word that means two revisions', async () => {
    const live = await aCluster(V1, logs('agent:2', { customVersion: '1' }));
    await expectUnchanged(live, async () => {
      expect((await live.run(runPinCommand, 'logs', '1')).output).to.contain(
        '1 is both a custom version and the number',
      );
    });
  });

  it('asks for one revision, or --none, and a policy that there is', async () => {
    const live = await aCluster(V1);
    for (const args of [
      [],
      ['logs'],
      ['logs', '1', '--none'],
      ['logs', '1', '2'],
      ['logs', '1', '--policy', 'Never'],
    ]) {
      expect((await live.run(runPinCommand, ...args)).exitCode, args.join(' ')).to.equal(2);
    }
  });
});
