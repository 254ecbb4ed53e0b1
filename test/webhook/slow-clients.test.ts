import { once } from 'node:events';
import { Agent } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { connect } from 'node:tls';
import { expect } from 'chai';
import type { WebhookServerLimits } from '../../webhook/server.js';
import type { RunningWebhook, TestPki } from './webhook-fixture.js';
import { aPki, aReview, ask, startWebhook } from './webhook-fixture.js';

const BODY = JSON.stringify(aReview());
const HEAD = 'POST /mutate-pod HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';
const REQUEST = `${HEAD}content-length: ${String(BODY.length)}\r\n\r\n${BODY}`;

describe('clients that are slow, many or gone', () => {
  let pki: TestPki;
  let running: RunningWebhook;
  const sockets: TLSSocket[] = [];

  before(async () => {
    pki = await aPki();
  });

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await running.server.drain();
  });

  async function start(limits: WebhookServerLimits = {}): Promise<void> {
    running = await startWebhook(pki, () => ({ verdict: 'allow', reason: 'not-selected' }), { limits });
  }

  async function open(): Promise<TLSSocket> {
    const ca = pki.authority.certificate;
    const socket = connect({ host: '127.0.0.1', port: running.port, ca, servername: 'localhost' });
    sockets.push(socket);
    socket.setEncoding('utf8');
    await once(socket, 'secureConnect');
    // A server that hangs up in the middle of a write is what is wanted here.
    socket.on('error', () => undefined);
    return socket;
  }

  /** Everything that the server says before it hangs up. */
  async function untilClosed(socket: TLSSocket): Promise<string> {
    let said = '';
    socket.on('data', (text: string) => (said += text));
    await once(socket, 'close');
    return said;
  }

  async function answerTo(socket: TLSSocket, request: string): Promise<string> {
    const answered = once(socket, 'data');
    socket.write(request);
    const [text] = (await answered) as [string];
    return text;
  }

  async function expectServing(): Promise<void> {
    const agent = new Agent({ keepAlive: false });
    const answer = await ask({ port: running.port, ca: pki.authority.certificate, body: BODY, agent });
    expect(answer.code).to.equal(200);
  }

  it('a client that never finishes its headers is told so and cut off', async () => {
    await start({ headersTimeoutMs: 200 });
    const socket = await open();
    socket.write(HEAD);
    expect(await untilClosed(socket)).to.match(/^HTTP\/1\.1 408 /);
    await expectServing();
  });

  it('a client that sends its body byte by byte is told so when the time is over', async () => {
    await start({ bodyTimeoutMs: 300 });
    const socket = await open();
    socket.write(REQUEST.slice(0, -BODY.length));
    let sent = 0;
    const dripping = setInterval(() => socket.write(BODY.charAt(sent++)), 50);
    const said = await untilClosed(socket);
    clearInterval(dripping);
    expect(said).to.contain('408').and.to.contain('the body did not arrive within 0.3 s');
    await expectServing();
  });

  it('a client that closes its half in the middle of a body costs one failure, which is counted', async () => {
    await start();
    const socket = await open();
    const closed = once(socket, 'close');
    socket.end(REQUEST.slice(0, -10));
    socket.resume();
    await closed;
    await expectServing();
    expect(await running.metrics.text()).to.contain('verdict="fail",reason="body-refused"} 1');
  });

  it('a client that is gone before its answer harms nobody', async () => {
    await start();
    const socket = await open();
    socket.write(REQUEST);
    socket.destroy();
    await expectServing();
  });

  it('bytes that are no HTTP are answered by 400', async () => {
    await start();
    const socket = await open();
    socket.write('\0\xffnothing of the kind\r\n\r\n');
    expect(await untilClosed(socket)).to.match(/^HTTP\/1\.1 400 /);
    await expectServing();
  });

  it('a thousand connections at once are all answered', async () => {
    // On a slow machine the first one waits for longer than ten seconds until the last one is open.
    await start({ headersTimeoutMs: 300_000 });
    const opened: TLSSocket[] = [];
    for (let batch = 0; batch < 20; batch += 1) {
      opened.push(...(await Promise.all(Array.from({ length: 50 }, open))));
    }
    const answers = await Promise.all(opened.map(socket => answerTo(socket, REQUEST)));
    expect(answers.filter(answer => !answer.startsWith('HTTP/1.1 200 '))).to.deep.equal([]);
  });

  it('connections that only wait make room when there are too many', async () => {
    await start({ maxConnections: 3 });
    const waiting = await Promise.all([open(), open(), open()]);
    for (const socket of waiting) await answerTo(socket, REQUEST);
    const closed = waiting.map(socket => once(socket, 'close'));
    const refused = await open().then(
      () => 'accepted',
      () => 'refused',
    );
    expect(refused).to.equal('refused');
    await Promise.all(closed);
    await expectServing();
  });
});
