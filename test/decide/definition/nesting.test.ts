import { expect } from 'chai';

import { DEEPEST_NESTING, nestsTooDeep } from '../../../lib/decide/definition/nesting.js';

function nested(depth: number): unknown {
  return JSON.parse(`${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`) as unknown;
}

describe('nestsTooDeep', () => {
  it('counts lists and objects alike', () => {
    expect(nestsTooDeep(nested(DEEPEST_NESTING))).to.equal(false);
    expect(nestsTooDeep(nested(DEEPEST_NESTING + 2))).to.equal(true);
  });

  it('has nothing against breadth, or against no object at all', () => {
    expect(nestsTooDeep(Array.from({ length: 10_000 }, () => ({ a: [1] })))).to.equal(false);
    for (const value of [null, undefined, 5, 'x', [], {}]) expect(nestsTooDeep(value)).to.equal(false);
  });
});
