import { expect } from 'chai';
import fc from 'fast-check';

import { lineDiff } from '../../lib/cli/line-diff.js';

const texts = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 12 })
  .map(lines => lines.join('\n'));

/** The lines with one of these marks, without it. */
function linesOf(diff: string, marks: string): readonly string[] {
  return diff.split('\n').flatMap(line => (marks.includes(line[0]!) ? [line.slice(1)] : []));
}

/** Can the lines be had from the text by leaving lines out? */
function isPartOf(lines: readonly string[], text: string): boolean {
  const left = [...lines];
  for (const line of text.split('\n')) if (line === left[0]) left.shift();
  return left.length === 0;
}

describe('lineDiff', () => {
  it('shows what came and what went among lines that stayed', () => {
    expect(lineDiff('one\ntwo\nthree', 'one\n2\nthree')).to.equal(' one\n-two\n+2\n three');
  });

  it('leaves out what is far from a change', () => {
    const lines = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
    const changed = ['x', ...lines, 'y'].join('\n');
    expect(lineDiff(lines.join('\n'), changed)).to.equal('+x\n 1\n 2\n 3\n...\n 7\n 8\n 9\n+y');
  });

  it('is empty for equal texts, and only for those', () => {
    fc.assert(fc.property(texts, texts, (a, b) => (lineDiff(a, b) === '') === (a === b)));
  });

  it('says nothing that is not in the texts, and counts every line that differs', () => {
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const diff = lineDiff(before, after);
        expect(isPartOf(linesOf(diff, ' -'), before)).to.equal(true);
        expect(isPartOf(linesOf(diff, ' +'), after)).to.equal(true);
        const growth = after.split('\n').length - before.split('\n').length;
        expect(linesOf(diff, '+').length - linesOf(diff, '-').length).to.equal(growth);
      }),
    );
  });
});
