import { Agent } from 'node:https';
import { connect } from 'node:tls';
import { expect } from 'chai';
import fc from 'fast-check';
import { WEBHOOK_ENDPOINTS } from '../../lib/api/endpoints.js';
import { systemClock } from '../../lib/cluster/clock.js';
import type { AdmissionDecision } from '../../webhook/admission-review.js';
import type { WebhookServerOptions } from '../../webhook/server.js';
import { createWebhookServer } from '../../webhook/server.js';
import { VirtualClock } from '../simulation/virtual-clock.js';
import type { Answer, Asking, RunningWebhook, TestPki } from './webhook-fixture.js';
import { aPki, aReview, ask, startWebhook } from './webhook-fixture.js';

const LET_THROUGH: AdmissionDecision = { verdict: 'allow', reason: 'not-selected' };

describe('the webhook server', () => {
  let pki: TestPki;
  let running: RunningWebhook | undefined;

  before(async () => {
    pki = await aPki();
  });

  afterEach(async () => {
    await running?.server.drain();
    running = undefined;
  });

  async function start(
    handle: Parameters<typeof startWebhook>[1] = () => LET_THROUGH,
    options: Partial<WebhookServerOptions> = {},
  ): Promise<RunningWebhook> {
    return (running = await startWebhook(pki, handle, options));
  }

  function send(asking: Partial<Asking> = {}): Promise<Answer> {
    const { port } = running!;
    return ask({ port, ca: pki.authority.certificate, body: JSON.stringify(aReview()), ...asking });
  }

  function statusOf({ text }: Answer): Record<string, unknown> {
    return JSON.parse(text) as Record<string, unknown>;
  }

  describe('answers', () => {
    it('serves every endpoint of the table', async () => {
      await start();
      for (const { path, resource } of WEBHOOK_ENDPOINTS) {
        const { group, version, plural } = resource;
        const review = aReview({ resource: { group, version, resource: plural } });
        const answer = await send({ path: `${path}?timeout=5s`, body: JSON.stringify(review) });
        expect(answer.code, path).to.equal(200);
        expect(statusOf(answer)).to.have.nested.property('response.allowed', true);
      }
    });

    it('counts a decision, and logs it when it is worth a line', async () => {
      const { log, metrics } = await start(request => ({
        verdict: 'allow',
        reason: request.name === 'quiet' ? 'not-selected' : 'injected',
        ...(request.name === 'quiet' ? {} : { facts: { sidecarSets: ['logs'] } }),
      }));
      await send({ body: JSON.stringify(aReview({ name: 'quiet' })) });
      await send({ body: JSON.stringify(aReview({ name: 'loud' })) });
      const [line] = log.lines;
      expect(log.lines).to.have.length(1);
      expect(line).to.include({ event: 'admission-decided', endpoint: 'mpod', reason: 'injected', name: 'loud' });
      expect(line).to.deep.include({ sidecarSets: ['logs'] });
      const text = await metrics.text();
      expect(text).to.contain(
        'sidecarset_webhook_requests_total{endpoint="mpod",verdict="allow",reason="not-selected"} 1',
      );
      expect(text).to.contain('sidecarset_webhook_duration_seconds_count{endpoint="mpod"} 2');
    });

    it('answers a crash by HTTP 500 with its words, so that the failure policy decides', async () => {
      const { log } = await start(() => {
        throw new TypeError('x is undefined');
      });
      const answer = await send();
      expect(answer.code).to.equal(500);
      expect(statusOf(answer)).to.include({
        kind: 'Status',
        reason: 'InternalError',
        message: 'mpod.sidecarset.kruise.io could not decide because of a bug: x is undefined',
      });
      expect(log.lines[0]).to.include({ level: 'error', event: 'admission-crashed' });
      expect(log.lines[0]?.['stack']).to.contain('server.test.ts');
    });

    it('passes on that nothing could be decided', async () => {
      await start(() => ({ verdict: 'fail', reason: 'not-synced', code: 503, message: 'not yet' }));
      const answer = await send();
      expect(answer.code).to.equal(503);
      expect(statusOf(answer)).to.include({ reason: 'ServiceUnavailable', message: 'not yet' });
    });

    it('refuses a review about another resource than the endpoint is for', async () => {
      await start();
      const resource = { group: 'apps', version: 'v1', resource: 'deployments' };
      const answer = await send({ body: JSON.stringify(aReview({ resource })) });
      expect(answer.code).to.equal(400);
      expect(statusOf(answer)['message']).to.equal('/mutate-pod is for pods, not for deployments.apps');
    });

    it('answers any body with a reason, and never crashes', async () => {
      await start();
      const agent = new Agent({ keepAlive: true });
      const anyBody = fc.oneof(
        fc.string(),
        fc.json(),
        fc.json().map(text => JSON.stringify(aReview({ object: text }))),
      );
      await fc.assert(
        fc.asyncProperty(anyBody, async body => {
          const answer = await send({ body, agent });
          expect(answer.code).to.equal(400);
          expect(statusOf(answer)['message']).to.match(/^(this is no AdmissionReview|the body is no JSON): ./);
        }),
        { numRuns: 100 },
      );
      agent.destroy();
    });

    it('says where the webhooks are to whoever is lost', async () => {
      await start();
      const answer = await send({ path: '/' });
      expect(answer.code).to.equal(404);
      expect(statusOf(answer)['message']).to.contain('/mutate-pod, /mutate-apps-kruise-io-sidecarset');
    });

    it('answers to POST only', async () => {
      await start();
      const answer = await send({ method: 'GET', body: '' });
      expect(answer.code).to.equal(405);
      expect(answer.headers['allow']).to.equal('POST');
    });
  });

  describe('limits', () => {
    it('refuses a body that is announced as too long before it is sent', async () => {
      await start(undefined, { limits: { maxBodyBytes: 1000 } });
      const { port } = running!;
      const answer = await ask({ port, ca: pki.authority.certificate, headers: { 'content-length': '1001' } });
      expect(answer.code).to.equal(413);
      expect(statusOf(answer)['message']).to.equal('the body is longer than 1000 bytes');
      expect(answer.headers['connection']).to.equal('close');
    });

    it('stops to read a body of unknown length as soon as it is too long', async () => {
      await start(undefined, { limits: { maxBodyBytes: 1000 } });
      const answer = await send({ headers: { 'transfer-encoding': 'chunked' }, body: ' '.repeat(1001) });
      expect(answer.code).to.equal(413);
    });

    it('takes a body that is exactly as long as is allowed', async () => {
      const body = JSON.stringify(aReview());
      await start(undefined, { limits: { maxBodyBytes: body.length } });
      expect((await send({ body })).code).to.equal(200);
    });

    it('gives up on a body that does not arrive', async () => {
      await start(undefined, { limits: { bodyTimeoutMs: 50 } });
      const { port } = running!;
      const answer = await ask({ port, ca: pki.authority.certificate, headers: { 'content-length': '10' } });
      expect(answer.code).to.equal(408);
      expect(statusOf(answer)['message']).to.equal('the body did not arrive within 0.05 s');
    });

    it('refuses bodies that are not JSON by their type, or compressed', async () => {
      await start();
      const types = { 'text/plain': 415, 'application/yaml': 415, 'application/json; charset=utf-8': 200 };
      for (const [type, code] of Object.entries(types)) {
        expect((await send({ headers: { 'content-type': type } })).code, type).to.equal(code);
      }
      expect((await send({ headers: { 'content-encoding': 'gzip' } })).code).to.equal(415);
    });

    it('counts what it could not read', async () => {
      const { metrics } = await start();
      await send({ headers: { 'content-type': 'text/plain' } });
      expect(await metrics.text()).to.contain('{endpoint="mpod",verdict="fail",reason="body-refused"} 1');
    });

    it('keeps connections open for longer than Go clients do', async () => {
      await start();
      const agent = new Agent({ keepAlive: true });
      const answer = await send({ agent });
      agent.destroy();
      expect(answer.headers['connection']).to.equal('keep-alive');
      expect(answer.headers['keep-alive']).to.equal('timeout=120');
    });
  });

  describe('certificates', () => {
    it('shakes hands with nobody before the first certificate', async () => {
      const { log, metrics } = await start();
      const handlers = { mpod: () => LET_THROUGH, msidecarset: () => LET_THROUGH, vsidecarset: () => LET_THROUGH };
      const server = createWebhookServer({ handlers, clock: systemClock, log, metrics, drainTimes: { settleMs: 0 } });
      const port = await server.listen({ port: 0, host: '127.0.0.1' });
      expect(server.hasCertificate).to.equal(false);
      const asking = { port, ca: pki.authority.certificate, body: JSON.stringify(aReview()) };
      const failed = await ask(asking).then(
        () => false,
        () => true,
      );
      expect(failed).to.equal(true);
      server.setCertificate(pki.serving);
      expect(server.hasCertificate).to.equal(true);
      expect((await ask(asking)).code).to.equal(200);
      await server.drain();
    });

    it('serves new connections with a new certificate while old ones go on', async () => {
      const { server } = await start();
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      await send({ agent });
      const next = await aPki();
      server.setCertificate(next.serving);
      expect((await send({ agent })).code).to.equal(200);
      expect((await send({ ca: next.authority.certificate })).code).to.equal(200);
      const refused = await send().then(
        () => 'accepted',
        (error: unknown) => (error as { code?: string }).code,
      );
      expect(refused).to.match(/UNABLE_TO_VERIFY|SELF_SIGNED|CERT_SIGNATURE/);
      agent.destroy();
    });

    it('keeps the certificate it has when a new pair does not fit', async () => {
      const { server } = await start();
      const other = await aPki();
      const pair = { certificate: other.serving.certificate, key: pki.serving.key };
      expect(() => server.setCertificate(pair)).to.throw();
      expect((await send()).code).to.equal(200);
    });

    it('speaks no TLS older than 1.2', async () => {
      await start();
      const { port } = running!;
      const code = await new Promise(resolve => {
        const socket = connect({
          host: '127.0.0.1',
          port,
          maxVersion: 'TLSv1.1',
          minVersion: 'TLSv1',
          ciphers: 'ALL:@SECLEVEL=0',
          rejectUnauthorized: false,
        });
        socket.on('secureConnect', () => resolve('connected'));
        socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
      });
      expect(code).to.match(/PROTOCOL_VERSION/);
    });
  });

  describe('drain', () => {
    it('finishes what is in flight and accepts nothing more', async () => {
      let finish = (): void => undefined;
      const finished = new Promise<void>(resolve => (finish = resolve));
      let arrive = (): void => undefined;
      const arrived = new Promise<void>(resolve => (arrive = resolve));
      const { server, log } = await start(async () => {
        arrive();
        await finished;
        return LET_THROUGH;
      });
      const agent = new Agent({ keepAlive: true });
      const inFlight = send({ agent });
      await arrived;
      let drained = false;
      const drain = server.drain().then(() => (drained = true));
      expect(server.draining).to.equal(true);
      await refusal();
      expect(drained).to.equal(false);
      finish();
      expect((await inFlight).code).to.equal(200);
      await drain;
      expect(log.lines.map(line => line['event'])).to.deep.equal(['webhook-draining']);
      agent.destroy();
    });

    /** Resolves once new connections are refused; each try takes the time of a connection. */
    async function refusal(): Promise<void> {
      for (;;) {
        const code = await send({ path: '/nowhere' }).then(
          () => 'accepted',
          (error: unknown) => (error as { code?: string }).code,
        );
        if (code === 'ECONNREFUSED') return;
      }
    }

    it('closes connections that only wait', async () => {
      const { server, log } = await start();
      const agent = new Agent({ keepAlive: true });
      await send({ agent });
      await server.drain();
      expect(log.lines.map(line => line['event'])).to.deep.equal(['webhook-draining']);
      agent.destroy();
    });

    it('goes on accepting while the cluster learns of it, and sends clients elsewhere', async () => {
      const clock = new VirtualClock();
      const { server } = await start(undefined, { clock, drainTimes: { settleMs: 5000 } });
      const drain = server.drain();
      const agent = new Agent({ keepAlive: true });
      const answer = await send({ agent });
      expect(answer.code).to.equal(200);
      expect(answer.headers['connection']).to.equal('close');
      await clock.advance(5000);
      await drain;
      agent.destroy();
    });

    it('cuts what does not finish in time', async () => {
      let arrive = (): void => undefined;
      const arrived = new Promise<void>(resolve => (arrive = resolve));
      const never = new Promise<AdmissionDecision>(() => undefined);
      const options = { drainTimes: { settleMs: 0, finishMs: 20 } };
      const { server, log } = await start(() => {
        arrive();
        return never;
      }, options);
      const inFlight = send().then(
        () => 'answered',
        () => 'cut',
      );
      await arrived;
      await server.drain();
      expect(await inFlight).to.equal('cut');
      expect(log.lines.map(line => line['event'])).to.include('webhook-drain-cut');
    });

    it('drains once, however often it is told to', async () => {
      const { server } = await start();
      await Promise.all([server.drain(), server.drain()]);
      await server.drain();
    });
  });
});
