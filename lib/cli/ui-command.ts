import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { NAMESPACES, PODS, SIDECARSETS } from '../api/resources.js';
import type { Cluster } from '../cluster/cluster.js';
import { linkAbort } from '../cluster/linked-abort.js';
import type { ScopeNamespaces } from '../decide/match.js';
import type { CommandEnd, LiveWorld } from './command.js';
import { UsageError } from './command.js';
import { LiveStores } from './live-stores.js';
import { namedScope, OPERATOR_FLAGS } from './operator-scope.js';
import { readFlags } from './read-flags.js';
import { LiveView } from './ui/live-view.js';
import { createUiServer } from './ui/server.js';

const DEFAULT_PORT = '8088';
/** Whoever reaches the page sees what this person may see, so nobody but this machine does. */
const ADDRESS = '127.0.0.1';

/**
 * `sidecarset ui`: shows SidecarSets, rollouts and pods of a cluster in a browser, as they change, until it is interrupted.
 * It reads with the rights of the person who runs it, writes nothing, and answers this machine only.
 */
export async function runUiCommand(args: readonly string[], world: LiveWorld): Promise<CommandEnd> {
  const flags = readFlags(args, { port: 'value', kubeconfig: 'value', ...OPERATOR_FLAGS });
  if (flags.words.length > 0) throw new UsageError(`"${flags.words.join(' ')}" is too much; it shows all SidecarSets`);
  const port = readPort(flags.value('port') ?? DEFAULT_PORT);
  const cluster = world.connect(flags.value('kubeconfig'));
  const end = linkAbort(world.stop());
  try {
    await refuseUnreadable(cluster);
    await show({ ...world, cluster, port, scope: namedScope(flags), signal: end.signal });
    return { exitCode: 0, output: '' };
  } finally {
    end.abort(new Error('over'));
    end.unlink();
    cluster.close();
  }
}

/** @throws UsageError for anything but a port; 0 lets the system choose one */
function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--port ${text}: a port is a number from 0 to 65535; 0 takes a free one`);
}

/** What may not be read would only be missing from the page: it is said at once. */
async function refuseUnreadable(cluster: Cluster): Promise<void> {
  await Promise.all([
    cluster.list(SIDECARSETS, { limit: 1 }),
    cluster.list(PODS, { limit: 1 }),
    cluster.list(NAMESPACES, { limit: 1 }),
  ]);
}

interface Showing extends Pick<LiveWorld, 'screen' | 'clock' | 'random'> {
  readonly cluster: Cluster;
  readonly port: number;
  readonly scope: ScopeNamespaces;
  readonly signal: AbortSignal;
}

async function show({ cluster, screen, clock, random, port, scope, signal }: Showing): Promise<void> {
  const stores = new LiveStores(scope);
  const view = new LiveView({ stores, clock });
  const server = createUiServer(view);
  const address = await listen(server, port);
  const keeping = stores.keep({ cluster, clock, random, signal, observer: view.observer });
  if (await stores.synced(signal)) {
    stores.subscribe(() => view.changed(), signal);
    view.changed();
    screen.write(`http://${ADDRESS}:${address.port} shows the SidecarSets of the cluster; Ctrl-C ends it\n`);
  }
  await keeping;
  await close(server);
}

/** @throws Error that says what to do when the port is taken */
async function listen(server: Server, port: number): Promise<AddressInfo> {
  server.listen(port, ADDRESS);
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(`port ${port} is taken; name another one with --port, 0 takes a free one`, { cause: error });
  }
  return server.address() as AddressInfo;
}

/** Browsers keep their streams open: they are told that it is over. */
async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
