import { expect } from 'chai';
import type { JsonPatchOperation } from '../../../lib/cluster/cluster.js';
import { applyJsonPatch, UnfitPatch } from './json-patch.js';

describe('applyJsonPatch', () => {
  const target = { list: ['a', 'b'], map: { 'x/y': 1, '~': 2 }, none: null };

  for (const [what, operation, wanted] of [
    ['adds at the end of a list', { op: 'add', path: '/list/-', value: 'c' }, { ...target, list: ['a', 'b', 'c'] }],
    ['adds within a list', { op: 'add', path: '/list/0', value: 'c' }, { ...target, list: ['c', 'a', 'b'] }],
    ['replaces in a list', { op: 'replace', path: '/list/1', value: 'c' }, { ...target, list: ['a', 'c'] }],
    ['removes from a list', { op: 'remove', path: '/list/0' }, { ...target, list: ['b'] }],
    ['unescapes its keys', { op: 'remove', path: '/map/x~1y' }, { ...target, map: { '~': 2 } }],
    ['unescapes tildes last', { op: 'replace', path: '/map/~0', value: 3 }, { ...target, map: { 'x/y': 1, '~': 3 } }],
    ['replaces what is not there', { op: 'replace', path: '/new', value: 1 }, { ...target, new: 1 }],
    ['finds that null is null', { op: 'test', path: '/none', value: null }, target],
    ['finds that objects are equal', { op: 'test', path: '/map', value: { '~': 2, 'x/y': 1 } }, target],
    ['replaces everything', { op: 'replace', path: '', value: {} }, {}],
  ] satisfies [string, JsonPatchOperation, unknown][]) {
    it(what, () => {
      expect(applyJsonPatch(target, [operation])).to.deep.equal(wanted);
    });
  }

  for (const operation of [
    { op: 'add', path: '/list/3', value: 'c' },
    { op: 'replace', path: '/list/-', value: 'c' },
    { op: 'remove', path: '/list/2' },
    { op: 'remove', path: '/list/01' },
    { op: 'remove', path: '/nothing' },
    { op: 'remove', path: '' },
    { op: 'add', path: '/nothing/deep', value: 1 },
    { op: 'add', path: '/list/0/deep', value: 1 },
    { op: 'add', path: 'no-slash', value: 1 },
    { op: 'test', path: '/list/0', value: 'b' },
    { op: 'test', path: '/nothing', value: 1 },
  ] satisfies JsonPatchOperation[]) {
    it(`does not do what does not fit: ${operation.op} ${operation.path}`, () => {
      expect(() => applyJsonPatch(target, [operation])).to.throw(UnfitPatch);
    });
  }
});
