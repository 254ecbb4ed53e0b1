import { expect } from 'chai';
import fc from 'fast-check';
import type { JsonPatchOperation } from '../../lib/decide/json-patch.js';
import { diffJson } from '../../lib/decide/json-patch.js';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Applies a patch by the book (RFC 6902): strict about paths that are not there. */
function applyPatch(document: unknown, operations: readonly JsonPatchOperation[]): Json {
  return operations.reduce(
    (value, operation) => {
      const path = operation.path
        .split('/')
        .slice(1)
        .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'));
      return applyAt(value, path, operation);
    },
    structuredClone(document) as Json,
  );
}

function applyAt(target: Json, path: readonly string[], operation: JsonPatchOperation): Json {
  const [key, ...rest] = path;
  if (key === undefined) return (operation as { value: Json }).value;
  if (Array.isArray(target)) return applyToList(target, Number(key), rest, operation);
  if (typeof target !== 'object' || target === null) throw new Error(`no container at ${operation.path}`);
  const fields = new Map(Object.entries(target));
  if (!fields.has(key) && (operation.op !== 'add' || rest.length > 0)) throw new Error(`nothing at ${operation.path}`);
  if (rest.length > 0) fields.set(key, applyAt(fields.get(key)!, rest, operation));
  else if (operation.op === 'remove') fields.delete(key);
  else fields.set(key, operation.value as Json);
  return Object.fromEntries(fields);
}

function applyToList(
  list: readonly Json[],
  index: number,
  rest: readonly string[],
  operation: JsonPatchOperation,
): Json {
  const limit = operation.op === 'add' && rest.length === 0 ? list.length : list.length - 1;
  if (!Number.isInteger(index) || index < 0 || index > limit) throw new Error(`out of range: ${operation.path}`);
  if (rest.length > 0) return list.with(index, applyAt(list[index]!, rest, operation));
  if (operation.op === 'remove') return list.toSpliced(index, 1);
  return list.toSpliced(index, operation.op === 'add' ? 0 : 1, operation.value as Json);
}

function expectRoundTrip(before: unknown, after: unknown): readonly JsonPatchOperation[] {
  const operations = diffJson(before, after);
  expect(applyPatch(before, operations)).to.deep.equal(after);
  return operations;
}

const names = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const named = fc.record({ name: names, image: fc.constantFrom('x', 'y'), env: fc.array(fc.record({ name: names })) });
const namedLists = fc.uniqueArray(named, { selector: ({ name }) => name });
const clumsyLists = fc.array(fc.oneof(named, fc.nat(3), fc.record({ mountPath: fc.constantFrom('/a', '/b') })));
const documents = fc.oneof(
  fc.jsonValue() as fc.Arbitrary<unknown>,
  fc.record({ containers: fc.oneof(namedLists, clumsyLists), 'a/b~c': fc.option(fc.nat(2)) }),
);

describe('diffJson', () => {
  it('turns one document into the other', () => {
    fc.assert(
      fc.property(documents, documents, (before, after) => {
        expectRoundTrip(JSON.parse(JSON.stringify(before)), JSON.parse(JSON.stringify(after)));
      }),
      { numRuns: 1000 },
    );
  });

  it('turns one list of named objects into the other', () => {
    fc.assert(
      fc.property(namedLists, namedLists, (before, after) => void expectRoundTrip(before, after)),
      { numRuns: 1000 },
    );
  });

  it('turns one list into the other when names are missing or used twice', () => {
    fc.assert(
      fc.property(clumsyLists, clumsyLists, (before, after) => void expectRoundTrip(before, after)),
      { numRuns: 1000 },
    );
  });

  it('says nothing about equal documents', () => {
    fc.assert(
      fc.property(documents, document => {
        expect(diffJson(document, structuredClone(document))).to.deep.equal([]);
      }),
    );
  });

  it('needs one operation for each inserted container, wherever it goes', () => {
    const app = { name: 'app', image: 'web:1', env: [{ name: 'A', value: '1' }] };
    const operations = expectRoundTrip(
      { containers: [app, { name: 'db' }] },
      { containers: [{ name: 'first' }, app, { name: 'middle' }, { name: 'db' }, { name: 'last' }] },
    );
    expect(operations.map(({ op, path }) => `${op} ${path}`)).to.deep.equal([
      'add /containers/0',
      'add /containers/2',
      'add /containers/4',
    ]);
  });

  it('reaches into a container that moved down', () => {
    const operations = expectRoundTrip(
      { containers: [{ name: 'app', image: 'web:1' }] },
      { containers: [{ name: 'log' }, { name: 'app', image: 'web:2' }] },
    );
    expect(operations).to.deep.equal([
      { op: 'add', path: '/containers/0', value: { name: 'log' } },
      { op: 'replace', path: '/containers/1/image', value: 'web:2' },
    ]);
  });

  it('adds to the end of a list without names in one operation', () => {
    const mounts = [{ mountPath: '/a' }, { mountPath: '/b' }];
    expect(expectRoundTrip({ mounts }, { mounts: [...mounts, { mountPath: '/c' }] })).to.deep.equal([
      { op: 'add', path: '/mounts/2', value: { mountPath: '/c' } },
    ]);
    expect(expectRoundTrip({ args: ['a', 'b', 'c'] }, { args: ['x', 'a', 'b', 'c'] })).to.have.length(1);
  });

  it('escapes names as JSON Pointer asks', () => {
    const key = 'kruise.io/~hash';
    expect(expectRoundTrip({ annotations: {} }, { annotations: { [key]: 'x' } })).to.deep.equal([
      { op: 'add', path: '/annotations/kruise.io~1~0hash', value: 'x' },
    ]);
  });

  it('adds a parent that is missing as a whole', () => {
    expect(expectRoundTrip({ metadata: {} }, { metadata: { labels: { a: 'b' } } })).to.deep.equal([
      { op: 'add', path: '/metadata/labels', value: { a: 'b' } },
    ]);
  });

  it('treats undefined as absent', () => {
    expect(diffJson({ a: undefined, b: 1 }, { b: 1, c: undefined })).to.deep.equal([]);
    expect(diffJson({ a: 1 }, { a: undefined })).to.deep.equal([{ op: 'remove', path: '/a' }]);
    expect(diffJson({ a: undefined }, { a: 1 })).to.deep.equal([{ op: 'add', path: '/a', value: 1 }]);
  });

  it('replaces the whole when the kind of value changes', () => {
    expect(diffJson([], {})).to.deep.equal([{ op: 'replace', path: '', value: {} }]);
    expect(diffJson({ a: null }, { a: {} })).to.deep.equal([{ op: 'replace', path: '/a', value: {} }]);
  });

  it('handles names that objects inherit', () => {
    expectRoundTrip({}, { constructor: 1, toString: 2 });
    expectRoundTrip(JSON.parse('{"__proto__": 1}'), JSON.parse('{"__proto__": 2, "a": 1}'));
  });
});
