import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { ClusterDirectory } from '../cluster-directory.js';
import { run } from '../machine/run.js';

/** Where the network plugins keep what they answered, whatever they are told. */
const PLUGIN_CACHE = '/var/lib/cni/results';

/**
 * Writes the configuration of the pods' network: a bridge and a subnet of this cluster's own. Pods reach each other
 * and this machine, nothing else.
 *
 * @returns the folder for the container runtime to read
 */
export async function writeNetwork(directory: ClusterDirectory): Promise<string> {
  const folder = join(directory.root, 'network');
  await mkdir(folder, { recursive: true });
  const network = {
    cniVersion: '0.4.0',
    name: networkName(directory),
    plugins: [
      {
        type: 'bridge',
        bridge: networkName(directory),
        isGateway: true,
        ipam: {
          type: 'host-local',
          ranges: [[{ subnet: chooseSubnet(directory) }]],
          routes: [{ dst: '0.0.0.0/0' }],
          dataDir: join(directory.root, 'addresses'),
        },
      },
      { type: 'loopback' },
    ],
  };
  await writeFile(join(folder, '10-pods.conflist'), JSON.stringify(network, undefined, 2));
  return folder;
}

/** Takes the bridge away, and what the plugins remember of these sandboxes. */
export async function removeNetwork(directory: ClusterDirectory, sandboxIds: readonly string[]): Promise<void> {
  const name = networkName(directory);
  if (existsSync(`/sys/class/net/${name}`)) await run('/bin/busybox', ['ip', 'link', 'delete', name]);
  for (const file of await readdir(PLUGIN_CACHE).catch(() => [])) {
    if (sandboxIds.some(id => file.includes(id))) await rm(join(PLUGIN_CACHE, file), { force: true });
  }
}

/** An interface's name has at most 15 characters. */
function networkName(directory: ClusterDirectory): string {
  return `sset${directory.id}`;
}

/** One of the 64 times 256 small networks from 10.192.0.0 on, one that no interface of this machine is in. */
function chooseSubnet(directory: ClusterDirectory): string {
  const taken = Object.values(networkInterfaces()).flatMap(list => (list ?? []).map(({ address }) => address));
  const start = Number.parseInt(directory.id, 16) % (64 * 256);
  for (let step = 0; step < 64 * 256; step += 1) {
    const number = (start + step) % (64 * 256);
    const prefix = `10.${192 + Math.floor(number / 256)}.${number % 256}.`;
    if (!taken.some(address => address.startsWith(prefix))) return `${prefix}0/24`;
  }
  throw new Error('all networks from 10.192.0.0 to 10.255.255.0 are in use on this machine');
}
