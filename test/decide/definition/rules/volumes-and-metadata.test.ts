import { expect } from 'chai';

import type { PodMetadataAllowance } from '../../../../lib/decide/definition/verdict.js';
import { aSidecarSet } from '../../../build/a-sidecarset.js';
import { judge, judgeSpec } from '../judge.js';

describe('volumes', () => {
  it('have a name of their own', () => {
    expect(
      judgeSpec({ volumes: [{ emptyDir: {} }, { name: 'A' }, { name: 'v' }, { name: 'v' }] }).problems,
    ).to.deep.equal([
      'spec.volumes[0].name: is missing; set it',
      'spec.volumes[1].name: must be at most 63 lower-case letters, digits and dashes, with a letter or digit at both ends, but is "A"',
      'spec.volumes[3].name: is the name of spec.volumes[2] too; rename one of the two',
    ]);
  });

  it('have at most one source, of whatever version', () => {
    expect(judgeSpec({ volumes: [{ name: 'v', emptyDir: {}, futureDisk: {} }] }).problems).to.deep.equal([
      'spec.volumes[0].futureDisk: and emptyDir are two sources of one volume; keep one',
    ]);
    expect(
      judgeSpec({ volumes: [{ name: 'v' }, { name: 'w', futureDisk: {}, hostPath: null }] }).problems,
    ).to.deep.equal([]);
  });
});

describe('pull secrets', () => {
  it('are named', () => {
    expect(judgeSpec({ imagePullSecrets: [{ name: 's' }, {}, { name: 5 }] }).problems).to.deep.equal([
      'spec.imagePullSecrets[1].name: is missing; set it',
      'spec.imagePullSecrets[2].name: must be a string, but is 5; put it in quotes',
    ]);
  });
});

describe('patchPodMetadata', () => {
  function patch(annotations: Readonly<Record<string, unknown>>, patchPolicy = 'Retain'): readonly string[] {
    return judgeSpec({ patchPodMetadata: [{ annotations, patchPolicy }] }).problems;
  }

  it('writes keys that an annotation can have', () => {
    expect(patch({ 'Example.com/a': 'x', plain: 'y' })).to.deep.equal([]);
    expect(patch({ 'a b': 'x' })).to.deep.equal([
      "spec.patchPodMetadata[0].annotations[a b]: must have a name that consists of letters, digits, '-', '_' and '.', and begin and end with a letter or digit",
    ]);
  });

  it('writes strings', () => {
    expect(patch({ a: 5 })).to.deep.equal([
      'spec.patchPodMetadata[0].annotations[a]: must be a string, but is 5; put it in quotes',
    ]);
  });

  it('merges only JSON objects', () => {
    expect(patch({ a: '{"x": null}' }, 'MergePatchJson')).to.deep.equal([]);
    for (const value of ['{', '[1]', '5', '']) {
      expect(patch({ a: value }, 'MergePatchJson')).to.deep.equal([
        `spec.patchPodMetadata[0].annotations[a]: must be a JSON object to be merged, but is ${JSON.stringify(value)}; mend it or choose Overwrite`,
      ]);
    }
    expect(patch({ a: '{' }, 'Overwrite')).to.deep.equal([]);
  });

  describe('writes what the cluster administrator allows', () => {
    const LIST = "SidecarSet_PatchPodMetadata_WhiteList in ConfigMap kruise-configuration of the operator's namespace";

    function refusals(podMetadata: PodMetadataAllowance, ...keys: readonly string[]): readonly string[] {
      const annotations = Object.fromEntries(keys.map(key => [key, '{}']));
      const set = aSidecarSet({ patchPodMetadata: [{ annotations }] }, { labels: { team: 'shop' } });
      return judge(set, { podMetadata }).problems.map(problem => problem.replace('spec.patchPodMetadata[0].', ''));
    }

    it('which without a list is nothing', () => {
      expect(refusals({ kind: 'nothing' }, 'a')).to.deep.equal([
        `annotations[a]: is not allowed by the cluster administrator, who can allow keys under ${LIST}, or all of them by the operator option patchPodMetadataDefaultsAllowed`,
      ]);
      expect(refusals({ kind: 'nothing' })).to.deep.equal([]);
    });

    it('or everything but our own keys', () => {
      expect(
        refusals({ kind: 'everything-else' }, 'a', 'kruise.io/x', 'sub.kruise.io/x', 'notkruise.io/x'),
      ).to.deep.equal([
        'annotations[kruise.io/x]: is a key of the operator itself; choose one that is not under kruise.io/',
        'annotations[sub.kruise.io/x]: is a key of the operator itself; choose one that is not under kruise.io/',
      ]);
    });

    it('or what the list says for this SidecarSet', () => {
      const ours = { selector: { matchLabels: { team: 'shop' } }, annotationKeyExprs: ['^shop/'] };
      const theirs = { selector: { matchLabels: { team: 'bank' } }, annotationKeyExprs: ['^bank/'] };
      const all = { annotationKeyExprs: ['prometheus'] };
      expect(
        refusals({ kind: 'rules', rules: [ours, theirs, all] }, 'shop/a', 'bank/a', 'io.prometheus/x'),
      ).to.deep.equal([
        `annotations[bank/a]: is not among the keys that the cluster administrator allows this SidecarSet to write; the rules are ${LIST}`,
      ]);
    });

    it('and nothing while the list cannot be read', () => {
      expect(refusals({ kind: 'malformed', complaint: 'is not a JSON object' }, 'a')).to.deep.equal([
        `annotations[a]: cannot be allowed, because ${LIST} is not a JSON object; the cluster administrator must mend that`,
      ]);
    });

    it('and anything where that is not known', () => {
      expect(judgeSpec({ patchPodMetadata: [{ annotations: { 'kruise.io/x': '' } }] }).problems).to.deep.equal([]);
    });
  });
});
