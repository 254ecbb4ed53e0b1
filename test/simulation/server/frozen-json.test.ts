import { expect } from 'chai';
import { frozenCopy } from './frozen-json.js';
import { applyMergePatch } from './merge-patch.js';
import { applyStrategicPatch } from './strategic-patch.js';

describe('frozenCopy', () => {
  it('copies what it does not know and leaves out what is undefined', () => {
    const fresh = { a: [{ b: 1 }], c: undefined };
    const copy = frozenCopy(fresh);
    expect(copy).to.deep.equal({ a: [{ b: 1 }] });
    expect(copy).to.not.equal(fresh);
    expect(Object.isFrozen(copy.a[0])).to.equal(true);
  });

  it('shares what it has made before, and takes nothing else for that: neither copies of it nor what others froze', () => {
    const made = frozenCopy({ a: { b: 1 } });
    expect(frozenCopy({ made }).made).to.equal(made);
    const spread = { ...made };
    expect(frozenCopy(spread)).to.not.equal(spread);
    const foreign = Object.freeze({ a: undefined });
    expect(frozenCopy(foreign)).to.deep.equal({});
  });
});

describe('a patch', () => {
  const pod = frozenCopy({
    metadata: { uid: '1', labels: { app: 'web' } },
    spec: { containers: [{ name: 'app', image: 'app:1' }] },
    status: { conditions: [{ type: 'Ready', status: 'True' }], containerStatuses: [{ name: 'app', ready: true }] },
  });

  for (const [kind, apply] of [
    ['strategic', applyStrategicPatch],
    ['merge', applyMergePatch],
  ] as const) {
    it(`of the ${kind} kind hands on every part that it leaves as it is`, () => {
      const conditions = [{ type: 'Ready', status: 'False' }];
      const patched = apply(pod, { metadata: { uid: '1' }, spec: {}, status: { conditions } }) as typeof pod;
      expect(patched.metadata).to.equal(pod.metadata);
      expect(patched.spec).to.equal(pod.spec);
      expect(patched.status.containerStatuses).to.equal(pod.status.containerStatuses);
      expect(patched.status.conditions).to.deep.equal(conditions);
    });

    it(`of the ${kind} kind that changes nothing gives back the very object`, () => {
      expect(apply(pod, { metadata: { uid: '1' }, spec: {} })).to.equal(pod);
    });
  }
});
