import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';

import { prepareBrowser } from '../cluster/machine/browser.js';
import { printProgress } from '../cluster/progress.js';

/** Chromium speaks with nobody but the page. */
const ALONE = [
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/**
 * Starts Chromium without a window.
 *
 * @returns nothing where there is none, and this user cannot install it
 */
export async function startBrowser(): Promise<Browser | undefined> {
  const executablePath = await prepareBrowser(printProgress(process.stderr));
  if (executablePath === undefined) return undefined;
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({ executablePath, args: [...ALONE, ...(isRoot ? ['--no-sandbox'] : [])] });
}

/** How a page is looked at. */
export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
}

/** A page of a browser, and everything that it complained about. */
export interface OpenedPage {
  readonly page: Page;
  /** Errors and warnings of the console, exceptions, and requests to anywhere but the page's own server. */
  readonly complaints: readonly string[];
}

/** Opens a page in a profile of its own. */
export async function openPage(
  browser: Browser,
  url: string,
  { width = 1200, height = 800, colorScheme = 'light' }: Look = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', error => complaints.push(String(error)));
  page.on('request', request => {
    if (!request.url().startsWith(url)) complaints.push(`asks ${request.url()}`);
  });
  // Programs that only watch may take as long as the whole run.
  page.setDefaultTimeout(300_000);
  await page.goto(url);
  return { page, complaints };
}
