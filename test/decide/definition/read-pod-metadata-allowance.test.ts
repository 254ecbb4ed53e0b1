import { expect } from 'chai';

import {
  POD_METADATA_KEY,
  readPodMetadataAllowance,
} from '../../../lib/decide/definition/read-pod-metadata-allowance.js';
import type { PodMetadataAllowance } from '../../../lib/decide/definition/verdict.js';

function read(list: unknown): PodMetadataAllowance {
  const text = typeof list === 'string' ? list : JSON.stringify(list);
  return readPodMetadataAllowance({
    configuration: { [POD_METADATA_KEY]: text },
    patchPodMetadataDefaultsAllowed: true,
  });
}

function complaint(list: unknown): string | undefined {
  const allowance = read(list);
  return allowance.kind === 'malformed' ? allowance.complaint : undefined;
}

describe('readPodMetadataAllowance', () => {
  it('allows nothing without a list, or all but our keys when the operator says so', () => {
    for (const configuration of [undefined, { other: 'x' }]) {
      const known = configuration === undefined ? {} : { configuration };
      expect(readPodMetadataAllowance({ ...known, patchPodMetadataDefaultsAllowed: false }).kind).to.equal('nothing');
      expect(readPodMetadataAllowance({ ...known, patchPodMetadataDefaultsAllowed: true }).kind).to.equal(
        'everything-else',
      );
    }
  });

  it('lets the list decide once there is one', () => {
    const rules = [
      { selector: { matchLabels: { a: 'b' } }, annotationKeyExprs: ['^x$'] },
      { annotationKeyExprs: ['y'] },
    ];
    expect(read({ rules })).to.deep.equal({ kind: 'rules', rules });
    expect(read({})).to.deep.equal({ kind: 'rules', rules: [] });
  });

  it('reads null as absent', () => {
    expect(read({ rules: [{ selector: null, annotationKeyExprs: null }] })).to.deep.equal({
      kind: 'rules',
      rules: [{ annotationKeyExprs: [] }],
    });
  });

  it('says what is wrong with a list that cannot be read', () => {
    expect(complaint('{')).to.equal('is not a JSON object');
    expect(complaint([])).to.equal('is not a JSON object');
    expect(complaint({ rules: {} })).to.equal('has no list in rules');
    expect(complaint({ rules: [5] })).to.equal('has no object in rules[0]');
    expect(complaint({ rules: [{ annotationKeyExprs: 'x' }] })).to.equal('has no list in rules[0].annotationKeyExprs');
    expect(complaint({ rules: [{ annotationKeyExprs: ['a', '('] }] })).to.equal(
      'has no regular expression in rules[0].annotationKeyExprs[1]: it has a ( that is never closed',
    );
    expect(complaint({ rules: [{ annotationKeyExprs: [5] }] })).to.equal(
      'has no regular expression in rules[0].annotationKeyExprs[0]: it is no string',
    );
    expect(complaint({ rules: [{ selector: { matchLabels: [] } }] })).to.match(
      /^is wrong in rules\[0\]\.selector\.matchLabels, which /,
    );
  });
});
