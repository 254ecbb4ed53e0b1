import { readdir, readFile, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterDirectory } from '../cluster-directory.js';
import { readCommandLine, stopProcess } from '../machine/process.js';
import { run } from '../machine/run.js';
import { waitFor } from '../wait-for.js';
import { removeNetwork } from './network.js';

/** Where every kubelet links the logs of its containers to, whatever it is told. */
const LOG_LINKS = '/var/log/containers';

/**
 * Ends everything that containerd and the kubelet started and that would outlive them: containers, their shims, mounts,
 * the bridge. Needs nothing but the cluster's places, so that it also tidies up after a crash.
 */
export async function removeNode(directory: ClusterDirectory): Promise<void> {
  await stopProcess(directory, 'containerd');
  const containerIds = await deleteContainers(directory);
  await endShims(directory);
  await unmountAll(directory);
  await removeNetwork(directory, containerIds);
  await removeLogLinks(directory);
}

/** runc's own records know each container's processes and cgroups, whatever became of containerd. */
async function deleteContainers(directory: ClusterDirectory): Promise<string[]> {
  const root = join(directory.run, 'runc', 'k8s.io');
  const ids = await filesIn(root);
  await Promise.all(ids.map(id => run('runc', ['--root', root, 'delete', '--force', id])));
  return ids;
}

/** A shim is told on its command line which containerd it was started for. */
async function endShims(directory: ClusterDirectory): Promise<void> {
  const containerdSocket = join(directory.run, 'containerd.sock');
  for (const pid of await findShims(containerdSocket)) kill(pid);
  const allEnded = async (): Promise<boolean> => (await findShims(containerdSocket)).length === 0;
  await waitFor('the shims to end', allEnded, { timeoutMs: 10_000, everyMs: 20 });
  await removeShimSockets(directory);
}

async function findShims(containerdSocket: string): Promise<number[]> {
  const pids = (await filesIn('/proc')).map(Number).filter(Number.isInteger);
  const found: number[] = [];
  for (const pid of pids) {
    const commandLine = (await readCommandLine(pid)) ?? [];
    if (commandLine[0]?.includes('containerd-shim') === true && commandLine.includes(containerdSocket)) found.push(pid);
  }
  return found;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}

/** Shims make their sockets in a folder that all containerds of a machine share, and note where. */
async function removeShimSockets(directory: ClusterDirectory): Promise<void> {
  const tasks = join(directory.run, 'containerd', 'io.containerd.runtime.v2.task', 'k8s.io');
  for (const id of await filesIn(tasks)) {
    const address = await readFile(join(tasks, id, 'address'), 'utf8').catch(() => '');
    if (address.startsWith('unix://')) await rm(address.slice('unix://'.length), { force: true });
  }
}

/** The latest first; lazily, because a process that is about to end may still look into one. */
async function unmountAll(directory: ClusterDirectory): Promise<void> {
  const places = (await readFile('/proc/self/mounts', 'utf8'))
    .split('\n')
    .map(line => decodeEscapes(line.split(' ')[1] ?? ''));
  const ours = places.filter(place => place.startsWith(`${directory.run}/`) || place.startsWith(`${directory.root}/`));
  for (const place of ours.reverse()) await run('umount', ['--lazy', place]);
}

/** Spaces and the like stand in that file as `\040`. */
function decodeEscapes(place: string): string {
  return place.replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)));
}

async function removeLogLinks(directory: ClusterDirectory): Promise<void> {
  for (const name of await filesIn(LOG_LINKS)) {
    const link = join(LOG_LINKS, name);
    const target = await readlink(link).catch(() => '');
    if (target.startsWith(`${directory.root}/`)) await rm(link, { force: true });
  }
}

function filesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
