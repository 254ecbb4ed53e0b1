import { expect } from 'chai';

import { BASE_ANNOTATION, CANARY_ANNOTATION } from '../../../../lib/api/names.js';
import type { SidecarSet, SidecarSetSpec } from '../../../../lib/api/sidecarset.generated.js';
import { aSidecar, aSidecarSet } from '../../../build/a-sidecarset.js';
import { judge } from '../judge.js';

const CLASH =
  'spec.containers[0].name: puts a container agent into pods that SidecarSet other selects too, which has one of that name; rename it or make the selectors exclude each other';

function beside(ours: Partial<SidecarSetSpec>, theirs: Partial<SidecarSetSpec> | SidecarSet): readonly string[] {
  const other = 'spec' in theirs ? theirs : aSidecarSet(theirs, { name: 'other' });
  return judge(aSidecarSet(ours), { others: [other] }).problems;
}

/** A set like any other, but without a container that could clash. */
function withoutAgent(spec: Partial<SidecarSetSpec>): Partial<SidecarSetSpec> {
  return { containers: [aSidecar({ name: 'helper', volumeMounts: [{ name: 'v', mountPath: '/v' }] })], ...spec };
}

describe('a container name that another SidecarSet has', () => {
  it('clashes when both can select one pod', () => {
    expect(beside({}, {})).to.deep.equal([CLASH]);
    expect(beside({}, { selector: { matchLabels: { tier: 'front' } } }), 'other label').to.deep.equal([CLASH]);
  });

  it('does not clash when the selectors exclude each other', () => {
    expect(beside({}, { selector: { matchLabels: { app: 'api' } } })).to.deep.equal([]);
    const notWeb = { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] };
    expect(beside({}, { selector: notWeb })).to.deep.equal([]);
  });

  it('does not clash when the namespaces differ', () => {
    expect(beside({ namespace: 'a' }, { namespace: 'b' })).to.deep.equal([]);
    expect(beside({ namespace: 'a' }, { namespace: 'a' })).to.deep.equal([CLASH]);
    expect(beside({ namespace: 'kube-system' }, {}), 'exempt by default').to.deep.equal([]);
  });

  it('clashes when namespaces may have the labels that both ask for', () => {
    const team = (name: string): Partial<SidecarSetSpec> => ({ namespaceSelector: { matchLabels: { team: name } } });
    expect(beside(team('a'), team('b'))).to.deep.equal([]);
    expect(beside(team('a'), team('a'))).to.deep.equal([CLASH]);
    expect(beside(team('a'), { namespace: 'shop' })).to.deep.equal([CLASH]);
  });

  it('reads namespace before namespaceSelector', () => {
    const both = { namespace: 'a', namespaceSelector: { matchLabels: { team: 'a' } } };
    expect(beside(both, { namespace: 'b' })).to.deep.equal([]);
  });

  it('clashes with a slot of a hot sidecar and with init containers', () => {
    const hot = { upgradeType: 'HotUpgrade', hotUpgradeEmptyImage: 'e:1' } as const;
    const slot = beside(
      { containers: [aSidecar({ name: 'mesh-1' })] },
      { containers: [aSidecar({ name: 'mesh', upgradeStrategy: hot })] },
    );
    expect(slot).to.have.length(1);
    expect(beside({}, { containers: [], initContainers: [aSidecar()] })).to.deep.equal([CLASH]);
  });

  it('does not clash with the stored form of the set itself', () => {
    const set = aSidecarSet();
    expect(judge(set, { before: set, others: [set] }).problems).to.deep.equal([]);
  });

  it('does not clash with a set that is being deleted', () => {
    const leaving = aSidecarSet({}, { name: 'other', deletionTimestamp: '2026-01-01T00:00:00Z' });
    expect(beside({}, leaving)).to.deep.equal([]);
  });

  it('does not clash between a canary and its base, whichever is judged', () => {
    const annotations = { [CANARY_ANNOTATION]: 'true', [BASE_ANNOTATION]: 'base' };
    const canary = aSidecarSet({ updateStrategy: { type: 'NotUpdate' } }, { name: 'canary', annotations });
    const base = aSidecarSet({}, { name: 'base' });
    expect(judge(canary, { others: [base] }).problems).to.deep.equal([]);
    expect(judge(base, { others: [canary] }).problems).to.deep.equal([]);
  });
});

describe('a volume name that another SidecarSet has', () => {
  const dir = withoutAgent({ volumes: [{ name: 'v', emptyDir: {} }] });

  it('clashes when the volumes differ', () => {
    expect(beside(dir, { volumes: [{ name: 'v', hostPath: { path: '/' } }] })).to.deep.equal([
      'spec.volumes[0].name: is another volume v than that of SidecarSet other, which selects the same pods; rename it or make the two alike',
    ]);
  });

  it('is shared when the volumes are alike', () => {
    expect(beside(dir, { volumes: [{ emptyDir: {}, name: 'v' }] })).to.deep.equal([]);
  });

  it('does not matter when no pod gets both', () => {
    const volumes = [{ name: 'v', hostPath: { path: '/' } }];
    expect(beside(dir, { volumes, selector: { matchLabels: { app: 'api' } } })).to.deep.equal([]);
  });
});

describe('a pod annotation that another SidecarSet writes', () => {
  type Policy = 'Retain' | 'Overwrite' | 'MergePatchJson';

  function patching(ours: Policy, theirs: Policy): readonly string[] {
    const patch = (patchPolicy: Policy): Partial<SidecarSetSpec> => ({
      patchPodMetadata: [{ annotations: { k: '{}' }, patchPolicy }],
    });
    return beside(withoutAgent(patch(ours)), patch(theirs));
  }

  it('clashes when the order of the two would decide', () => {
    const sentence =
      'spec.patchPodMetadata[0].annotations[k]: is written by SidecarSet other too, which selects the same pods; let one of them use Retain or both MergePatchJson, or remove it from one of them';
    expect(patching('Overwrite', 'Overwrite')).to.deep.equal([sentence]);
    expect(patching('Overwrite', 'MergePatchJson')).to.deep.equal([sentence]);
  });

  it('is fine when one retains or both merge', () => {
    expect(patching('Retain', 'Overwrite')).to.deep.equal([]);
    expect(patching('Overwrite', 'Retain')).to.deep.equal([]);
    expect(patching('MergePatchJson', 'MergePatchJson')).to.deep.equal([]);
  });
});
