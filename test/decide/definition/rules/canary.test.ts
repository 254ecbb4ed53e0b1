import { expect } from 'chai';

import { BASE_ANNOTATION, CANARY_ANNOTATION } from '../../../../lib/api/names.js';
import type { SidecarSet } from '../../../../lib/api/sidecarset.generated.js';
import { aSidecarSet } from '../../../build/a-sidecarset.js';
import { judge } from '../judge.js';

const BASE = aSidecarSet({}, { name: 'base' });
const PATH = `metadata.annotations[${BASE_ANNOTATION}]`;

function aCanary(base?: string, type: 'NotUpdate' | 'RollingUpdate' = 'NotUpdate'): SidecarSet {
  const annotations = { [CANARY_ANNOTATION]: 'true', ...(base !== undefined && { [BASE_ANNOTATION]: base }) };
  return aSidecarSet({ updateStrategy: { type } }, { name: 'canary', annotations });
}

function problemsOf(set: SidecarSet, before?: SidecarSet): readonly string[] {
  return judge(set, { others: [BASE], ...(before !== undefined && { before }) }).problems;
}

describe('a canary', () => {
  it('takes the place of a base that exists', () => {
    expect(problemsOf(aCanary('base'))).to.deep.equal([]);
    expect(judge(aCanary('gone'), { others: [] }).problems).to.deep.equal([
      `${PATH}: is "gone", which does not exist; name a SidecarSet that does`,
    ]);
  });

  it('names its base', () => {
    expect(judge(aCanary()).problems).to.deep.equal([
      `${PATH}: is missing; a canary names there the SidecarSet that it takes the place of`,
    ]);
  });

  it('is not its own base', () => {
    expect(judge(aCanary('canary')).problems).to.deep.equal([`${PATH}: is the canary itself; name another SidecarSet`]);
  });

  it('does not take the place of another canary', () => {
    const first = aSidecarSet({}, { name: 'first', annotations: aCanary('base').metadata?.annotations ?? {} });
    expect(judge(aCanary('first'), { others: [BASE, first] }).problems).to.include(
      `${PATH}: is "first", which is a canary itself; name its base instead`,
    );
  });

  it('only injects', () => {
    expect(problemsOf(aCanary('base', 'RollingUpdate'))).to.deep.equal([
      'spec.updateStrategy.type: must be NotUpdate in a canary, whose base updates the pods',
    ]);
  });

  it('stays with its base', () => {
    expect(judge(aCanary('base'), { before: aCanary('old'), others: [BASE] }).problems).to.deep.equal([
      `${PATH}: cannot change from "old"; delete the canary and create another one`,
    ]);
    expect(problemsOf(aCanary('base'), aCanary('base'))).to.deep.equal([]);
  });

  it('is one only when its annotation says true', () => {
    const annotations = { [CANARY_ANNOTATION]: 'false', [BASE_ANNOTATION]: 'gone' };
    expect(judge(aSidecarSet({}, { annotations })).problems).to.deep.equal([]);
  });
});
