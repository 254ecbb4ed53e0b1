import { expect } from 'chai';
import { integer, list, object, oneOf, optional, required, text } from '../../../lib/api/schema/dsl.js';

describe('the words of the schema', () => {
  it('make plain data that survives a trip through JSON', () => {
    const node = object(
      { name: 'Thing', description: 'A thing.' },
      { a: required(list(text(), { maxItems: 2 }), 'The a.') },
    );
    expect(JSON.parse(JSON.stringify(node))).to.deep.equal(node);
  });

  it('tell required fields from optional ones', () => {
    expect(required(text(), 'a')).to.deep.equal({ node: { kind: 'text' }, description: 'a', required: true });
    expect(optional(integer(), 'b', { default: 0 })).to.deep.equal({
      node: { kind: 'integer', format: 'int32' },
      description: 'b',
      required: false,
      default: 0,
    });
  });

  it('leave a default out that is not given', () => {
    expect(optional(text(), 'a')).not.to.have.property('default');
  });

  it('give every object a list of rules, and an enum its words', () => {
    expect(object({ name: 'Thing', description: '' }, {}).rules).to.deep.equal([]);
    expect(oneOf('Word', { yes: 'Yes.' })).to.deep.equal({ kind: 'enum', name: 'Word', values: { yes: 'Yes.' } });
  });
});
