import { expect } from 'chai';
import { boolean, integer, object, optional, text } from '../../lib/api/schema/dsl.js';
import { describeDefaults } from '../../lib/generate/describe-defaults.js';

const inner = object(
  { name: 'Inner', description: '' },
  { on: optional(boolean(), '', { default: false }), note: optional(text(), '') },
);

describe('the value that is stored for an absent field', () => {
  it('is its default', () => {
    expect(describeDefaults([optional(integer(), '', { default: 3 })])).to.deep.equal(['3']);
  });

  it('holds the defaults of the fields inside', () => {
    expect(describeDefaults([optional(inner, '', { default: {} })])).to.deep.equal(['{"on":false}']);
  });

  it('holds them at any depth', () => {
    const outer = object({ name: 'Outer', description: '' }, { inner: optional(inner, '', { default: {} }) });
    expect(describeDefaults([optional(outer, '', { default: {} })])).to.deep.equal(['{"inner":{"on":false}}']);
  });

  it('is nothing when the object itself has no default, whatever stands inside', () => {
    expect(describeDefaults([optional(inner, '')])).to.deep.equal([]);
  });

  it('is told once for each place that differs', () => {
    const three = optional(integer(), '', { default: 3 });
    const four = optional(integer(), '', { default: 4 });
    expect(describeDefaults([three, four, three, optional(integer(), '')])).to.deep.equal(['3', '4']);
  });
});
