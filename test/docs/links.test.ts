import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

import { expect } from 'chai';

import { anchorsOf, linksOf, PAGES } from './pages.js';

/** Of another site, which is not asked. */
const OUTSIDE = /^[a-z]+:/;

function faultOf(page: string, href: string): string | undefined {
  const [path = '', anchor] = href.split('#');
  const target = path === '' ? page : normalize(join(dirname(page), path));
  if (!existsSync(target)) return `${href}: there is no ${target}`;
  if (anchor === undefined) return undefined;
  return anchorsOf(target).has(anchor) ? undefined : `${href}: ${target} has no heading #${anchor}`;
}

describe('the links of the documentation', () => {
  for (const page of PAGES) {
    it(`lead somewhere, those of ${page}`, () => {
      const faults = linksOf(page)
        .filter(href => !OUTSIDE.test(href))
        .flatMap(href => faultOf(page, href) ?? []);
      expect(faults).to.deep.equal([]);
    });
  }

  it('are many', () => {
    expect(PAGES.flatMap(linksOf)).to.have.length.above(50);
  });

  it('reach every page from the README, over other pages', () => {
    const reached = new Set<string>();
    const visit = (page: string): void => {
      if (reached.has(page)) return;
      reached.add(page);
      const targets = linksOf(page).map(href => normalize(join(dirname(page), href.split('#')[0]!)));
      targets.filter(target => PAGES.includes(target)).forEach(visit);
    };
    visit('README.md');
    expect(PAGES.filter(page => !reached.has(page))).to.deep.equal([]);
  });
});
