import { readdir, readFile } from 'node:fs/promises';
import type { ClusterDirectory } from '../cluster/cluster-directory.js';

/** What of a cluster this machine still holds: processes, mounts, network interfaces, files other than logs. */
export async function findLeftovers(directory: ClusterDirectory): Promise<string[]> {
  const mentions = (text: string): boolean => text.includes(directory.root) || text.includes(directory.run);
  const processes = (await commandLines()).filter(mentions).map(line => `process ${line}`);
  const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n').filter(mentions);
  const interfaces = (await entries('/sys/class/net')).filter(name => name.includes(directory.id));
  const files = (await entries(directory.root)).filter(name => name !== 'logs');
  const runFiles = await entries(directory.run);
  return [...processes, ...mounts, ...interfaces, ...files, ...runFiles];
}

async function commandLines(): Promise<string[]> {
  const pids = (await entries('/proc')).filter(name => /^\d+$/.test(name));
  return Promise.all(
    pids.map(async pid => (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ')),
  );
}

function entries(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
