import { ApiObject, JsonPatch } from 'cdk8s';
import { expect } from 'chai';
import fc from 'fast-check';

import type { Sidecar, SidecarSet as SidecarSetManifest } from '../../lib/api/sidecarset.generated.js';
import type { SidecarSetProps } from '../../lib/constructs/sidecarset-props.js';
import { SidecarSet } from '../../lib/constructs/sidecarset.js';
import { defaultSidecarSet } from '../../lib/decide/definition/default-sidecarset.js';
import { aChart, synthesize, theOnly } from './synthesize.js';

const minimal: SidecarSetProps = {
  selector: { matchLabels: { app: 'shop' } },
  containers: [{ name: 'agent', image: 'agent:1' }],
};

function rendered(props: Partial<SidecarSetProps> = {}): SidecarSetManifest {
  return new SidecarSet(aChart(), 'agent', { ...minimal, ...props }).toJson() as SidecarSetManifest;
}

describe('SidecarSet', () => {
  it('is written as v1beta1 unless asked otherwise', () => {
    expect(rendered().apiVersion).to.equal('apps.kruise.io/v1beta1');
    expect(rendered({ apiVersion: 'v1alpha1' }).apiVersion).to.equal('apps.kruise.io/v1alpha1');
  });

  it('carries name, labels and annotations', () => {
    const metadata = { name: 'agent', labels: { team: 'red' }, annotations: { note: 'x' } };
    expect(rendered({ metadata }).metadata).to.deep.equal(metadata);
  });

  it('has no namespace, although its chart has one', () => {
    const chart = aChart({ namespace: 'shop' });
    new SidecarSet(chart, 'agent', minimal);
    expect(synthesize(chart)[0]?.metadata).not.to.have.property('namespace');
  });

  it('writes the defaults of its own fields out, as admission stores them', () => {
    const { spec } = rendered();
    expect(spec.updateStrategy).to.deep.equal({
      type: 'RollingUpdate',
      paused: false,
      partition: 0,
      maxUnavailable: 1,
    });
    expect(spec.injectionStrategy).to.deep.equal({ paused: false });
    expect(spec.revisionHistoryLimit).to.equal(10);
    expect(spec.containers?.[0]).to.deep.equal({
      name: 'agent',
      image: 'agent:1',
      podInjectPolicy: 'BeforeAppContainer',
      upgradeStrategy: { upgradeType: 'ColdUpgrade' },
      shareVolumePolicy: { type: 'disabled' },
    });
  });

  it('leaves nothing for admission to add', () => {
    const manifest = rendered({ initContainers: [{ name: 'mesh', image: 'mesh:1', restartPolicy: 'Always' }] });
    expect(defaultSidecarSet(manifest)).to.deep.equal(manifest);
  });

  it('leaves the hash annotations to admission', () => {
    expect(rendered().metadata).not.to.have.property('annotations');
  });

  it('keeps every field of a container, known or not', () => {
    fc.assert(
      fc.property(fields, extra => {
        const container = { ...extra, name: 'agent', image: 'agent:1', futureField: extra } as Sidecar;
        expect(rendered({ containers: [container] }).spec.containers?.[0]).to.deep.include(container);
      }),
    );
  });

  it('keeps every field of a volume, known or not', () => {
    fc.assert(
      fc.property(fields, extra => {
        const volume = { name: 'data', futureSource: extra };
        expect(rendered({ volumes: [volume] }).spec.volumes).to.deep.equal([volume]);
      }),
    );
  });

  it('renders what JSON patches make of it', () => {
    const chart = aChart();
    const sidecarSet = new SidecarSet(chart, 'agent', minimal);
    sidecarSet.addJsonPatch(JsonPatch.replace('/spec/containers/0/image', 'agent:2'));
    expect(theOnly<SidecarSetManifest>('SidecarSet', chart).spec.containers?.[0]?.image).to.equal('agent:2');
  });

  it('is an ApiObject to others that look for one', () => {
    expect(ApiObject.of(new SidecarSet(aChart(), 'agent', minimal)).kind).to.equal('SidecarSet');
  });
});

/** JSON objects whose keys the validator does not know; null means absent in Kubernetes, and cdk8s leaves it out. */
const fields = fc.dictionary(
  fc.stringMatching(/^future[A-Za-z0-9./-]{0,8}$/),
  fc.letrec<{ json: unknown }>(tie => ({
    json: fc.oneof(
      { maxDepth: 3 },
      fc.string(),
      fc.boolean(),
      fc.integer(),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(fc.stringMatching(/^future[A-Za-z0-9./-]{0,8}$/), tie('json'), {
        maxKeys: 3,
        noNullPrototype: true,
      }),
    ),
  })).json,
  { maxKeys: 4, noNullPrototype: true },
);
