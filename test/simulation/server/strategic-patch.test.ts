import { expect } from 'chai';
import fc from 'fast-check';
import { applyMergePatch } from './merge-patch.js';
import { applyStrategicPatch } from './strategic-patch.js';

describe('applyStrategicPatch', () => {
  const pod = {
    spec: {
      containers: [
        { name: 'app', image: 'app:1', env: [{ name: 'A', value: '1' }] },
        { name: 'mesh', image: 'mesh:1' },
      ],
      tolerations: [{ key: 'a' }],
    },
  };
  const containers = (patch: readonly object[]): unknown =>
    (applyStrategicPatch(pod, { spec: { containers: patch } }) as typeof pod).spec.containers;

  it('merges the elements of a list by their key, whatever their place in the patch', () => {
    expect(containers([{ name: 'mesh', image: 'mesh:2' }])).to.deep.equal([
      pod.spec.containers[0],
      { name: 'mesh', image: 'mesh:2' },
    ]);
  });

  it('merges lists within lists', () => {
    const env = [{ name: 'B', value: '2' }];
    const [app] = containers([{ name: 'app', env }]) as typeof pod.spec.containers;
    expect(app?.env).to.deep.equal([
      { name: 'B', value: '2' },
      { name: 'A', value: '1' },
    ]);
  });

  it('takes out what is marked for it', () => {
    expect(containers([{ name: 'app', $patch: 'delete' }])).to.deep.equal([pod.spec.containers[1]]);
  });

  it('replaces a whole list or object that is marked for it', () => {
    expect(containers([{ $patch: 'replace' }, { name: 'only' }])).to.deep.equal([{ name: 'only' }]);
    expect(applyStrategicPatch(pod, { spec: { $patch: 'replace', nodeName: 'n' } })).to.deep.equal({
      spec: { nodeName: 'n' },
    });
  });

  it('orders as it is told to', () => {
    const patch = {
      $setElementOrder: 1,
      '$setElementOrder/containers': [{ name: 'mesh' }, { name: 'app' }],
      containers: [{ name: 'app', image: 'app:2' }],
    };
    const { containers: ordered } = applyStrategicPatch(pod.spec, patch) as typeof pod.spec;
    expect(ordered.map(({ name, image }) => `${name} ${image}`)).to.deep.equal(['mesh mesh:1', 'app app:2']);
  });

  it('keeps only the keys of an object that it is told to retain', () => {
    const volumes = [{ name: 'v', emptyDir: {} }];
    const patch = { volumes: [{ name: 'v', $retainKeys: ['name', 'configMap'], configMap: { name: 'c' } }] };
    expect(applyStrategicPatch({ volumes }, patch)).to.deep.equal({
      volumes: [{ name: 'v', configMap: { name: 'c' } }],
    });
  });

  it('replaces lists that have no key, and joins finalizers', () => {
    expect(applyStrategicPatch(pod, { spec: { tolerations: [{ key: 'b' }] } })).to.deep.nested.include({
      'spec.tolerations': [{ key: 'b' }],
    });
    const patch = { finalizers: ['b'], '$deleteFromPrimitiveList/finalizers': ['a'] };
    expect(applyStrategicPatch({ finalizers: ['a', 'c'] }, patch)).to.deep.equal({ finalizers: ['c', 'b'] });
  });

  it('is a merge patch wherever there is no list that merges', () => {
    const json = fc.dictionary(
      fc.constantFrom('a', 'b', 'c'),
      fc.oneof(
        fc.integer(),
        fc.constant(null),
        fc.dictionary(fc.constantFrom('x', 'y'), fc.oneof(fc.string(), fc.constant(null))),
      ),
    );
    fc.assert(
      fc.property(json, json, (target, patch) => {
        expect(applyStrategicPatch(target, patch)).to.deep.equal(applyMergePatch(target, patch));
      }),
    );
  });
});
