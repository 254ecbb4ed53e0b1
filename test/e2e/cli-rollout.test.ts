import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { expect } from 'chai';

import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import type { PodHistory } from '../operator/pod-history.js';
import { runs, watchPods } from '../operator/pod-history.js';
import type { InstalledCluster } from './installed-cluster.js';
import { installCluster } from './installed-cluster.js';

const runFile = promisify(execFile);

const COMMAND = resolve('dist/js/lib/cli/main.js');

const LOGS = {
  apiVersion: 'apps.kruise.io/v1beta1',
  kind: 'SidecarSet',
  metadata: { name: 'logs' },
  spec: {
    selector: { matchLabels: { app: 'shop' } },
    customVersion: 'v1',
    containers: [{ name: 'agent', image: 'centos:7', command: ['sleep', '999d'] }],
  },
};

const SHOP = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'shop', namespace: 'default' },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'shop' } },
    template: {
      metadata: { labels: { app: 'shop' } },
      spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'app', image: 'nginx:1.15.1' }] },
    },
  },
};

describe('the command line steers a rollout on a real cluster', () => {
  let installed: InstalledCluster | undefined;
  let cluster: TestCluster;
  let pods: PodHistory;

  before(async () => {
    installed = await installCluster({ node: 'auto', images: ['nginx:1.15.1', 'centos:7', 'centos:8', 'centos:9'] });
    ({ cluster } = installed);
    pods = await watchPods(cluster, 'default');
    installed.stopLater(() => pods.stop());
    await cluster.kubectl.apply(LOGS);
    await whenSeen();
    await cluster.kubectl.apply(SHOP);
    await everyPodRuns('centos:7');
  });

  after(async () => {
    await installed?.stop();
  });

  async function sidecarset(...args: readonly string[]): Promise<string> {
    return (await runFile(process.execPath, [COMMAND, ...args, '--kubeconfig', cluster.kubeconfigPath])).stdout;
  }

  const failureOf = (...args: readonly string[]): Promise<string> =>
    sidecarset(...args).then(
      output => `it worked: ${output}`,
      (error: unknown) => String((error as { readonly stderr?: string }).stderr),
    );

  const stored = (): Promise<SidecarSet> => cluster.kubectl.get<SidecarSet>('sidecarset', 'logs');

  const whenSeen = (): Promise<unknown> =>
    waitFor('the status to be about the present spec', async () => {
      const { metadata, status } = await stored();
      return status?.observedGeneration === metadata?.generation && status?.latestRevision !== undefined;
    });

  const everyPodRuns = (image: string): Promise<void> =>
    pods.until(`3 pods that run ${image}`, all => all.length === 3 && all.every(pod => runs(pod, 'agent', image)));

  it('pauses before anything is done, and says that pods stay', async () => {
    expect(await sidecarset('pause', 'logs')).to.contain('nothing to do for 3 pods');
    expect((await stored()).spec.updateStrategy?.paused).to.equal(true);
  });

  it('sets an image, says what happens to the pods, and refuses what is not there', async () => {
    expect(await failureOf('set-image', 'logs', 'agnt=centos:8')).to.contain('has no container agnt; it has agent');
    const output = await sidecarset('set-image', 'logs', 'agent=centos:8');
    expect(output).to.contain('SidecarSet logs has centos:8 in agent').and.contain('3 pods stay as they are (paused)');
  });

  it('shows in the status which pods are held and why, and the revisions', async () => {
    await whenSeen();
    const output = await sidecarset('status', 'logs');
    expect(output).to.contain('0 of 3 updated').and.contain('3 paused: updateStrategy.paused is true');
    expect(output).to.match(/revision logs-\w+ \(v1\): 3 pods, 3 ready/);
    expect(output).to.contain('Paused True (Paused)');
    expect(await failureOf('status', 'logs', '--wait')).to.contain('SidecarSet logs: Paused: ');
  });

  it('resumes, while --watch tells each step of the rollout to a pipe', async () => {
    const watch = spawn(process.execPath, [
      COMMAND,
      'status',
      'logs',
      '--watch',
      '--kubeconfig',
      cluster.kubeconfigPath,
    ]);
    const printed = collect(watch);
    await waitFor('the first line', () => printed().includes('\n'));
    expect(await sidecarset('resume', 'logs')).to.contain('in place for 3 pods, at most 1 unavailable at a time');
    await everyPodRuns('centos:8');
    await waitFor('the last line', () => printed().includes('logs: 3 of 3 updated, 3 of them ready'));
    const ended = once(watch, 'exit');
    watch.kill('SIGINT');
    expect((await ended)[0]).to.equal(0);
    const lines = printed().trimEnd().split('\n');
    expect(lines[0]).to.match(/^\S+Z logs: 0 of 3 updated, .*3 held: paused$/);
    expect(lines.some(line => line.includes('1 of 3 updated') && line.includes('held: budget'))).to.equal(true);
  });

  it('tells of it in events of the SidecarSet', async () => {
    const reasons = (): Promise<string> =>
      cluster.kubectl(
        ...['get', 'events', '-A', '--field-selector', 'involvedObject.kind=SidecarSet,involvedObject.name=logs'],
        ...['-o', 'jsonpath={.items[*].reason}'],
      );
    await waitFor('events of the beginning, a wave and the end', async () => {
      const told = (await reasons()).split(' ');
      return ['upgrading', 'wave', 'complete'].every(reason => told.includes(reason));
    });
  });

  it('lists the history with pods and images', async () => {
    await waitFor('the pods to be counted under the second revision', async () => {
      return /2 +logs-\w+ +v1 +centos:8 +3 +3 +\w+ +current/.test(await sidecarset('history', 'logs'));
    });
    expect(await sidecarset('history', 'logs')).to.match(/1 +logs-\w+ +v1 +centos:7 +0 +0 /);
  });

  it('pins a revision for new pods, and is refused one that is not there', async () => {
    expect(await failureOf('pin', 'logs', 'v7')).to.match(/there is no revision v7; there are 1 \(logs-\w+, v1\), 2/);
    expect(await sidecarset('pin', 'logs', '1')).to.match(/^SidecarSet logs gives new pods logs-/);
    await whenSeen();
    expect(await sidecarset('history', 'logs')).to.match(/1 +logs-\w+ .*pinned for new pods/);
    expect(await sidecarset('pin', 'logs', '--none')).to.contain('gives new pods its present sidecars');
    expect((await stored()).spec.injectionStrategy).to.not.have.property('revision');
  });

  it('hears what the webhook says when it refuses a write', async () => {
    const before = await stored();
    expect(await failureOf('set-image', 'logs', 'agent= centos:8')).to.contain('spec.containers[0].image');
    expect((await stored()).metadata?.resourceVersion).to.equal(before.metadata?.resourceVersion);
  });

  it('shows with --dry-run what undo would do, then undoes, and the pods follow in place', async () => {
    await whenSeen();
    const dry = await sidecarset('undo', 'logs', '--dry-run');
    expect(dry).to.contain('nothing was written').and.contain('+      image: centos:7');
    expect((await stored()).spec.containers?.[0]?.image).to.equal('centos:8');
    expect(await sidecarset('undo', 'logs')).to.contain('in place for 3 pods');
    // At once, when the operator may not have seen the change yet: `--wait` waits for that too.
    expect(await sidecarset('status', 'logs', '--wait')).to.contain(
      'SidecarSet logs: Complete: 3 of 3 pods are updated',
    );
    await everyPodRuns('centos:7');
    await waitFor('the first revision to be used again', async () => {
      return /3 +logs-\w+ .*centos:7 +3 +3 .*current/.test(await sidecarset('history', 'logs'));
    });
  });

  it('is a plugin of kubectl', async () => {
    const folder = join(cluster.directory, 'plugins');
    await mkdir(folder, { recursive: true });
    const plugin = join(folder, 'kubectl-sidecarset');
    await writeFile(plugin, `#!/bin/sh\nexec ${process.execPath} ${COMMAND} "$@"\n`);
    await chmod(plugin, 0o755);
    const env = { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}`, KUBECONFIG: cluster.kubeconfigPath };
    const { stdout } = await runFile(cluster.kubectlPath, ['sidecarset', 'status', 'logs'], { env });
    expect(stdout).to.contain('SidecarSet logs\n').and.contain('3 of 3 updated');
  });
});

function collect(child: ChildProcessWithoutNullStreams): () => string {
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return () => text;
}
