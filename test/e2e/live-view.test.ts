import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

import { expect } from 'chai';
import type { Browser, Locator, Page } from 'playwright-core';

import type { Container } from '../../lib/api/kubernetes.generated.js';
import { waitFor } from '../cluster/wait-for.js';
import { openPage, startBrowser } from './browser.js';
import type { Room } from './operated-cluster.js';
import { aDeployment, openRoom } from './operated-cluster.js';

const COMMAND = resolve('dist/js/lib/cli/main.js');
/** What the page looked like in this run; the one in docs/images is made from it. */
const SCREENSHOTS = '.cache/screenshots';

const LOOKS = [
  [1000, 720, 'light'],
  [1000, 720, 'dark'],
  [390, 720, 'light'],
  [390, 720, 'dark'],
] as const;

const NAME = 'log-agent';

describe('sidecarset ui on a real cluster', () => {
  let browser: Browser | undefined;
  let room: Room;
  let command: ChildProcess;
  let page: Page;
  let complaints: readonly string[];

  before(async function () {
    browser = await startBrowser();
    if (browser === undefined) {
      this.skip();
      return;
    }
    room = await openRoom();
    command = spawn(process.execPath, [COMMAND, 'ui', '--port', '0', '--kubeconfig', room.cluster.kubeconfigPath]);
    let printed = '';
    command.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const url = await waitFor('the page to be served', () => /http:\S+/.exec(printed)?.[0]);
    ({ page, complaints } = await openPage(browser, url));
  });

  after(async () => {
    await browser?.close();
    if (browser === undefined) return;
    const ended = once(command, 'exit');
    command.kill('SIGINT');
    expect((await ended)[0]).to.equal(0);
    await room.leave();
  });

  const apply = (customVersion: string, image: string): Promise<void> => {
    const agent: Container = { name: 'agent', image, command: ['sleep', '999d'] };
    return room.apply({ customVersion, containers: [agent] }, NAME);
  };
  const card = (): Locator =>
    page.locator('#sidecarsets article').filter({ has: page.getByRole('heading', { name: NAME }) });
  const explanation = (): Locator => page.locator('#pod');

  it('follows pods as they are injected', async () => {
    await page.getByText(/^live: /).waitFor();
    await apply('v1', 'centos:7');
    await card().getByText('0 of 0 updated').waitFor();
    await room.status(NAME);
    await room.cluster.kubectl.apply(aDeployment('web', room.namespace, 4));
    await card().getByText('4 of 4 updated').waitFor();
    await card().getByText('4 pods ready in all').waitFor();
  });

  it('shows a rollout that is stuck: the wave, and the pods that it holds and why', async () => {
    await apply('v2', 'centos:nowhere');
    await card().getByText('1 of 4 updated').waitFor();
    const [wave, held] = [/ImagePull/, 'lets no more pods be away'];
    await card().locator('li', { hasText: wave }).getByText('image-pull', { exact: true }).waitFor();
    await card().locator('li', { hasText: held }).getByText('budget', { exact: true }).waitFor();
    await card().getByText('3 pods ready in all').waitFor();
    await card()
      .getByRole('row', { name: /v1 3 3$/ })
      .waitFor();
  });

  it('explains a pod: chosen and why, the version that it holds and the present one, and why it is held', async () => {
    const link = card().locator('li', { hasText: 'lets no more pods be away' }).locator('a').first();
    const name = (await link.textContent()) ?? '';
    await link.click();
    await explanation().getByRole('heading', { name }).waitFor();
    await explanation().getByText('chosen (selected): its selector and its namespaces take in the pod').waitFor();
    await explanation().getByText('not the present version, held (budget)').waitFor();
    await explanation().getByRole('row', { name: 'agent centos:7 centos:nowhere' }).waitFor();
    await explanation()
      .getByRole('row', { name: /^version .*\(v1\).*\(v2\)/ })
      .waitFor();
    await takeScreenshots(page);
  });

  it('follows the rollout to its end, and the explanation too', async () => {
    await apply('v3', 'centos:8');
    await explanation().getByRole('row', { name: 'agent centos:8 centos:8' }).waitFor();
    await explanation().getByText('present version', { exact: true }).waitFor();
    await card().getByText('4 of 4 updated').waitFor();
    await card().getByText('4 pods ready in all, 4 of them updated').waitFor();
    expect(await card().getByRole('heading', { name: 'Wave under way' }).count()).to.equal(0);
    expect(complaints).to.deep.equal([]);
  });
});

async function takeScreenshots(page: Page): Promise<void> {
  for (const [width, height, colorScheme] of LOOKS) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${SCREENSHOTS}/live-view-${width}-${colorScheme}.png`, fullPage: true });
  }
}
