import { expect } from 'chai';

import { inDocumentOrder } from '../../../lib/decide/definition/document-order.js';

function ordered(document: unknown, ...paths: readonly string[]): readonly string[] {
  return inDocumentOrder(
    paths.map(path => ({ path, message: '' })),
    document,
  ).map(({ path }) => path);
}

describe('inDocumentOrder', () => {
  it('follows the fields as their author wrote them', () => {
    expect(ordered({ z: 1, a: 2 }, 'a', 'z')).to.deep.equal(['z', 'a']);
  });

  it('puts an object before what stands in it', () => {
    expect(ordered({ a: { b: 1 } }, 'a.b', 'a')).to.deep.equal(['a', 'a.b']);
  });

  it('counts items by number', () => {
    const list = Array.from({ length: 11 }, () => 0);
    expect(ordered({ list }, 'list[10]', 'list[2]')).to.deep.equal(['list[2]', 'list[10]']);
  });

  it('puts what is missing at the end of its object', () => {
    expect(ordered({ a: { y: 1 }, b: 1 }, 'b', 'a.missing', 'a.y')).to.deep.equal(['a.y', 'a.missing', 'b']);
  });

  it('finds keys with dots', () => {
    const document = { map: { 'x.io/b': 1, 'x.io/a': 2 } };
    expect(ordered(document, 'map[x.io/a]', 'map[x.io/b]')).to.deep.equal(['map[x.io/b]', 'map[x.io/a]']);
  });

  it('keeps the order of several problems with one field, and survives a path to nowhere', () => {
    const problems = [
      { path: 'a', message: '1' },
      { path: 'a', message: '2' },
    ];
    expect(inDocumentOrder(problems, 5)).to.deep.equal(problems);
    expect(ordered(null, 'a[x].b', '')).to.deep.equal(['', 'a[x].b']);
  });
});
