import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import GithubSlugger from 'github-slugger';
import type { Token, Tokens } from 'marked';
import { lexer, walkTokens } from 'marked';

/** One code block of a page. */
export interface CodeBlock {
  readonly page: string;
  /** In the page, from 1. */
  readonly line: number;
  readonly language: string;
  /** What else stands behind the three backticks: `cluster`, `prints`. */
  readonly words: readonly string[];
  /** Of `file=PATH`: where its reader saves it. */
  readonly file: string | undefined;
  readonly text: string;
}

/** Every page that a reader of the repository meets. */
export const PAGES: readonly string[] = [
  'README.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.md'))
    .map(name => join('docs', name))
    .toSorted(),
];

/** The code blocks of a page, in their order. */
export function codeBlocks(page: string): readonly CodeBlock[] {
  const source = readFileSync(page, 'utf8');
  let from = 0;
  return tokensOf(page)
    .filter((token): token is Tokens.Code => token.type === 'code')
    .map(({ raw, lang = '', text }) => {
      const at = source.indexOf(raw.split('\n')[0]!, from);
      from = at + 1;
      const [language = '', ...words] = lang.split(' ');
      const file = words.find(word => word.startsWith('file='))?.slice('file='.length);
      return { page, line: source.slice(0, at).split('\n').length, language, words, file, text };
    });
}

/** Where the links and pictures of a page lead, as they are written. */
export function linksOf(page: string): readonly string[] {
  return tokensOf(page)
    .filter((token): token is Tokens.Link | Tokens.Image => token.type === 'link' || token.type === 'image')
    .map(({ href }) => href);
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(page: string): ReadonlySet<string> {
  const slugger = new GithubSlugger();
  const headings = tokensOf(page).filter((token): token is Tokens.Heading => token.type === 'heading');
  return new Set(headings.map(({ text }) => slugger.slug(text.replaceAll(/[`*]|\[|\]\([^)]*\)/g, ''))));
}

function tokensOf(page: string): readonly Token[] {
  const tokens: Token[] = [];
  void walkTokens(lexer(readFileSync(page, 'utf8')), token => void tokens.push(token));
  return tokens;
}
