import { expect } from 'chai';
import { list, map, object, oneOf, optional, text } from '../../lib/api/schema/dsl.js';
import { namedNodes } from '../../lib/generate/named-nodes.js';

const WORD = oneOf('Word', { yes: 'Yes.' });
const LEAF = object({ name: 'Leaf', description: 'A leaf.' }, { word: optional(WORD, 'A word.') });

describe('named parts of a description', () => {
  it('know every place where they stand', () => {
    const tree = object(
      { name: 'Tree', description: 'A tree.' },
      { one: optional(LEAF, ''), many: optional(list(LEAF), ''), free: optional(map(LEAF), '') },
    );
    const { objects } = namedNodes(tree);
    expect(objects.get('Tree')?.map(({ path }) => path)).to.deep.equal(['']);
    expect(objects.get('Leaf')?.map(({ path }) => path)).to.deep.equal(['one', 'many[]', 'free.*']);
  });

  it('come in the order of reading: an object, then what it holds', () => {
    const branch = object({ name: 'Branch', description: '' }, { leaf: optional(LEAF, '') });
    const fruit = object({ name: 'Fruit', description: '' }, { size: optional(text(), '') });
    const tree = object(
      { name: 'Tree', description: '' },
      { branch: optional(branch, ''), fruit: optional(fruit, '') },
    );
    expect([...namedNodes(tree).objects.keys()]).to.deep.equal(['Tree', 'Branch', 'Leaf', 'Fruit']);
  });

  it('hold each enum once', () => {
    const tree = object({ name: 'Tree', description: '' }, { a: optional(WORD, ''), b: optional(LEAF, '') });
    expect([...namedNodes(tree).enums.values()]).to.deep.equal([WORD]);
  });
});
