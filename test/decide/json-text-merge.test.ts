import { expect } from 'chai';
import fc from 'fast-check';
import { mergeJson } from '../../lib/decide/json-merge-patch.js';
import { mergeJsonText } from '../../lib/decide/json-text-merge.js';

function merged(target: string, patch: string): string {
  const decision = mergeJsonText(target, patch);
  if (decision.kind === 'failed') throw new Error(decision.complaint);
  return decision.text;
}

describe('mergeJsonText', () => {
  it('merges texts as one would merge values', () => {
    fc.assert(
      fc.property(fc.json(), fc.json(), (target, patch) => {
        const wanted = mergeJson(JSON.parse(target), JSON.parse(patch));
        expect(JSON.parse(merged(target, patch))).to.deep.equal(JSON.parse(JSON.stringify(wanted)));
      }),
    );
  });

  it('changes nothing when it is done again', () => {
    fc.assert(
      fc.property(fc.json(), fc.json(), (target, patch) => {
        const once = merged(target, patch);
        expect(merged(once, patch)).to.equal(once);
      }),
    );
  });

  it('keeps every digit of numbers, on either side', () => {
    const target = '{"id": 9007199254740993, "list": [1.10, 12345678901234567890], "e": 1e400}';
    expect(merged(target, '{"port": 18446744073709551615}')).to.equal(
      '{"id":9007199254740993,"list":[1.10,12345678901234567890],"e":1e400,"port":18446744073709551615}',
    );
  });

  it('leaves white space inside of texts and drops it elsewhere', () => {
    expect(merged('{ "a b" : [ 1 ,\n\t2 ], "q": "\\" x" }', '{ "c" : " d " }')).to.equal(
      '{"a b":[1,2],"q":"\\" x","c":" d "}',
    );
  });

  it('does not let __proto__ mean anything', () => {
    expect(merged('{}', '{"__proto__": {"polluted": true}}')).to.equal('{"__proto__":{"polluted":true}}');
    expect(merged('{"__proto__": {"a": 1}}', '{"__proto__": {"a": null}}')).to.equal('{"__proto__":{}}');
  });

  it('takes the last of names that are repeated, as Kubernetes does', () => {
    expect(merged('{"a": 1, "a": 2}', '{"b": 1, "b": 2}')).to.equal('{"a":2,"b":2}');
  });

  it('says what cannot be merged', () => {
    expect(mergeJsonText('no', '{}'))
      .to.include({ kind: 'failed' })
      .and.to.have.property('complaint')
      .that.contains('not JSON');
    const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    expect(mergeJsonText(deep, deep)).to.deep.equal({
      kind: 'failed',
      complaint: "the SidecarSet's value nests more than 200 levels",
    });
    expect(merged(deep, '{"b":1}')).to.equal(`${deep.slice(0, -1)},"b":1}`);
  });
});
