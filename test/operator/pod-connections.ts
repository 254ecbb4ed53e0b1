import { readdir, readFile } from 'node:fs/promises';

import type { Pod } from '../../lib/api/kubernetes.generated.js';

/** What the kernel knows of a pod's TCP sockets. */
export interface PodConnections {
  /** Ports on which it takes connections, sorted. */
  readonly listening: readonly number[];
  /** `ADDRESS:PORT` of those that it has called itself, each once. */
  readonly talkingTo: readonly string[];
}

interface Socket {
  readonly localPort: number;
  readonly remote: string;
  readonly state: string;
}

const ESTABLISHED = '01';
const LISTEN = '0A';

/** Reads the sockets of a pod that runs on this machine, from outside: its image needs no program for that. */
export async function connectionsOf(pod: Pod): Promise<PodConnections> {
  const pid = await processOf(pod);
  const tables = await Promise.all(['tcp', 'tcp6'].map(name => readFile(`/proc/${pid}/net/${name}`, 'utf8')));
  const sockets = tables.flatMap(table => table.trim().split('\n').slice(1).map(readSocket));
  const listening = sockets.filter(({ state }) => state === LISTEN).map(({ localPort }) => localPort);
  const called = sockets.filter(({ state, localPort }) => state === ESTABLISHED && !listening.includes(localPort));
  return {
    listening: [...new Set(listening)].sort((one, other) => one - other),
    talkingTo: [...new Set(called.map(({ remote }) => remote))].sort(),
  };
}

/** The process of the pod's container: its host is named after the pod, in its environment too. */
async function processOf(pod: Pod): Promise<string> {
  const name = pod.metadata?.name ?? '';
  for (const pid of (await readdir('/proc')).filter(name => /^\d+$/.test(name))) {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (environment.split('\0').includes(`HOSTNAME=${name}`)) return pid;
  }
  throw new Error(`no process of pod ${name} runs on this machine`);
}

function readSocket(line: string): Socket {
  const [, local = '', remote = '', state = ''] = line.trim().split(/\s+/);
  return { localPort: portOf(local), remote: `${addressOf(remote)}:${String(portOf(remote))}`, state };
}

function portOf(place: string): number {
  return parseInt(place.split(':')[1] ?? '', 16);
}

/** The kernel writes each word of four bytes backwards; of an IPv4 address in IPv6 the last word counts. */
function addressOf(place: string): string {
  const bytes = Buffer.from((place.split(':')[0] ?? '').slice(-8), 'hex').reverse();
  return [...bytes].join('.');
}
