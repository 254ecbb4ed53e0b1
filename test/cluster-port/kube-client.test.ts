import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { expect } from 'chai';
import type { ConfigMap } from '../../lib/api/kubernetes.generated.js';
import { CONFIG_MAPS } from '../../lib/api/resources.js';
import type { ApiError } from '../../lib/cluster/api-error.js';
import type { Clock } from '../../lib/cluster/clock.js';
import { systemClock } from '../../lib/cluster/clock.js';
import type { WatchEvent } from '../../lib/cluster/cluster.js';
import type { KubeClient, KubeClientOptions } from '../../lib/cluster/kube-client.js';
import { createKubeClient } from '../../lib/cluster/kube-client.js';
import type { TestServer } from './https-server.js';
import { json, refuse, reset, silence, startServer } from './https-server.js';

const KEY = { namespace: 'shop', name: 'a' };
const CONFIG_MAP = { metadata: KEY, data: { text: 'ü€😀' } };
const PATCH = { type: 'merge', body: { data: { x: '1' } } } as const;

describe('KubeClient', () => {
  let server: TestServer;
  let client: KubeClient;
  let events: string[];
  const clients: KubeClient[] = [];

  function connect(options: Partial<KubeClientOptions> = {}): KubeClient {
    const made = createKubeClient({
      kubeConfig: server.kubeConfig(),
      clock: hurried,
      random: () => 0,
      observer: {
        callEnded: ({ verb, resource, code }) => events.push(`${verb} ${resource.plural} ${code}`),
        callRetried: ({ reason, waitMs }) => events.push(`again after ${reason} +${waitMs}`),
      },
      ...options,
    });
    clients.push(made);
    return made;
  }

  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());
  beforeEach(() => {
    events = [];
    (server.requests as unknown[]).length = 0;
    client = connect();
  });
  afterEach(() => {
    for (const made of clients.splice(0)) made.close();
  });

  async function errorOf(call: Promise<unknown>): Promise<ApiError> {
    return call.then(
      () => expect.fail('the call succeeded'),
      (error: unknown) => error as ApiError,
    );
  }

  describe('objects', () => {
    it('come and go as they are, with fields that nobody here knows', async () => {
      const answer = { ...CONFIG_MAP, fieldOfTomorrow: { deep: [1, null] } };
      server.answer(json(201, answer));
      expect(await client.create(CONFIG_MAPS, answer)).to.deep.equal(answer);
      const [request] = server.requests;
      expect(JSON.parse(request!.body)).to.deep.equal({ apiVersion: 'v1', kind: 'ConfigMap', ...answer });
      expect(request!.headers).to.include({
        'content-type': 'application/json',
        accept: 'application/json',
        'user-agent': 'sidecarset-operator',
        authorization: 'Bearer token-1',
      });
    });

    it('in a list get the type that the API server leaves out', async () => {
      server.answer(json(200, { kind: 'ConfigMapList', metadata: { resourceVersion: '5' }, items: [CONFIG_MAP] }));
      const page = await client.list(CONFIG_MAPS);
      expect(page.items).to.deep.equal([{ apiVersion: 'v1', kind: 'ConfigMap', ...CONFIG_MAP }]);
      expect(page.metadata).to.deep.equal({ resourceVersion: '5' });
    });

    it('may be none', async () => {
      server.answer(json(200, { metadata: { resourceVersion: '5' }, items: null }));
      expect((await client.list(CONFIG_MAPS)).items).to.deep.equal([]);
    });

    it('are removed with a body whose length is told, so that it is no part of the next request', async () => {
      server.answer(json(200, { kind: 'Status', status: 'Success' }), json(200, CONFIG_MAP));
      await client.remove(CONFIG_MAPS, KEY, { preconditions: { uid: 'u' } });
      await client.get(CONFIG_MAPS, KEY);
      expect(JSON.parse(server.requests[0]!.body)).to.have.deep.property('preconditions', { uid: 'u' });
      expect(server.requests[1]).to.include({ method: 'GET', body: '' });
    });

    it('are asked for below the path of the server, where it has one', async () => {
      server.answer(json(200, CONFIG_MAP));
      const kubeConfig = server.kubeConfig({ server: `https://127.0.0.1:${server.port}/k8s/clusters/c-1/` });
      await connect({ kubeConfig }).get(CONFIG_MAPS, KEY);
      expect(server.requests[0]!.url).to.equal('/k8s/clusters/c-1/api/v1/namespaces/shop/configmaps/a');
    });
  });

  describe('errors', () => {
    it('carry what the API server said', async () => {
      server.answer(refuse(409, 'Conflict'));
      const error = await errorOf(client.patch(CONFIG_MAPS, KEY, PATCH));
      expect(error).to.include({ isApiError: true, code: 409, reason: 'Conflict' });
      expect(error.message).to.equal('patch configmaps shop/a: refused: Conflict (Conflict)');
      expect(server.requests).to.have.length(1);
    });

    it('say when an answer was none of an API server', async () => {
      server.answer(response => response.end('<html>welcome</html>'));
      expect(await errorOf(client.get(CONFIG_MAPS, KEY))).to.include({ code: 0, reason: 'UnreadableAnswer' });
    });

    it('say Unreachable when nobody listens', async () => {
      const kubeConfig = server.kubeConfig({ server: `https://127.0.0.1:${await unusedPort()}` });
      const error = await errorOf(connect({ kubeConfig }).create(CONFIG_MAPS, CONFIG_MAP));
      expect(error).to.include({ code: 0, reason: 'Unreachable' });
      expect(error.message).to.match(/ECONNREFUSED/);
      expect(events.filter(event => event.startsWith('again'))).to.have.length(6);
    });

    it('say Unreachable, and at once, when the server is not the one that the kubeconfig knows', async () => {
      const stranger = await startServer();
      try {
        const kubeConfig = server.kubeConfig({ server: `https://127.0.0.1:${stranger.port}` });
        expect(await errorOf(connect({ kubeConfig }).get(CONFIG_MAPS, KEY))).to.include({ reason: 'Unreachable' });
        expect(events).to.deep.equal(['get configmaps 0']);
        expect(stranger.requests).to.deep.equal([]);
      } finally {
        await stranger.stop();
      }
    });

    it('say when the credentials cannot be read', async () => {
      const kubeConfig = new KubeConfig();
      const exec = { command: '/does/not/exist' };
      kubeConfig.loadFromClusterAndUser({ name: 'c', server: 'https://x', skipTLSVerify: false }, { name: 'u', exec });
      const error = await errorOf(connect({ kubeConfig }).get(CONFIG_MAPS, KEY));
      expect(error.message).to.match(/^get configmaps shop\/a: cannot read the credentials: .*ENOENT/);
    });
  });

  describe('second attempts', () => {
    it('are made for a read when the connection is reset', async () => {
      server.answer(reset, json(200, CONFIG_MAP));
      expect(await client.get(CONFIG_MAPS, KEY)).to.deep.equal(CONFIG_MAP);
      expect(events).to.deep.equal(['again after Unreachable +100', 'get configmaps 200']);
    });

    it('are made for a read that breaks off in the middle of its answer', async () => {
      const half = (response: Parameters<typeof reset>[0]): void => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"half":');
        setImmediate(() => response.socket?.destroy());
      };
      server.answer(half, json(200, CONFIG_MAP));
      expect(await client.get(CONFIG_MAPS, KEY)).to.deep.equal(CONFIG_MAP);
    });

    it('are not made for a write that may have arrived', async () => {
      const writes = [
        () => client.patch(CONFIG_MAPS, KEY, PATCH),
        () => client.create(CONFIG_MAPS, CONFIG_MAP),
        () => client.replace(CONFIG_MAPS, CONFIG_MAP),
        () => client.remove(CONFIG_MAPS, KEY),
      ];
      for (const write of writes) {
        server.answer(reset, json(200, CONFIG_MAP));
        expect(await errorOf(write())).to.include({ code: 0, reason: 'Unreachable' });
      }
      expect(server.requests.map(({ method }) => method)).to.deep.equal(['PATCH', 'POST', 'PUT', 'DELETE']);
      expect(events.filter(event => event.startsWith('again'))).to.deep.equal([]);
    });

    it('are made for a write on 429, when the API server says', async () => {
      server.answer(refuse(429, 'TooManyRequests', { 'retry-after': '2' }), json(200, CONFIG_MAP));
      await client.patch(CONFIG_MAPS, KEY, PATCH);
      expect(events).to.deep.equal(['again after TooManyRequests +2100', 'patch configmaps 200']);
    });

    it('are not waited for beyond the time of the call', async () => {
      server.answer(refuse(429, 'TooManyRequests', { 'retry-after': '60' }));
      const error = await errorOf(client.get(CONFIG_MAPS, KEY));
      expect(error).to.include({ code: 429, reason: 'TooManyRequests', retryAfterMs: 60_000 });
      expect(server.requests).to.have.length(1);
    });

    it('are made with new credentials after 401, once', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'kube-client-'));
      try {
        const tokenFile = join(folder, 'token');
        writeFileSync(tokenFile, 'old');
        const kubeConfig = server.kubeConfig();
        const authProvider = { name: 'tokenFile', config: { tokenFile } };
        kubeConfig.loadFromClusterAndUser(kubeConfig.getCurrentCluster()!, { name: 'u', authProvider });
        const rotating = connect({ kubeConfig });
        server.answer((response, request) => {
          const known = request.headers.authorization === 'Bearer new';
          (known ? json(200, CONFIG_MAP) : refuse(401, 'Unauthorized'))(response, request);
        });
        expect(await errorOf(rotating.get(CONFIG_MAPS, KEY))).to.include({ code: 401 });
        expect(server.requests).to.have.length(2);
        writeFileSync(tokenFile, 'new');
        expect(await rotating.patch(CONFIG_MAPS, KEY, PATCH)).to.deep.equal(CONFIG_MAP);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  });

  describe('time', () => {
    it('is limited for the whole call', async () => {
      server.answer(silence);
      const error = await errorOf(client.get(CONFIG_MAPS, KEY, { timeoutMs: 50 }));
      expect(error).to.include({ code: 0, reason: 'Timeout' });
      expect(error.message).to.equal('get configmaps shop/a: no answer within 50 ms (Timeout)');
    });

    it('is limited for connecting', async () => {
      const deaf = net.createServer().listen(0, '127.0.0.1');
      await once(deaf, 'listening');
      const { port } = deaf.address() as AddressInfo;
      try {
        const kubeConfig = server.kubeConfig({ server: `https://127.0.0.1:${port}` });
        const error = await errorOf(connect({ kubeConfig, clock: fasterClock(100) }).create(CONFIG_MAPS, CONFIG_MAP));
        expect(events[0]).to.equal('again after Unreachable +100');
        expect(error.message).to.match(/no (connection|answer) within/);
      } finally {
        deaf.close();
      }
    });

    it('ends when the caller says so, with the words of the caller', async () => {
      server.answer(silence);
      const stop = new AbortController();
      const call = errorOf(client.get(CONFIG_MAPS, KEY, { signal: stop.signal }));
      await eventually(() => server.requests.length === 1);
      const reason = new Error('no longer needed');
      stop.abort(reason);
      expect(await call).to.equal(reason);
    });

    it('is not wasted on a call that nobody wants', async () => {
      const reason = new Error('never mind');
      const call = client.get(CONFIG_MAPS, KEY, { signal: AbortSignal.abort(reason) });
      expect(await errorOf(call)).to.equal(reason);
      expect(server.requests).to.deep.equal([]);
    });
  });

  describe('connections', () => {
    it('that a queued call takes over from one that has ended count as made', async () => {
      const warnings: string[] = [];
      const listen = (warning: Error): void => void warnings.push(warning.message);
      process.on('warning', listen);
      server.answer(json(200, CONFIG_MAP));
      const many = connect({ queriesPerSecond: 10_000, burst: 10_000 });
      await Promise.all(Array.from({ length: 1500 }, () => many.get(CONFIG_MAPS, KEY)));
      await new Promise(resolve => setImmediate(resolve));
      process.off('warning', listen);
      // Each call that waited for a handshake long over would leave its listener behind.
      expect(warnings.filter(message => message.includes('secureConnect'))).to.deep.equal([]);
    });

    it('are kept: one serves call after call, refused ones too', async () => {
      const before = server.connections();
      server.answer(json(200, CONFIG_MAP), refuse(404, 'NotFound'), json(200, CONFIG_MAP));
      await client.get(CONFIG_MAPS, KEY);
      await errorOf(client.get(CONFIG_MAPS, KEY));
      await client.patch(CONFIG_MAPS, KEY, PATCH);
      expect(server.connections() - before).to.equal(1);
    });

    it('go back to the others after a watch that the server ended', async () => {
      const before = server.connections();
      server.answer(response => response.end(''), json(200, CONFIG_MAP));
      expect(await collect(client.watch(CONFIG_MAPS, { resourceVersion: '1' }))).to.deep.equal([]);
      await client.get(CONFIG_MAPS, KEY);
      expect(server.connections() - before).to.equal(1);
    });

    it('are let go on close', async () => {
      server.answer(json(200, CONFIG_MAP));
      await client.get(CONFIG_MAPS, KEY);
      client.close();
      await eventuallyAsync(async () => (await server.openConnections()) === 0);
    });
  });

  describe('watch', () => {
    const line = (type: string, object: unknown): string => `${JSON.stringify({ type, object })}\n`;

    it('tells of changes as they come, wherever the chunks end', async () => {
      const bytes = Buffer.from(line('ADDED', CONFIG_MAP) + line('MODIFIED', CONFIG_MAP));
      server.answer(response => {
        response.writeHead(200);
        const sendFrom = (at: number): void => {
          if (at >= bytes.length) response.end();
          else response.write(bytes.subarray(at, at + 7), () => setImmediate(() => sendFrom(at + 7)));
        };
        sendFrom(0);
      });
      expect(await collect(client.watch(CONFIG_MAPS, { resourceVersion: '1' }))).to.deep.equal([
        { type: 'ADDED', object: CONFIG_MAP },
        { type: 'MODIFIED', object: CONFIG_MAP },
      ]);
    });

    it('does not wait for the next line before it tells of this one', async () => {
      server.answer(response => {
        response.write(line('ADDED', CONFIG_MAP));
      });
      for await (const event of client.watch(CONFIG_MAPS, { resourceVersion: '1' })) {
        expect(event.type).to.equal('ADDED');
        break;
      }
    });

    it('has its connection probed from the first moment, so that a peer that vanished is found out', async function () {
      if (process.platform !== 'linux') return this.skip();
      server.answer(response => {
        response.write(line('ADDED', CONFIG_MAP));
      });
      for await (const event of client.watch(CONFIG_MAPS, { resourceVersion: '1' })) {
        expect(event.type).to.equal('ADDED');
        expect(timersOfConnectionsTo(server.port)).to.deep.equal(['keepalive']);
        break;
      }
    });

    it('ends its connection when the loop over it is left', async () => {
      let closed = false;
      server.answer(response => {
        response.on('close', () => (closed = true));
        response.write(line('ADDED', CONFIG_MAP));
      });
      const watch = client.watch(CONFIG_MAPS, { resourceVersion: '1' })[Symbol.asyncIterator]();
      await watch.next();
      await watch.return?.();
      await eventually(() => closed);
    });

    it('ends with the caller’s words when told to, also while nothing happens', async () => {
      let closed = false;
      server.answer(response => {
        response.on('close', () => (closed = true));
        response.flushHeaders();
      });
      const stop = new AbortController();
      const watching = errorOf(collect(client.watch(CONFIG_MAPS, { resourceVersion: '1' }, { signal: stop.signal })));
      await eventually(() => events.includes('watch configmaps 200'));
      const reason = new Error('enough');
      stop.abort(reason);
      expect(await watching).to.equal(reason);
      await eventually(() => closed);
    });

    it('fails with what the ERROR line says', async () => {
      const status = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' };
      server.answer(response => response.end(line('ADDED', CONFIG_MAP) + line('ERROR', status)));
      const seen: unknown[] = [];
      const error = await errorOf(collect(client.watch(CONFIG_MAPS, { resourceVersion: '1' }), seen));
      expect(error).to.include({ code: 410, reason: 'Expired' });
      expect(seen).to.have.length(1);
    });

    it('fails as Unreachable when the connection breaks off', async () => {
      server.answer(response => {
        response.write(line('ADDED', CONFIG_MAP), () => setImmediate(() => response.socket?.destroy()));
      });
      const error = await errorOf(collect(client.watch(CONFIG_MAPS, { resourceVersion: '1' })));
      expect(error).to.include({ code: 0, reason: 'Unreachable' });
    });

    it('fails as Unreachable when it outlives its time by half a minute', async () => {
      server.answer(response => response.flushHeaders());
      const watching = connect({ clock: fasterClock(500) }).watch(CONFIG_MAPS, {
        resourceVersion: '1',
        timeoutSeconds: 1,
      });
      expect(await errorOf(collect(watching))).to.include({ code: 0, reason: 'Unreachable' });
    });

    it('is refused like any other call', async () => {
      server.answer(refuse(403, 'Forbidden'));
      const error = await errorOf(collect(client.watch(CONFIG_MAPS, { resourceVersion: '1' })));
      expect(error).to.include({ code: 403, reason: 'Forbidden' });
    });
  });

  it('tells how long calls stood in the line of its own limit', async () => {
    const waits: string[] = [];
    const observer: KubeClientOptions['observer'] = { callWaited: ({ priority }) => waits.push(priority) };
    const limited = connect({ observer, queriesPerSecond: 1000, burst: 1 });
    server.answer(json(200, CONFIG_MAP));
    const call = (priority: 'high' | 'normal' | 'low'): Promise<unknown> => limited.get(CONFIG_MAPS, KEY, { priority });
    await Promise.all([call('normal'), call('low'), call('normal'), call('high')]);
    expect(waits).to.deep.equal(['normal', 'high', 'normal', 'low']);
  });

  it('does not send what may not be sent any more, be it after the wait in line or once again', async () => {
    const over = new Error('the term is over');
    let isOver = false;
    const mayBeSent = (): void => {
      if (isOver) throw over;
    };
    const limited = connect({
      queriesPerSecond: 1000,
      burst: 1,
      observer: { callRetried: () => (isOver = true) },
    });
    server.answer(refuse(503, 'ServiceUnavailable'));
    expect(await errorOf(limited.get(CONFIG_MAPS, KEY, { mayBeSent })), 'once again').to.equal(over);
    expect(server.requests).to.have.length(1);
    isOver = false;
    const inLine = errorOf(limited.get(CONFIG_MAPS, KEY, { mayBeSent }));
    isOver = true;
    expect(await inLine).to.equal(over);
    expect(server.requests).to.have.length(1);
  });
});

/** The machine's clock, except that waits before another attempt take no time. */
const hurried: Clock = {
  ...systemClock,
  schedule: (delayMs, run) => systemClock.schedule(delayMs < 5_000 ? 0 : delayMs, run),
};

/** A clock on which time flies. */
function fasterClock(times: number): Clock {
  return {
    ...systemClock,
    monotonicMs: () => systemClock.monotonicMs() * times,
    schedule: (delayMs, run) => systemClock.schedule(delayMs / times, run),
  };
}

async function collect(watch: AsyncIterable<WatchEvent<ConfigMap>>, into: unknown[] = []): Promise<unknown[]> {
  for await (const event of watch) into.push(event);
  return into;
}

async function unusedPort(): Promise<number> {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

async function eventually(isTrue: () => boolean): Promise<void> {
  return eventuallyAsync(() => Promise.resolve(isTrue()));
}

/** The test's own time limit ends the wait. */
async function eventuallyAsync(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise(resolve => setTimeout(resolve, 2));
}

/** Which timer the kernel runs for each established connection to a port of this machine. */
function timersOfConnectionsTo(port: number): readonly string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const rows = readFileSync('/proc/net/tcp', 'utf8')
    .trim()
    .split('\n')
    .map(row => row.trim().split(/\s+/));
  const established = rows.filter(([, , remote, state]) => remote?.endsWith(`:${hex}`) && state === '01');
  return established.map(([, , , , , timer = '']) => (timer.startsWith('02:') ? 'keepalive' : timer));
}
