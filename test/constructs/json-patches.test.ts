import { JsonPatch } from 'cdk8s';
import { expect } from 'chai';
import fc from 'fast-check';

import { applyJsonPatches } from '../../lib/constructs/json-patches.js';
import { SidecarSet } from '../../lib/constructs/sidecarset.js';
import { deepFreeze } from '../build/deep-freeze.js';
import { aChart, faultsOf } from './synthesize.js';

const document = deepFreeze({ spec: { list: ['a', 'b'], map: { 'x/y': 1, same: { p: 1, q: 2 } } } });

function problemsOf(...patches: readonly JsonPatch[]): readonly string[] {
  return applyJsonPatches(document, patches).problems;
}

describe('JSON patches', () => {
  it('apply one after the other', () => {
    const patches = [
      JsonPatch.add('/spec/more', { a: 1 }),
      JsonPatch.replace('/spec/more/a', 2),
      JsonPatch.add('/spec/list/-', 'c'),
      JsonPatch.remove('/spec/list/0'),
      JsonPatch.move('/spec/map/x~1y', '/spec/moved'),
      JsonPatch.test('/spec/moved', 1),
    ];
    expect(applyJsonPatches(document, patches)).to.deep.equal({
      document: { spec: { list: ['b', 'c'], map: { same: { p: 1, q: 2 } }, more: { a: 2 }, moved: 1 } },
      problems: [],
      warnings: [],
    });
  });

  it('that aim beside their target are problems, with what to do', () => {
    expect(problemsOf(JsonPatch.replace('/spec/lst', 1))).to.deep.equal([
      'JSON patch 1 (replace /spec/lst): changes nothing, there is nothing at /spec/lst; add sets a field that is not there',
    ]);
    expect(problemsOf(JsonPatch.remove('/spec/list/2')).join()).to.contain('there is nothing at /spec/list/2; correct');
    expect(problemsOf(JsonPatch.move('/spec/gone', '/spec/x')).join()).to.contain('there is nothing at /spec/gone');
    expect(problemsOf(JsonPatch.add('/spec/gone/x', 1)).join()).to.contain(
      'there is nothing at /spec/gone; add that first',
    );
  });

  it('whose test fails are problems', () => {
    expect(problemsOf(JsonPatch.test('/spec/list/0', 'z')).join()).to.contain(
      'JSON patch 1 (test /spec/list/0): cannot',
    );
  });

  it('that set what is so already are warnings, whatever the order of keys', () => {
    const { problems, warnings } = applyJsonPatches(document, [JsonPatch.replace('/spec/map/same', { q: 2, p: 1 })]);
    expect(problems).to.deep.equal([]);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.contain('changes nothing');
  });

  it('lose nothing beside their targets', () => {
    // In JSON there is one zero.
    const json = fc.jsonValue().map(value => JSON.parse(JSON.stringify(value)) as unknown);
    fc.assert(
      fc.property(json, json, (rest, value) => {
        const before = { rest, target: 'old' };
        const { document: after } = applyJsonPatches<unknown>(before, [JsonPatch.replace('/target', value)]);
        expect(after).to.deep.equal({ rest, target: value });
      }),
    );
  });
});

describe('a JSON patch of a SidecarSet', () => {
  const props = { selector: { matchLabels: { a: 'b' } }, containers: [{ name: 'logs', image: 'logs:1' }] };

  it('that misses fails synth, with the construct path', () => {
    const chart = aChart();
    new SidecarSet(chart, 'logs', props).addJsonPatch(JsonPatch.replace('/spec/containers/1/image', 'logs:2'));
    expect(faultsOf(chart)).to.deep.equal([
      '[chart/logs] JSON patch 1 (replace /spec/containers/1/image): changes nothing, there is nothing at ' +
        '/spec/containers/1/image; add sets a field that is not there',
    ]);
  });

  it('does not hide the faults of its neighbours', () => {
    const chart = aChart();
    new SidecarSet(chart, 'logs', props).addJsonPatch(JsonPatch.remove('/spec/gone'));
    new SidecarSet(chart, 'mesh', { selector: {}, containers: [{ name: 'mesh', image: 'mesh:1' }] });
    const paths = faultsOf(chart).map(fault => fault.split(' ')[0]);
    expect(paths).to.have.members(['[chart/logs]', '[chart/mesh]']);
  });

  it('may bring in a field that no type knows', () => {
    const chart = aChart();
    const set = new SidecarSet(chart, 'logs', props);
    set.addJsonPatch(JsonPatch.add('/spec/containers/0/futureField', { a: [1] }));
    expect(set.toJson()).to.have.nested.property('spec.containers[0].futureField.a[0]', 1);
    expect(faultsOf(chart)).to.deep.equal([]);
  });

  it('that changes nothing is a warning in the metadata of its node', () => {
    const chart = aChart();
    const set = new SidecarSet(chart, 'logs', props);
    set.addJsonPatch(JsonPatch.replace('/spec/containers/0/image', 'logs:1'));
    expect(faultsOf(chart)).to.deep.equal([]);
    const warnings = set.node.metadata.filter(({ type }) => type === SidecarSet.WARNING_METADATA);
    expect(warnings).to.have.length(1);
  });
});
