import { posix } from 'node:path';

import type { Page, Section } from './pages.js';
import type { RenderedMarkdown } from './render-markdown.js';
import { escapeHtml } from './render-markdown.js';

/** What stands around the text of a page. */
export interface Frame {
  /** Of the page, from the top of the site. */
  readonly href: string;
  readonly title: string;
  readonly sections: readonly Section[];
}

const API = { href: 'api/index.html', label: 'API of the package' };

/** One page of the site, whole. On a narrow screen the menu stands below the text, and a link at the top leads there. */
export function layOut({ html, headings }: RenderedMarkdown, frame: Frame): string {
  const { href, title } = frame;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)} · cdk8s-sidecarset</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${between(href, 'style.css')}">
</head>
<body>
<header><a class="home" href="${between(href, 'index.html')}">cdk8s-sidecarset</a><a class="to-menu" href="#menu">Menu</a></header>
<div class="columns">
<main>
${html}</main>
<nav id="menu" aria-label="Pages">
${frame.sections.map(section => menuOf(section, { ...frame, headings })).join('\n')}
</nav>
</div>
</body>
</html>
`;
}

/** The way from one page of the site to another. */
export function between(from: string, to: string): string {
  return posix.relative(posix.dirname(from), to);
}

interface Here extends Frame, Pick<RenderedMarkdown, 'headings'> {}

function menuOf({ title, pages }: Section, here: Here): string {
  const entries = pages.map(page => entryOf(page, here));
  if (title === 'Reference') entries.unshift(`<li><a href="${between(here.href, API.href)}">${API.label}</a></li>`);
  return `<h2>${title}</h2>\n<ul>\n${entries.join('\n')}\n</ul>`;
}

function entryOf({ href, label }: Page, here: Here): string {
  const link = (attributes: string): string =>
    `<a href="${between(here.href, href)}"${attributes}>${escapeHtml(label)}</a>`;
  if (href !== here.href) return `<li>${link('')}</li>`;
  const inner = here.headings.map(({ anchor, text }) => `<li><a href="#${anchor}">${escapeHtml(text)}</a></li>`);
  return `<li>${link(' aria-current="page"')}${inner.length === 0 ? '' : `<ul>${inner.join('')}</ul>`}</li>`;
}
