import { expect } from 'chai';
import fc from 'fast-check';

import { scatterPods } from '../../../lib/decide/rollout/order-scatter.js';
import type { PodProgress } from '../../../lib/decide/rollout/pod-progress.js';
import { aProgress, namesOf } from '../../build/a-progress.js';

/** One pod for each letter, named by its place; the letter is the value of the label `foo`, `.` for no label. */
function pods(letters: string): readonly PodProgress[] {
  return Array.from(letters).map((letter, index) =>
    aProgress(`${letter}${index + 1}`, { labels: letter === '.' ? {} : { foo: letter } }),
  );
}

const lettersOf = (progress: readonly PodProgress[]): string =>
  namesOf(progress)
    .map(name => name[0])
    .join('');
const spread = (letters: string, value: string): string =>
  lettersOf(scatterPods(pods(letters), { terms: [{ key: 'foo', value }], done: [] }));

/** Random pods of which some carry the label. */
const someLetters = fc.array(fc.constantFrom('b', '.', '.'), { maxLength: 40 }).map(letters => letters.join(''));

const placesOf = (letters: string): readonly number[] =>
  Array.from(letters).flatMap((letter, index) => (letter === 'b' ? [index + 1] : []));

describe('scatterPods', () => {
  it('places 3 of 10 pods 1st, 6th and 10th, as the manual says', () => {
    expect(placesOf(spread('bbb.......', 'b'))).to.deep.equal([1, 6, 10]);
    expect(placesOf(spread('.......bbb', 'b'))).to.deep.equal([1, 6, 10]);
  });

  it('places two pods first and last', () => {
    expect(spread('..bb..', 'b')).to.equal('b....b');
  });

  it('leaves a single pod where it is, and pods that all carry the label too', () => {
    expect(spread('..b...', 'b')).to.equal('..b...');
    expect(namesOf(scatterPods(pods('bbb'), { terms: [{ key: 'foo', value: 'b' }], done: [] }))).to.deep.equal([
      'b1',
      'b2',
      'b3',
    ]);
  });

  it('keeps the order among those that carry the label and among those that do not', () => {
    const result = namesOf(scatterPods(pods('bb....'), { terms: [{ key: 'foo', value: 'b' }], done: [] }));
    expect(result).to.deep.equal(['b1', '.3', '.4', '.5', '.6', 'b2']);
  });

  it('spreads each value for *, the rarest last because its places are kept then', () => {
    expect(spread('aaaabbbbcc', '*')).to.equal('cbaabababc');
    expect(spread('ccbbbbaaaa', '*')).to.match(/^c.{8}c$/);
  });

  it('changes nothing for a label that no pod carries', () => {
    expect(spread('..b.', 'x')).to.equal('..b.');
    expect(lettersOf(scatterPods(pods('b..b.'), { terms: [{ key: 'other', value: '*' }], done: [] }))).to.equal(
      'b..b.',
    );
  });

  it('takes a term that is given twice, or by * as well, once', () => {
    const once = scatterPods(pods('bb..aa..'), { terms: [{ key: 'foo', value: '*' }], done: [] });
    const twice = scatterPods(pods('bb..aa..'), {
      terms: [
        { key: 'foo', value: 'a' },
        { key: 'foo', value: '*' },
      ],
      done: [],
    });
    expect(namesOf(twice)).to.deep.equal(namesOf(once));
  });

  it('does not find a label that nobody put there', () => {
    expect(lettersOf(scatterPods(pods('..b.b'), { terms: [{ key: 'constructor', value: '*' }], done: [] }))).to.equal(
      '..b.b',
    );
  });

  it('counts pods that the rollout has upgraded already as the first places', () => {
    const done = pods('b');
    expect(lettersOf(scatterPods(pods('bb.......'), { terms: [{ key: 'foo', value: 'b' }], done }))).to.equal(
      '....b...b',
    );
  });

  it('catches up at once when pods with the label are late', () => {
    expect(
      lettersOf(scatterPods(pods('..bb'), { terms: [{ key: 'foo', value: 'b' }], done: pods('......') })),
    ).to.equal('b..b');
  });
});

describe('scatterPods: properties', () => {
  const scattered = (letters: string): readonly PodProgress[] =>
    scatterPods(pods(letters), { terms: [{ key: 'foo', value: 'b' }], done: [] });

  it('returns each pod once', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c', '.'), { maxLength: 30 }), letters => {
        const before = pods(letters.join(''));
        const after = scatterPods(before, { terms: [{ key: 'foo', value: '*' }], done: pods('ab.') });
        expect(namesOf(after).toSorted()).to.deep.equal(namesOf(before).toSorted());
      }),
    );
  });

  it('leaves gaps that differ by at most one pod, and uses the first and the last place', () => {
    fc.assert(
      fc.property(someLetters, letters => {
        const places = placesOf(lettersOf(scattered(letters)));
        fc.pre(places.length >= 2);
        const gaps = places.slice(1).map((place, index) => place - places[index]!);
        expect(Math.max(...gaps) - Math.min(...gaps)).to.be.at.most(1);
        expect([places[0], places.at(-1)]).to.deep.equal([1, letters.length]);
      }),
    );
  });

  it('is stable: scattering what is scattered changes nothing', () => {
    fc.assert(
      fc.property(someLetters, letters => {
        const once = scattered(letters);
        const again = scatterPods(once, { terms: [{ key: 'foo', value: 'b' }], done: [] });
        expect(namesOf(again)).to.deep.equal(namesOf(once));
      }),
    );
  });

  it('upgrades in waves of any size in the order of one single wave', () => {
    fc.assert(
      fc.property(someLetters, fc.integer({ min: 1, max: 7 }), (letters, waveSize) => {
        let waiting = pods(letters);
        let done: readonly PodProgress[] = [];
        while (waiting.length > 0) {
          const next = scatterPods(waiting, { terms: [{ key: 'foo', value: 'b' }], done });
          done = [...done, ...next.slice(0, waveSize)];
          waiting = next.slice(waveSize);
        }
        expect(namesOf(done)).to.deep.equal(namesOf(scattered(letters)));
      }),
    );
  });
});
