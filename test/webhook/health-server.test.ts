import { expect } from 'chai';
import { createMetrics } from '../../lib/telemetry/metrics.js';
import type { HealthServer, ReadinessCheck } from '../../webhook/health-server.js';
import { createHealthServer } from '../../webhook/health-server.js';
import { webhookChecks } from '../../webhook/readiness.js';

describe('the health server', () => {
  let server: HealthServer | undefined;

  afterEach(async () => {
    await server?.close();
  });

  async function start(checks: readonly ReadinessCheck[] = []): Promise<string> {
    const metrics = createMetrics({ version: '1.2.3', processMetrics: false });
    server = await createHealthServer({ checks, metrics, port: 0, host: '127.0.0.1' });
    return `http://127.0.0.1:${server.port}`;
  }

  async function get(url: string, method = 'GET'): Promise<{ code: number; type: string | null; text: string }> {
    const response = await fetch(url, { method });
    return { code: response.status, type: response.headers.get('content-type'), text: await response.text() };
  }

  it('is healthy as long as it answers', async () => {
    const url = await start([{ name: 'never', problem: () => 'not yet' }]);
    expect(await get(`${url}/healthz`)).to.include({ code: 200, text: 'ok\n' });
  });

  it('is ready when every check is well, and says so of each', async () => {
    const url = await start([
      { name: 'a', problem: () => undefined },
      { name: 'b', problem: () => undefined },
    ]);
    expect(await get(`${url}/readyz?verbose`)).to.include({ code: 200, text: '[+] a: ok\n[+] b: ok\nready\n' });
  });

  it('says in words what is missing', async () => {
    let problem: string | undefined = 'no certificate yet';
    const url = await start([
      { name: 'a', problem: () => undefined },
      { name: 'b', problem: () => problem },
    ]);
    expect(await get(`${url}/readyz`)).to.include({
      code: 503,
      text: '[+] a: ok\n[-] b: no certificate yet\nnot ready\n',
    });
    problem = undefined;
    expect((await get(`${url}/readyz`)).code).to.equal(200);
  });

  it('shows the metrics to Prometheus', async () => {
    const { code, type, text } = await get(`${await start()}/metrics`);
    expect(code).to.equal(200);
    expect(type).to.match(/^text\/plain; version=0\.0\.4/);
    expect(text).to.contain('sidecarset_build_info{version="1.2.3"');
  });

  it('has nothing else, and changes nothing', async () => {
    const url = await start();
    expect((await get(`${url}/debug`)).code).to.equal(404);
    expect((await get(`${url}/healthz`, 'POST')).code).to.equal(405);
    expect(await get(`${url}/healthz`, 'HEAD')).to.include({ code: 200, text: '' });
  });

  it('says when its port is taken', async () => {
    await start();
    const metrics = createMetrics({ version: '0', processMetrics: false });
    const second = await createHealthServer({ checks: [], metrics, port: server!.port, host: '127.0.0.1' }).then(
      () => 'started',
      (error: unknown) => (error as { code?: string }).code,
    );
    expect(second).to.equal('EADDRINUSE');
  });
});

describe('webhookChecks', () => {
  const problems = (
    server: { hasCertificate: boolean; draining: boolean },
    stores: Readonly<Record<string, { synced: boolean }>>,
  ): readonly string[] =>
    webhookChecks(server, stores).flatMap(({ name, problem }) => {
      const words = problem();
      return words === undefined ? [] : [`${name}: ${words}`];
    });

  it('are well when the stores are read, a certificate is there and nobody wants to stop', () => {
    const stores = { sidecarsets: { synced: true }, namespaces: { synced: true } };
    expect(problems({ hasCertificate: true, draining: false }, stores)).to.deep.equal([]);
  });

  it('name everything that is missing', () => {
    const stores = { sidecarsets: { synced: false }, namespaces: { synced: true } };
    expect(problems({ hasCertificate: false, draining: true }, stores)).to.deep.equal([
      'sidecarsets: not read from the API server yet',
      'certificate: no serving certificate yet',
      'drain: about to stop',
    ]);
  });
});
