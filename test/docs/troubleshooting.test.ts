import { readFileSync } from 'node:fs';

import { expect } from 'chai';

import { reasonWords } from './reason-words.js';

const PAGE = 'docs/guides/troubleshooting.md';

describe('the guide to troubleshooting', () => {
  const headings = Array.from(readFileSync(PAGE, 'utf8').matchAll(/^### (.*)$/gm), ([, heading = '']) => heading);
  const words = reasonWords();

  it(`has an entry for every reason that the code gives (a new one needs a heading "### WORD" in ${PAGE})`, () => {
    const missing = [...words].filter(([word]) => !headings.includes(word));
    expect(missing.map(([word, path]) => `${word}, of ${path}`)).to.deep.equal([]);
  });

  it('has no entry for a word that the code does not give', () => {
    expect(headings.filter(heading => !words.has(heading))).to.deep.equal([]);
  });

  it('has one entry for each word', () => {
    expect(headings.filter((heading, index) => headings.indexOf(heading) !== index)).to.deep.equal([]);
  });

  it('finds words in types, in decisions, behind conditions, in calls and in steps', () => {
    const found = ['labels-differ', 'before-sidecarset', 'rolling-back', 'not-json', 'fill-slot', 'queue-full'];
    expect([...words.keys()]).to.include.members(found);
  });
});
