import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One page of the site. */
export interface Page {
  /** Its Markdown, from the top of the repository. */
  readonly path: string;
  /** Where it stands, from the top of the site. */
  readonly href: string;
  /** What the menu calls it. */
  readonly label: string;
  readonly markdown: string;
}

/** A heading of the menu with what stands under it. */
export interface Section {
  readonly title: string;
  readonly pages: readonly Page[];
}

/** Where a first heading makes no good entry of a menu. */
const LABELS: Readonly<Record<string, string>> = {
  'README.md': 'Overview',
  'docs/tutorial.md': 'Tutorial',
  'docs/guides/hot-upgrade.md': 'Hot upgrades',
  'docs/guides/protection.md': 'Protection',
  'docs/guides/migration.md': 'Moving from OpenKruise',
  'docs/reference/contract.md': 'Promises and their tests',
  'docs/partial-injection.md': 'Partial injection',
};

/** The pages that a reader takes first, in this order. */
const START = ['README.md', 'docs/tutorial.md', 'docs/cli.md'];

/** Every page, under the headings of the menu. */
export function readSections(): readonly Section[] {
  const folder = (name: string): readonly string[] =>
    readdirSync(name)
      .filter(file => file.endsWith('.md'))
      .map(file => join(name, file));
  const others = folder('docs').filter(path => !START.includes(path));
  return [
    { title: 'Start', pages: START.map(readPage) },
    { title: 'Guides', pages: sorted(folder('docs/guides').map(readPage)) },
    { title: 'Reference', pages: sorted(folder('docs/reference').map(readPage)) },
    { title: 'Behind it', pages: sorted([...others, 'ARCHITECTURE.md', 'CHANGELOG.md'].map(readPage)) },
  ];
}

function readPage(path: string): Page {
  const markdown = readFileSync(path, 'utf8');
  return { path, href: hrefOf(path), label: LABELS[path] ?? labelIn(markdown, path), markdown };
}

/** `docs/guides/x.md` is `guides/x.html`, the README is the front page. */
function hrefOf(path: string): string {
  if (path === 'README.md') return 'index.html';
  return path
    .replace(/^docs\//, '')
    .replace(/\.md$/, '.html')
    .replace(/^[A-Z]+/, name => name.toLowerCase());
}

/** The first heading, as far as its colon. */
function labelIn(markdown: string, path: string): string {
  return /^# ([^:\n]*)/m.exec(markdown)?.[1]?.trim() ?? path;
}

function sorted(pages: readonly Page[]): readonly Page[] {
  return pages.toSorted((a, b) => a.label.localeCompare(b.label, 'en'));
}
