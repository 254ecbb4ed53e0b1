import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { RenderedMarkdown } from './render-markdown.js';
import { escapeHtml } from './render-markdown.js';
import { between } from './layout.js';

/** Where a file or a folder of the repository that is no page stands on the site. */
export function sourceHref(path: string): string {
  return `source/${path.replace(/\/$/, '')}.html`;
}

/**
 * A file as it is, or what is in a folder, as a page.
 *
 * @param link - notes that another file is linked to, and answers where that stands
 */
export function renderSource(path: string, link: (path: string) => string): RenderedMarkdown {
  const title = `<h1>${escapeHtml(path)}</h1>\n`;
  if (!statSync(path).isDirectory()) {
    return {
      html: `${title}<pre tabindex="0"><code>${escapeHtml(readFileSync(path, 'utf8'))}</code></pre>\n`,
      headings: [],
    };
  }
  const entries = readdirSync(path)
    .map(name => join(path, name))
    .map(inner => `<li><a href="${between(sourceHref(path), link(inner))}">${escapeHtml(basename(inner))}</a></li>`);
  return { html: `${title}<ul>\n${entries.join('\n')}\n</ul>\n`, headings: [] };
}
