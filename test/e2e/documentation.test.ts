import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

import { expect } from 'chai';

import type { TestCluster } from '../cluster/test-cluster.js';
import { startTestCluster } from '../cluster/test-cluster.js';
import type { CodeBlock } from '../docs/pages.js';
import { codeBlocks, PAGES } from '../docs/pages.js';
import { applyServerSide, installOperator, whenInjectionReady } from '../operator/install-operator.js';
import { supplyNode } from '../operator/supply-node.js';
import { TUTORIAL_IMAGES } from '../operator/tutorial-images.js';
import { writeCommands } from '../operator/write-commands.js';

const runFile = promisify(execFile);

/** What the pages are about: the SidecarSets `logs` and `mesh`. The tutorial makes its own. */
const EXAMPLES = 'examples/cli/sidecarsets.yaml';

const TUTORIAL = 'docs/tutorial.md';

const isForCluster = ({ words, language }: CodeBlock): boolean => language === 'sh' && words.includes('cluster');
const pages = PAGES.map(page => ({ page, blocks: codeBlocks(page) })).filter(({ blocks }) => blocks.some(isForCluster));

describe('what the documentation does on a cluster', () => {
  let cluster: TestCluster;
  let env: NodeJS.ProcessEnv;
  /** What has been started, for the end; the last one first. */
  const stops: (() => Promise<unknown>)[] = [];

  before(async () => {
    cluster = await startTestCluster({ node: 'auto' });
    stops.push(() => cluster.stop());
    const node = await supplyNode(cluster, TUTORIAL_IMAGES);
    stops.push(() => node.stop());
    const operator = await installOperator(cluster);
    stops.push(() => operator.process.stop());
    const path = `${await writeCommands(cluster)}:${process.env['PATH'] ?? ''}`;
    env = { ...process.env, PATH: path, KUBECONFIG: cluster.kubeconfigPath };
  });

  after(async () => {
    for (const stop of stops.toReversed()) await stop();
  });

  /** As at a terminal: variables of one block are there in the next. */
  async function follow(blocks: readonly CodeBlock[]): Promise<void> {
    let before = '';
    let printed = '';
    for (const block of blocks) {
      if (block.file !== undefined) {
        await mkdir(dirname(block.file), { recursive: true });
        await writeFile(block.file, `${block.text}\n`);
      }
      if (isForCluster(block)) {
        printed = await run(block, before);
        before += `${block.text.match(/^[A-Z]+=.*$/gm)?.join('\n') ?? ''}\n`;
      }
      if (block.words.includes('prints')) expectPrinted(printed, block);
    }
  }

  async function run({ text, page, line }: CodeBlock, before: string): Promise<string> {
    try {
      return (await runFile('bash', ['-euo', 'pipefail', '-c', `${before}${text}`], { env })).stdout;
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
      throw new Error(`${page}:${String(line)}: ${text}\n${stdout}${stderr}`, { cause: error });
    }
  }

  /** A reader's SidecarSets have been there for a while. */
  async function applyExamples(): Promise<void> {
    await applyServerSide(cluster, await readFile(EXAMPLES, 'utf8'));
    await whenInjectionReady(cluster, 'logs', 'mesh');
  }

  for (const { page, blocks } of pages) {
    it(`happens as ${page} says`, async () => {
      // The tutorial's reader has an empty cluster, and makes a SidecarSet of the same pods.
      if (page !== TUTORIAL) await applyExamples();
      try {
        await follow(blocks);
      } finally {
        await cluster.kubectl('delete', '-f', EXAMPLES, '--ignore-not-found');
      }
    });
  }

  it('is the tutorial, among others', () => {
    expect(pages.map(({ page }) => page)).to.include(TUTORIAL);
  });
});

/** Each line that is shown stands in what was printed; `…` stands for anything, and blanks for blanks. */
function expectPrinted(printed: string, { page, line, text }: CodeBlock): void {
  for (const shown of text.split('\n')) {
    const parts = shown
      .trim()
      .split('…')
      .map(part => part.trim().split(/\s+/).map(escape).join('\\s+'));
    expect(printed, `${page}:${String(line)}`).to.match(new RegExp(parts.join('.*')));
  }
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
