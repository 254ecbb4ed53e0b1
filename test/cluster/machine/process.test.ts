import { expect } from 'chai';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClusterDirectory, clusterDirectory, createClusterDirectory } from '../cluster-directory.js';
import { isRunning, lives, ownIdentity, processNames, startProcess, stopProcess, waitUntilUp } from './process.js';

describe('processes of a cluster', () => {
  let directory: ClusterDirectory;

  beforeEach(async () => {
    directory = clusterDirectory({ directory: await mkdtemp(join(tmpdir(), 'process-')), name: 'process-test' });
    await createClusterDirectory(directory);
  });

  afterEach(async () => {
    for (const name of await processNames(directory)) await stopProcess(directory, name);
    await rm(directory.root, { recursive: true });
    await rm(directory.run, { recursive: true });
  });

  const start = (name: string, script: string): Promise<void> =>
    startProcess(directory, { name, command: '/bin/sh', args: ['-c', script] });

  it('run until they are stopped', async () => {
    await start('sleeper', 'exec sleep 1000');
    await stopProcess(directory, 'never-started');
    expect(await processNames(directory)).to.deep.equal(['sleeper']);
    await stopProcess(directory, 'sleeper');
    expect(await isRunning(directory, 'sleeper')).to.equal(false);
    expect(await processNames(directory)).to.deep.equal([]);
  });

  it('are ended by force when they do not obey', async () => {
    await start('stubborn', 'trap "" TERM; echo ready; while :; do sleep 0.1; done');
    const log = join(directory.root, 'logs', 'stubborn.log');
    await waitUntilUp(directory, 'stubborn', async () => (await readFile(log, 'utf8')).includes('ready'));
    await stopProcess(directory, 'stubborn', 50);
    expect(await isRunning(directory, 'stubborn')).to.equal(false);
  });

  it('are not mistaken for another process that was given the same number', async () => {
    const own = await ownIdentity();
    const recorded = { pid: own.pid, commandLine: ['/usr/bin/etcd'] };
    await writeFile(join(directory.root, 'pids', 'etcd.json'), JSON.stringify(recorded));
    expect(await isRunning(directory, 'etcd')).to.equal(false);
    // Would end this very process.
    await stopProcess(directory, 'etcd');
    expect(await lives(own)).to.equal(true);
  });

  it('show the end of their log when they end before they answer', async () => {
    await start('broken', 'echo bad flag; exit 1');
    const failure: unknown = await waitUntilUp(directory, 'broken', () => Promise.resolve(false)).catch(
      (error: unknown) => error,
    );
    expect(String(failure)).to.match(/broken has ended; the end of .*broken\.log:\nbad flag/);
  });

  it('cannot be started from a program that is not there', async () => {
    const spec = { name: 'absent', command: join(directory.root, 'absent'), args: [] };
    const failure: unknown = await startProcess(directory, spec).catch((error: unknown) => error);
    expect(String(failure)).to.include('ENOENT');
    expect(await isRunning(directory, 'absent')).to.equal(false);
  });
});
