import { expect } from 'chai';
import fc from 'fast-check';

import type { SidecarSet, SidecarSetSpec } from '../../../lib/api/sidecarset.generated.js';
import { defaultSidecarSet } from '../../../lib/decide/definition/default-sidecarset.js';
import { aSidecar, aSidecarSet } from '../../build/a-sidecarset.js';

function defaulted(spec: unknown): SidecarSetSpec {
  return defaultSidecarSet({ spec } as SidecarSet).spec;
}

describe('defaultSidecarSet', () => {
  it('writes out the strategies and the number of revisions', () => {
    expect(defaulted({})).to.deep.equal({
      injectionStrategy: { paused: false },
      updateStrategy: { type: 'RollingUpdate', paused: false, partition: 0, maxUnavailable: 1 },
      revisionHistoryLimit: 10,
    });
  });

  it('puts containers before and init containers behind those of the app', () => {
    const { containers, initContainers } = defaulted({ containers: [{}], initContainers: [{}] });
    expect(containers?.[0]?.podInjectPolicy).to.equal('BeforeAppContainer');
    expect(initContainers?.[0]?.podInjectPolicy).to.equal('AfterAppContainer');
  });

  it('upgrades cold and shares no volumes', () => {
    expect(defaulted({ containers: [{ name: 'a', podInjectPolicy: 'AfterAppContainer' }] }).containers).to.deep.equal([
      {
        name: 'a',
        podInjectPolicy: 'AfterAppContainer',
        upgradeStrategy: { upgradeType: 'ColdUpgrade' },
        shareVolumePolicy: { type: 'disabled' },
      },
    ]);
  });

  it('completes what is there only in part', () => {
    const [sidecar] =
      defaulted({ containers: [{ shareVolumeDevicePolicy: {}, resourcesPolicy: { targetContainersMode: 'sum' } }] })
        .containers ?? [];
    expect(sidecar?.shareVolumeDevicePolicy).to.deep.equal({ type: 'disabled' });
    expect(sidecar?.resourcesPolicy?.targetContainersNameRegex).to.equal('.*');
    const spec = defaulted({ injectionStrategy: { revision: { revisionName: 'r' } }, patchPodMetadata: [{}] });
    expect(spec.injectionStrategy?.revision?.policy).to.equal('Always');
    expect(spec.patchPodMetadata).to.deep.equal([{ patchPolicy: 'Retain' }]);
  });

  it('reads an empty word and null as nothing', () => {
    const { updateStrategy } = defaulted({ updateStrategy: { type: '', maxUnavailable: null } });
    expect(updateStrategy).to.deep.include({ type: 'RollingUpdate', maxUnavailable: 1 });
  });

  it('keeps zero, false and every word that the author chose', () => {
    const chosen = {
      revisionHistoryLimit: 0,
      injectionStrategy: { paused: true },
      updateStrategy: { type: 'NotUpdate', paused: true, partition: '50%', maxUnavailable: 0 },
    };
    expect(defaulted(chosen)).to.deep.equal(chosen);
  });

  it('touches no field of a Kubernetes container or volume', () => {
    const core = { name: 'a', image: 'a', ports: [{ containerPort: 1 }], futureField: { x: [1] } };
    const spec = defaulted({ containers: [core], volumes: [{ name: 'v' }] });
    expect(spec.containers?.[0]).to.deep.include(core);
    expect(spec.volumes).to.deep.equal([{ name: 'v' }]);
  });

  it('is the same for both API versions', () => {
    const set = aSidecarSet({ namespace: 'shop' });
    const old = { ...set, apiVersion: 'apps.kruise.io/v1alpha1' };
    expect(defaultSidecarSet(old)).to.deep.equal({ ...defaultSidecarSet(set), apiVersion: old.apiVersion });
  });

  it('changes nothing the second time, and loses nothing', () => {
    const spec = fc.record(
      {
        containers: fc.oneof(fc.array(fc.oneof(fc.constant(aSidecar()), fc.jsonValue())), fc.jsonValue()),
        updateStrategy: fc.jsonValue(),
        injectionStrategy: fc.oneof(fc.record({ revision: fc.jsonValue() }), fc.jsonValue()),
        other: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(spec, fc.jsonValue()), json => {
        const once = defaultSidecarSet({ spec: json } as unknown as SidecarSet);
        expect(defaultSidecarSet(once)).to.deep.equal(once);
        expect(isKept(json, once.spec)).to.equal(true);
      }),
    );
  });
});

/** Is everything of one value still in the other? Null and the empty text are nothing. */
function isKept(before: unknown, after: unknown): boolean {
  if (before === null || before === '') return true;
  if (typeof before !== 'object') return Object.is(before, after);
  return Object.entries(before).every(([key, value]) => isKept(value, (after as Record<string, unknown>)[key]));
}
