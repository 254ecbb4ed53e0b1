import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join, normalize, resolve } from 'node:path';

import { expect } from 'chai';

import { buildApiReference } from '../../site/build-api-reference.js';
import { buildSite } from '../../site/build-site.js';

/** `href="..."` and `src="..."`, as browsers look for them. */
const REFERENCE = /<(?<tag>a|link|script|img)\b[^>]*?\b(?:href|src)="(?<target>[^"]*)"/g;

interface Reference {
  readonly page: string;
  readonly tag: string;
  readonly target: string;
}

describe('the site of the documentation', () => {
  let folder: string;
  let pages: readonly string[];

  before(async () => {
    await mkdir('.cache', { recursive: true });
    folder = await mkdtemp(resolve('.cache/site-'));
    await buildSite(folder);
    await buildApiReference(join(folder, 'api'));
    pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.html'));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  const texts = new Map<string, string>();
  function read(page: string): string {
    const text = texts.get(page) ?? readFileSync(join(folder, page), 'utf8');
    texts.set(page, text);
    return text;
  }

  function references(): readonly Reference[] {
    return pages.flatMap(page => {
      const matches = Array.from(
        read(page).matchAll(REFERENCE),
        ({ groups }) => groups as { tag: string; target: string },
      );
      return matches.map(({ tag, target }) => ({ page, tag, target: target.replaceAll('&amp;', '&') }));
    });
  }

  it('has the front page, the guides, the field reference and the API of both doors', () => {
    const some = ['index.html', 'tutorial.html', 'guides/troubleshooting.html', 'reference/sidecarset.html'];
    expect(pages).to.include.members([
      ...some,
      'api/classes/index.SidecarSet.html',
      'api/functions/testing.injected.html',
    ]);
  });

  it('has no link that leads nowhere', () => {
    const broken = references()
      .filter(({ target }) => !/^[a-z]+:/.test(target))
      .filter(({ page, target }) => !leadsSomewhere(page, target));
    expect(broken).to.deep.equal([]);
  });

  it('loads nothing from elsewhere', () => {
    const loaded = references().filter(({ tag, target }) => tag !== 'a' && /^(https?:)?\/\//.test(target));
    expect(loaded).to.deep.equal([]);
    expect(readFileSync(join(folder, 'style.css'), 'utf8')).not.to.match(/@import|url\(/);
  });

  it('says on each page of its own that it fits a narrow screen, light and dark', () => {
    const own = pages.filter(page => !page.startsWith('api/'));
    for (const page of own) {
      expect(read(page), page).to.contain('name="viewport"').and.contain('name="color-scheme" content="light dark"');
    }
  });

  /** Scripts of the API reference make anchors of their own, so there only the page is looked for. */
  function leadsSomewhere(page: string, target: string): boolean {
    const [path = '', anchor = ''] = target.split('#');
    const file = path === '' ? page : normalize(join(dirname(page), path));
    if (!existsSync(join(folder, file))) return false;
    return anchor === '' || file.startsWith('api/') || read(file).includes(`id="${anchor}"`);
  }
});
