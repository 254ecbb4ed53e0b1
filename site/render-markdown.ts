import { dirname, join, normalize } from 'node:path';

import GithubSlugger from 'github-slugger';
import type { Tokens } from 'marked';
import { Marked } from 'marked';

/** A page's Markdown as HTML. */
export interface RenderedMarkdown {
  readonly html: string;
  /** Its headings of the second level, for the menu. */
  readonly headings: readonly { readonly anchor: string; readonly text: string }[];
}

/** Where a file of the repository stands on the site, as a path from the page that links to it. */
export type Resolve = (file: string) => string;

/**
 * Renders Markdown as GitHub does: with tables, and with the anchors that links on GitHub lead to.
 *
 * @param path - of the page, from the top of the repository
 * @param resolve - for links and pictures that lead to files of the repository
 */
export function renderMarkdown(
  markdown: string,
  { path, resolve }: { readonly path: string; readonly resolve: Resolve },
): RenderedMarkdown {
  const slugger = new GithubSlugger();
  const headings: { anchor: string; text: string }[] = [];
  const relocate = (href: string): string => {
    if (/^([a-z]+:|#)/.test(href)) return href;
    const [file = '', anchor] = href.split('#');
    const target = resolve(normalize(join(dirname(path), file)));
    return anchor === undefined ? target : `${target}#${anchor}`;
  };
  const marked = new Marked({
    gfm: true,
    walkTokens: token => {
      if (token.type === 'link' || token.type === 'image') token['href'] = relocate((token as Tokens.Link).href);
    },
    renderer: {
      heading({ tokens, depth, text }) {
        const plain = text.replaceAll(/[`*]|\[|\]\([^)]*\)/g, '');
        const anchor = slugger.slug(plain);
        if (depth === 2) headings.push({ anchor, text: plain });
        const inner = this.parser.parseInline(tokens);
        return `<h${String(depth)} id="${anchor}"><a href="#${anchor}">${inner}</a></h${String(depth)}>\n`;
      },
      code({ text, lang = '' }) {
        const output = lang.split(' ').includes('prints') ? ' class="output"' : '';
        return `<pre tabindex="0"${output}><code>${escapeHtml(text)}</code></pre>\n`;
      },
    },
  });
  const html = marked
    .parse(markdown, { async: false })
    .replaceAll('<table>', '<div class="table" tabindex="0"><table>')
    .replaceAll('</table>', '</table></div>');
  return { html, headings };
}

/** Text as HTML. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
