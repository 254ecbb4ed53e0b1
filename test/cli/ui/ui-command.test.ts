import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect } from 'chai';

import { OPERATOR_NAME, OPERATOR_NAMESPACE } from '../../../lib/api/permissions.js';
import { DEPLOYMENTS, NAMESPACES, PODS } from '../../../lib/api/resources.js';
import { endCommand } from '../../../lib/cli/command.js';
import { runUiCommand } from '../../../lib/cli/ui-command.js';
import type { PodPicture } from '../../../lib/cli/ui/draw-pod.js';
import type { Picture } from '../../../lib/cli/ui/live-view.js';
import { aPod } from '../../build/a-pod.js';
import { aSidecar, aSidecarSet } from '../../build/a-sidecarset.js';
import { waitFor } from '../../cluster/wait-for.js';
import { aWorld } from '../a-world.js';
import { OpenPage } from './an-open-page.js';

const V1 = aSidecarSet({ containers: [aSidecar({ image: 'agent:1' })] }, { name: 'logs' });
const V2 = aSidecarSet({}, { name: 'logs' });

describe('sidecarset ui', () => {
  const page = new OpenPage();

  before(async () => {
    await page.live.roll(V1);
    await page.live.roll(V2);
    await page.live.addPod(aPod('a', { injectedBy: V2 }));
    await page.live.addPod(aPod('b', { injectedBy: V1 }));
    await page.open();
  });

  after(async () => {
    expect(await page.close()).to.deep.equal({ exitCode: 0, output: '' });
  });

  it('serves one page that loads nothing from elsewhere and lets in its own script and style only', async () => {
    const { code, headers, body } = await page.ask('/');
    expect(code).to.equal(200);
    expect(headers['content-type']).to.equal('text/html; charset=utf-8');
    expect(body).to.not.match(/(src|href)="(?!data:,)/);
    const policy = headers['content-security-policy'];
    expect(policy).to.match(/^default-src 'none'; script-src 'sha256-[^ ]{44}'; style-src 'sha256-[^ ]{44}'; /);
    expect(policy).to.contain("frame-ancestors 'none'").and.not.contain('unsafe');
  });

  it('sends strict headers with every answer, refusals too', async () => {
    for (const [path, options] of [['/'], ['/pods'], ['/gone'], ['/', { host: 'a.example' }]] as const) {
      const { headers } = await page.ask(path, options);
      expect(headers, path).to.include({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
      });
      expect(headers, path).to.have.property('content-security-policy');
      expect(headers, path).to.not.have.property('access-control-allow-origin');
    }
  });

  it('answers under the names of this machine only', async () => {
    for (const host of ['evil.example', 'evil.example:80', 'localhost.evil.example', '127.0.0.1.nip.io', '10.0.0.1']) {
      const { code, body } = await page.ask('/pods', { host });
      expect(code, host).to.equal(403);
      expect(body, host).to.not.contain('default/a');
    }
    for (const host of ['localhost', 'localhost:9', '127.0.0.1:8088', '[::1]:8088']) {
      expect((await page.ask('/', { host })).code, host).to.equal(200);
    }
  });

  it('answers GET and nothing else', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD']) {
      const { code, headers } = await page.ask('/', { method });
      expect(code, method).to.equal(405);
      expect(headers['allow'], method).to.equal('GET');
    }
  });

  it('says in words what is not there', async () => {
    expect(await page.ask('/nowhere')).to.include({ code: 404, body: '{"message":"there is nothing at /nowhere"}\n' });
    for (const name of ['default/gone', 'a', '', '%00/%ff', '../..']) {
      expect((await page.ask(`/pod?name=${name}`)).code, name).to.equal(404);
    }
  });

  it('finds pods by a part of their name', async () => {
    expect(JSON.parse((await page.ask('/pods?search=ult/b')).body)).to.deep.equal({ count: 1, first: ['default/b'] });
  });

  it('explains a pod: chosen or not, the version it holds and the present one, and what becomes of it', async () => {
    const { sidecarSets, verdict } = JSON.parse((await page.ask('/pod?name=default/b')).body) as PodPicture;
    expect(verdict).to.equal('was injected by logs');
    expect(sidecarSets[0]).to.deep.include({ name: 'logs', chosen: true, reason: 'selected' });
    expect(sidecarSets[0]!.words).to.contain('not the present version; it is upgraded now');
    expect(sidecarSets[0]!.holds).to.deep.include({ behind: true });
    expect(sidecarSets[0]!.holds!.sidecars).to.deep.equal([{ name: 'agent', held: 'agent:1', present: 'agent:2' }]);
    expect(sidecarSets[0]!.holds!.progress).to.deep.equal({
      ...{ pod: 'default/b', stage: 'next', fails: false },
      words: 'SidecarSet logs upgrades agent to agent:2 in place',
    });
  });

  it('knows in which namespaces the operator does not inject, as soon as it can read that', async () => {
    const look = async (): Promise<PodPicture & { readonly assumptions: readonly string[] }> =>
      JSON.parse((await page.ask('/pod?name=default/b')).body) as PodPicture & { assumptions: string[] };
    const reason = async (): Promise<string | undefined> => (await look()).sidecarSets[0]?.reason;
    expect(await reason()).to.equal('selected');
    expect((await look()).assumptions.join()).to.contain('flags of the operator could not be read');
    const containers = [{ name: 'operator', args: ['operator', '--exempt-namespace=default'] }];
    const key = { namespace: OPERATOR_NAMESPACE, name: OPERATOR_NAME };
    await page.live.cluster.create(NAMESPACES, { metadata: { name: OPERATOR_NAMESPACE } });
    await page.live.cluster.create(DEPLOYMENTS, {
      metadata: key,
      spec: { selector: {}, template: { spec: { containers } } },
    });
    await waitFor('the exemption', async () => (await reason()) === 'namespace-exempt-by-operator');
    expect((await look()).assumptions).to.deep.equal([]);
    await page.live.cluster.remove(DEPLOYMENTS, key);
    await waitFor('its end', async () => (await reason()) === 'selected');
  });

  it('sends the picture, another one after a change, and only a word when what it shows is the same', async () => {
    const { events, stop } = await page.follow();
    const pictures = (): readonly Picture[] =>
      events.filter(({ name }) => name === 'picture').map(({ data }) => JSON.parse(data) as Picture);
    expect(pictures()[0]!.sidecarSets[0]).to.deep.include({
      name: 'logs',
      counts: { matched: 2, updated: 1, ready: 2, updatedReady: 1 },
    });

    await page.live.cluster.patch(
      PODS,
      { namespace: 'default', name: 'a' },
      { type: 'merge', body: { metadata: { labels: { more: 'x' } } } },
    );
    await waitFor('word of the change', () => events.some(({ name }) => name === 'changed'));
    expect(pictures()).to.have.length(1);

    await page.live.cluster.remove(PODS, { namespace: 'default', name: 'b' }, { gracePeriodSeconds: 0 });
    await waitFor('the next picture', () => pictures().at(-1)!.sidecarSets[0]!.counts.matched === 1);
    stop();
  });
});

describe('sidecarset ui, asked wrongly', () => {
  const ask = (args: readonly string[], facts: Parameters<typeof aWorld>[0] = {}): ReturnType<typeof endCommand> =>
    endCommand('ui', () => runUiCommand(args, aWorld(facts)));

  it('wants a port that is one', async () => {
    for (const port of ['x', '65536', '8088.5', '']) {
      expect(await ask(['--port', port]), port).to.deep.include({ exitCode: 2 });
    }
    expect((await ask(['logs'])).exitCode).to.equal(2);
  });

  it('says at once what may not be read', async () => {
    const { exitCode, output } = await ask(['--port', '0'], { forbidden: ['pods'] });
    expect(exitCode).to.equal(1);
    expect(output).to.contain('Forbidden');
  });

  it('says what to do about a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    expect(await ask(['--port', String(port)])).to.deep.equal({
      exitCode: 1,
      output: `sidecarset ui: port ${port} is taken; name another one with --port, 0 takes a free one\n`,
    });
    other.close();
  });
});
