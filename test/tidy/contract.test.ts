import { existsSync, readdirSync, readFileSync } from 'node:fs';

import { expect } from 'chai';

const DOCUMENT = 'docs/reference/contract.md';
const GOLDENS = 'test/golden/injection';

const lines = readFileSync(DOCUMENT, 'utf8').split('\n');

/** `FILE.test.ts` "TITLE", one on each line. */
const namedTests = lines.flatMap(line => {
  const [, file, title] = /^ {2}- `([^`]+\.test\.ts)` "(.*)"$/.exec(line) ?? [];
  return file === undefined || title === undefined ? [] : [{ file, title }];
});

const namedGoldens = lines
  .filter(line => line.startsWith('  - goldens: '))
  .flatMap(line => Array.from(line.matchAll(/`([^`]+)`/g), ([, golden = '']) => golden));

/** Titles stand in the file as texts, of `it`, `describe`, or a table that tests are made from. */
function holds(file: string, title: string): boolean {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return ["'", '"', '`'].some(quote => text.includes(quote + title + quote));
}

describe('the list of what is promised and what shows it', () => {
  it('names tests that exist', () => {
    expect(namedTests.filter(({ file, title }) => !holds(file, title))).to.deep.equal([]);
  });

  it('names every golden, and no other', () => {
    expect([...new Set(namedGoldens)].toSorted()).to.deep.equal(readdirSync(GOLDENS).toSorted());
  });

  it('shows every promise by something', () => {
    const promises = lines.flatMap((line, index) => (line.startsWith('- ') ? [{ line, next: lines[index + 1] }] : []));
    expect(promises).to.have.length.above(70);
    expect(promises.filter(({ next = '' }) => !next.startsWith('  - '))).to.deep.equal([]);
  });

  it('has no proof in a form that is not checked', () => {
    const proofs = lines.filter(line => line.startsWith('  - '));
    const goldenLines = proofs.filter(line => line.startsWith('  - goldens: '));
    expect(proofs).to.have.length(namedTests.length + goldenLines.length);
  });
});
