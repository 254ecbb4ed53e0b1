import { expect } from 'chai';
import { ObjectIndex } from '../../lib/cluster/object-index.js';

interface Tagged {
  readonly tags: readonly string[];
}

const tagged = (...tags: readonly string[]): Tagged => ({ tags });

describe('object index', () => {
  it('files an object under each of its values', () => {
    const index = new ObjectIndex<Tagged>(object => object.tags);
    const both = tagged('a', 'b');
    index.change('1', undefined, both);
    expect(index.objects('a')).to.deep.equal([both]);
    expect(index.objects('b')).to.deep.equal([both]);
    expect(index.objects('c')).to.deep.equal([]);
  });

  it('moves an object whose values changed and replaces it where they did not', () => {
    const index = new ObjectIndex<Tagged>(object => object.tags);
    const before = tagged('stays', 'left');
    const after = tagged('stays', 'entered');
    index.change('1', undefined, before);
    index.change('1', before, after);
    expect(index.objects('stays')).to.deep.equal([after]);
    expect(index.objects('left')).to.deep.equal([]);
    expect(index.objects('entered')).to.deep.equal([after]);
  });

  it('takes a value that is named twice for one', () => {
    const index = new ObjectIndex<Tagged>(object => object.tags);
    const twice = tagged('a', 'a');
    index.change('1', undefined, twice);
    expect(index.objects('a')).to.deep.equal([twice]);
    index.change('1', twice, undefined);
    expect(index.objects('a')).to.deep.equal([]);
  });

  it('hands out the same array until the value is touched, and leaves that array alone then', () => {
    const index = new ObjectIndex<Tagged>(object => object.tags);
    index.change('1', undefined, tagged('a'));
    const first = index.objects('a');
    index.change('2', undefined, tagged('b'));
    expect(index.objects('a')).to.equal(first);
    index.change('3', undefined, tagged('a'));
    expect(first).to.have.length(1);
    expect(index.objects('a')).to.have.length(2);
  });
});
