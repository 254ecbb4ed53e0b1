import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterDirectory } from '../cluster-directory.js';
import { readCommandLine, stopProcess } from '../machine/process.js';
import { run } from '../machine/run.js';
import { waitFor } from '../wait-for.js';
import { removeNetwork } from './network.js';

/**
 * Ends everything that containerd started and that would outlive it: containers, their shims, mounts, the bridge.
 * Needs nothing but the cluster's places, so that it also tidies up after a crash.
 */
export async function removeNode(directory: ClusterDirectory): Promise<void> {
  await stopProcess(directory, 'containerd');
  await deleteContainers(directory);
  await endShims(directory);
  await unmountAll(directory);
  await removeNetwork(directory);
}

/** runc's own records know each container's processes and cgroups, whatever became of containerd. */
async function deleteContainers(directory: ClusterDirectory): Promise<void> {
  const root = join(directory.run, 'runc', 'k8s.io');
  const ids = await readdir(root).catch(() => []);
  await Promise.all(ids.map(id => run('runc', ['--root', root, 'delete', '--force', id])));
}

/** A shim is told by the containerd it was started for. */
async function endShims(directory: ClusterDirectory): Promise<void> {
  const socketPath = join(directory.run, 'containerd.sock');
  const findShims = async (): Promise<number[]> => {
    const pids = (await readdir('/proc')).filter(entry => /^\d+$/.test(entry)).map(Number);
    const found: number[] = [];
    for (const pid of pids) {
      const commandLine = (await readCommandLine(pid)) ?? [];
      if (commandLine[0]?.includes('containerd-shim') && commandLine.includes(socketPath)) found.push(pid);
    }
    return found;
  };
  for (const pid of await findShims()) kill(pid);
  await waitFor('the shims to end', async () => (await findShims()).length === 0, { timeoutMs: 10_000 });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}

/** The deepest first; lazily, because a process that is about to end may still look into one. */
async function unmountAll(directory: ClusterDirectory): Promise<void> {
  const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n').map(line => line.split(' ')[1] ?? '');
  const ours = mounts.filter(place => place.startsWith(`${directory.run}/`) || place.startsWith(`${directory.root}/`));
  for (const place of ours.reverse()) await run('umount', ['--lazy', place]);
}
