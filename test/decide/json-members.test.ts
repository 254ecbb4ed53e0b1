import { expect } from 'chai';
import fc from 'fast-check';
import { parseJson, readMembers, writeMembers } from '../../lib/decide/json-members.js';

const objects = fc.dictionary(fc.string(), fc.jsonValue());

describe('json members', () => {
  it('takes an object apart and puts it together', () => {
    fc.assert(
      fc.property(objects, fc.constantFrom(undefined, 1, '\t'), (object, indent) => {
        const text = JSON.stringify(object, undefined, indent);
        const members = readMembers(text)!;
        expect(JSON.parse(writeMembers(members))).to.deep.equal(JSON.parse(text));
        const values = Array.from(members, ([name, value]) => [name, JSON.parse(value) as unknown] as const);
        expect(Object.fromEntries(values)).to.deep.equal(JSON.parse(text));
      }),
    );
  });

  it('keeps the digits of numbers that JavaScript cannot hold', () => {
    expect(readMembers('{"id": 12345678901234567890, "ratio": 1.0}')).to.deep.equal(
      new Map([
        ['id', '12345678901234567890'],
        ['ratio', '1.0'],
      ]),
    );
  });

  it('is not misled by what stands inside strings', () => {
    const text = String.raw`{"a":"}{\",:[", "b\"}":["]", {"c": "\\"}], "d":{"e":{}}}`;
    expect(readMembers(text)).to.deep.equal(
      new Map([
        ['a', String.raw`"}{\",:["`],
        ['b"}', String.raw`["]", {"c": "\\"}]`],
        ['d', '{"e":{}}'],
      ]),
    );
  });

  it('reads empty objects', () => {
    expect(readMembers('{}')).to.deep.equal(new Map());
    expect(readMembers(' { } ')).to.deep.equal(new Map());
  });

  it('lets the last of a repeated name win, as JSON.parse does', () => {
    expect(readMembers('{"a":1,"a":2}')).to.deep.equal(new Map([['a', '2']]));
  });

  it('gives nothing for everything but objects', () => {
    for (const text of ['', '[]', '1', '"{}"', 'null', '{', '{"a"}', '{"a":1,}', '{"a":1}}']) {
      expect(readMembers(text), text).to.equal(undefined);
    }
  });

  it('survives nesting without end', () => {
    const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)},"b":1}`;
    expect(writeMembers(readMembers(deep)!)).to.equal(deep);
  });

  it('does not let __proto__ mean anything', () => {
    expect(readMembers('{"__proto__":{"polluted":true}}')).to.deep.equal(new Map([['__proto__', '{"polluted":true}']]));
    expect(Object.hasOwn(Object.prototype, 'polluted')).to.be.false;
  });

  it('reads JSON, and nothing for other texts', () => {
    expect(parseJson('[1]')).to.deep.equal([1]);
    expect(parseJson('[1')).to.equal(undefined);
  });
});
