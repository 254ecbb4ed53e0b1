import { expect } from 'chai';

import { editFields, editItems, fillZero, inOrder } from '../../lib/decide/edit.js';
import { deepFreeze } from '../build/deep-freeze.js';

const twice = (value: unknown): unknown => Number(value) * 2;

describe('edits', () => {
  it('change the named fields that are there, and no others', () => {
    expect(editFields({ a: twice, absent: twice })(deepFreeze({ a: 2, b: 2 }))).to.deep.equal({ a: 4, b: 2 });
  });

  it('change every item of a list', () => {
    expect(editItems(twice)(deepFreeze([1, 2]))).to.deep.equal([2, 4]);
  });

  it('fill in what Go reads as zero', () => {
    const value = deepFreeze({ empty: '', zero: 0, none: null, set: 'x', off: false });
    const defaults = { empty: 1, zero: 1, none: 1, absent: 1, set: 1, off: 1 };
    expect(fillZero(defaults)(value)).to.deep.equal({ empty: 1, zero: 1, none: 1, absent: 1, set: 'x', off: false });
  });

  it('follow each other', () => {
    expect(inOrder(twice, twice)(1)).to.equal(4);
  });

  it('let a value of an unexpected shape pass', () => {
    for (const value of [null, 5, 'x', [1]]) expect(editFields({ a: twice })(value)).to.equal(value);
    for (const value of [null, 5, 'x']) expect(fillZero({ a: 1 })(value)).to.equal(value);
    expect(editItems(twice)({ a: 1 })).to.deep.equal({ a: 1 });
  });

  it('keep a field that is called __proto__', () => {
    const value = JSON.parse('{"__proto__": {"x": 1}, "a": 1}') as unknown;
    expect(JSON.stringify(editFields({ a: twice })(value))).to.equal('{"__proto__":{"x":1},"a":2}');
  });
});
