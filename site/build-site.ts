import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';

import { between, layOut } from './layout.js';
import type { Page } from './pages.js';
import { readSections } from './pages.js';
import { renderMarkdown } from './render-markdown.js';
import { renderSource, sourceHref } from './source-pages.js';

/** Files that are copied as they are. */
const PICTURES = ['.svg', '.png'];

/**
 * Makes a static site of the README and of docs/: plain HTML and one style sheet, nothing from elsewhere. Files and folders
 * of the repository that pages link to become pages too.
 *
 * @param folder - taken away first, if it is there
 */
export async function buildSite(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const site = new Site(folder);
  for (const page of site.pages) await site.writePage(page);
  await site.writeLinked();
  await site.copy('site/style.css', 'style.css');
}

class Site {
  readonly #folder: string;
  readonly #sections = readSections();
  /** What pages link to and is no page: path in the repository → place on the site. */
  readonly #linked = new Map<string, string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  get pages(): readonly Page[] {
    return this.#sections.flatMap(({ pages }) => pages);
  }

  async writePage({ path, href, label, markdown }: Page): Promise<void> {
    const rendered = renderMarkdown(markdown, { path, resolve: file => between(href, this.#placeOf(file)) });
    await this.#write(href, layOut(rendered, { href, title: label, sections: this.#sections }));
  }

  /** Folders lead to further files, so the list grows on the way; a Map is walked with what is added meanwhile. */
  async writeLinked(): Promise<void> {
    for (const [path, href] of this.#linked) {
      if (PICTURES.includes(extname(path))) await this.copy(path, href);
      else {
        const rendered = renderSource(path, inner => this.#placeOf(inner));
        await this.#write(href, layOut(rendered, { href, title: path, sections: this.#sections }));
      }
    }
  }

  async copy(path: string, href: string): Promise<void> {
    await mkdir(dirname(join(this.#folder, href)), { recursive: true });
    await copyFile(path, join(this.#folder, href));
  }

  #placeOf(path: string): string {
    const page = this.pages.find(each => each.path === path);
    if (page !== undefined) return page.href;
    const href = PICTURES.includes(extname(path)) ? path.replace(/^docs\//, '') : sourceHref(path);
    this.#linked.set(path, href);
    return href;
  }

  async #write(href: string, html: string): Promise<void> {
    await mkdir(dirname(join(this.#folder, href)), { recursive: true });
    await writeFile(join(this.#folder, href), html);
  }
}
