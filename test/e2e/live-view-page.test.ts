import { expect } from 'chai';
import type { Browser } from 'playwright-core';

import { PODS, SIDECARSETS } from '../../lib/api/resources.js';
import { aPod } from '../build/a-pod.js';
import { aSidecar, aSidecarSet } from '../build/a-sidecarset.js';
import { waitFor } from '../cluster/wait-for.js';
import { OpenPage } from '../cli/ui/an-open-page.js';
import { openPage, startBrowser } from './browser.js';

const HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
const V1 = aSidecarSet({ containers: [aSidecar({ image: 'agent:1' })] }, { name: 'logs' });
const V2 = aSidecarSet({ updateStrategy: { paused: true } }, { name: 'logs' });

/** The page over a cluster in memory: how it looks, and what it makes of input that nobody would send. */
describe('the page of sidecarset ui in a browser', () => {
  const ui = new OpenPage();
  let browser: Browser | undefined;

  before(async function () {
    browser = await startBrowser();
    if (browser === undefined) {
      this.skip();
      return;
    }
    await ui.live.roll(V1);
    await ui.live.roll(V2);
    await ui.live.addPod(aPod('a', { injectedBy: V2 }));
    await ui.live.addPod(aPod(`an-old-pod-with-a-name-as-long-as-${'x'.repeat(120)}`, { injectedBy: V1 }));
    await ui.live.addPod(aPod('missed', {}));
    await ui.open();
  });

  after(async () => {
    await browser?.close();
    if (browser !== undefined) await ui.close();
  });

  it('shows what comes from the cluster as text, whatever it is', async () => {
    const { page, complaints } = await openPage(browser!, ui.url);
    await page.getByText('1 of 2 updated').waitFor();
    const status = {
      conditions: [
        { type: 'Stalled', status: 'True', reason: 'X', message: HOSTILE, lastTransitionTime: '2024-01-01T00:00:00Z' },
      ],
      revisions: [{ name: HOSTILE, customVersion: HOSTILE, pods: 1, readyPods: 1 }],
    };
    const patch = { type: 'merge', body: { status } } as const;
    await ui.live.cluster.patch(SIDECARSETS, { name: 'logs' }, patch, { subresource: 'status' });
    await page.locator('#sidecarsets li', { hasText: HOSTILE }).waitFor();
    expect(await page.locator('#sidecarsets :is(img, script)').count()).to.equal(0);
    await page.goto(`${ui.url}#${encodeURIComponent(HOSTILE)}`);
    await page.locator('#pod p', { hasText: `there is no pod ${HOSTILE}` }).waitFor();
    expect(await page.title()).to.equal('SidecarSets');
    // The answer for a pod that is not there is a 404, which Chromium tells of by itself.
    expect(complaints.filter(one => !one.includes('404'))).to.deep.equal([]);
  });

  it('is used with the keyboard alone, and the focus stays where it is while the cluster changes', async () => {
    const { page, complaints } = await openPage(browser!, ui.url);
    const link = page.getByRole('link', { name: /an-old-pod/ }).first();
    await link.focus();
    const focused = (): Promise<string | undefined> =>
      page.evaluate<string | undefined>('document.activeElement.dataset.key');
    const before = await focused();
    await ui.live.addPod(aPod('b', { injectedBy: V2 }));
    await page.getByText('2 of 3 updated').waitFor();
    expect(await focused())
      .to.equal(before)
      .and.be.a('string');
    await page.keyboard.press('Enter');
    await page.locator('#pod').getByText('was injected by logs').waitFor();
    await waitFor('the explanation to have the focus', async () => {
      return (await page.evaluate('document.activeElement.id')) === 'pod';
    });
    await page.getByLabel('Find a pod').fill('missed');
    await page.locator('#found').getByRole('link', { name: 'default/missed' }).press('Enter');
    await page.locator('#pod').getByText('a new pod will get it').waitFor();
    await ui.live.cluster.remove(PODS, { namespace: 'default', name: 'b' }, { gracePeriodSeconds: 0 });
    expect(complaints).to.deep.equal([]);
  });

  for (const look of [
    { width: 1200, colorScheme: 'light' },
    { width: 390, colorScheme: 'light' },
    { width: 390, colorScheme: 'dark' },
  ] as const) {
    it(`fits ${look.width} pixels, ${look.colorScheme}, with enough contrast to read`, async () => {
      const { page, complaints } = await openPage(browser!, ui.url, look);
      await page.getByText('of 2 updated').waitFor();
      await page
        .getByRole('link', { name: /an-old-pod/ })
        .first()
        .click();
      await page.locator('#pod').getByText('not the present version', { exact: true }).waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(look.width);
      expect(await page.evaluate(LOW_CONTRAST)).to.deep.equal([]);
      expect(complaints).to.deep.equal([]);
    });
  }

  it('says that it is not connected when the command has ended', async () => {
    const { page } = await openPage(browser!, ui.url);
    await page.getByText('live: 1 SidecarSet').waitFor();
    expect(await ui.close()).to.deep.equal({ exitCode: 0, output: '' });
    await page.getByText('not connected: what you see may be old').waitFor();
  });
});

/** Runs in the page: texts whose contrast to what lies behind them is below 4.5 (WCAG 2.1, AA). */
const LOW_CONTRAST = `
  const luminance = color => {
    const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map(part => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = element => {
    const color = getComputedStyle(element).backgroundColor;
    return color === 'rgba(0, 0, 0, 0)' && element.parentElement ? behind(element.parentElement) : color;
  };
  [...document.body.querySelectorAll('*')]
    .filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim() !== ''))
    .filter(element => element.checkVisibility())
    .flatMap(element => {
      const [low, high] = [getComputedStyle(element).color, behind(element)].map(luminance).sort((a, b) => a - b);
      const ratio = (high + 0.05) / (low + 0.05);
      return ratio < 4.5 ? [element.textContent + ': ' + ratio.toFixed(1)] : [];
    })
`;
