import { expect } from 'chai';
import fc from 'fast-check';
import { mergeJson } from '../../lib/decide/json-merge-patch.js';

describe('mergeJson', () => {
  // The table of RFC 7386, appendix A.
  const examples: readonly (readonly [unknown, unknown, unknown])[] = [
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ];
  for (const [target, patch, merged] of examples) {
    it(`merges ${JSON.stringify(patch)} into ${JSON.stringify(target)}`, () => {
      expect(mergeJson(target, patch)).to.deep.equal(merged);
    });
  }

  it('changes nothing when it is done again', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (target, patch) => {
        const once = mergeJson(target, patch);
        expect(mergeJson(once, patch)).to.deep.equal(once);
      }),
    );
  });

  it('leaves its arguments as they are', () => {
    const target = Object.freeze({ a: Object.freeze({ b: 1 }) });
    expect(mergeJson(target, { a: { c: 2 } })).to.deep.equal({ a: { b: 1, c: 2 } });
    expect(target).to.deep.equal({ a: { b: 1 } });
  });

  it('does not let __proto__ mean anything', () => {
    const merged = mergeJson({}, JSON.parse('{"__proto__": {"polluted": true}}'));
    expect(JSON.stringify(merged)).to.equal('{"__proto__":{"polluted":true}}');
    expect((merged as { polluted?: boolean }).polluted).to.equal(undefined);
  });
});
