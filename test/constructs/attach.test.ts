import type { Chart } from 'cdk8s';
import { ApiObject } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { expect } from 'chai';

import type { Deployment } from '../../lib/api/kubernetes.generated.js';
import type { SidecarSet as SidecarSetManifest } from '../../lib/api/sidecarset.generated.js';
import { Sidecar } from '../../lib/constructs/sidecar.js';
import type { SidecarSetProps } from '../../lib/constructs/sidecarset-props.js';
import { SidecarSet } from '../../lib/constructs/sidecarset.js';
import { aChart, faultsOf, theOnly } from './synthesize.js';

const containers = [Sidecar.cold({ name: 'logs', image: 'logs:1' })];
const selector = { matchLabels: { 'example.com/logs': 'on' } };

function aDeployment(chart: Chart, container = 'shop'): kplus.Deployment {
  return new kplus.Deployment(chart, 'shop', { containers: [{ name: container, image: 'shop:1' }] });
}

function aSet(chart: Chart, props: Partial<SidecarSetProps> = { selector }): SidecarSet {
  return new SidecarSet(chart, 'logs', { containers, ...props });
}

describe('a SidecarSet that is attached to a workload', () => {
  it('gives its pods the labels that it selects by', () => {
    const chart = aChart();
    const matchExpressions = [
      { key: 'tier', operator: 'In', values: ['web', 'db'] },
      { key: 'team', operator: 'Exists' },
    ];
    aSet(chart, { selector: { ...selector, matchExpressions } }).attachTo(aDeployment(chart));
    const labels = theOnly<Deployment>('Deployment', chart).spec?.template.metadata?.labels;
    expect(labels).to.include({ 'example.com/logs': 'on', tier: 'web', team: 'true' });
  });

  it('works for every kind of workload', () => {
    const chart = aChart();
    const props = { containers: [{ name: 'shop', image: 'shop:1' }] };
    aSet(chart).attachTo(
      new kplus.DaemonSet(chart, 'daemons', props),
      new kplus.Job(chart, 'job', props),
      new kplus.Pod(chart, 'pod', props),
    );
    expect(faultsOf(chart)).to.deep.equal([]);
  });

  it('is told at once of a label that the pods have with another value', () => {
    const chart = aChart();
    const deployment = aDeployment(chart);
    deployment.podMetadata.addLabel('example.com/logs', 'off');
    expect(() => aSet(chart).attachTo(deployment)).to.throw(
      'the pods of chart/shop have the label example.com/logs=off, and the SidecarSet selects example.com/logs=on',
    );
  });

  it('fails synth when the pods have a container of its name: the webhook would reject them', () => {
    const chart = aChart();
    aSet(chart).attachTo(aDeployment(chart, 'logs'));
    const [fault, ...more] = faultsOf(chart);
    expect(more).to.deep.equal([]);
    expect(fault).to.match(
      /^\[chart\/logs\] the pods of chart\/shop would be rejected \(container-name-taken\): .*rename/,
    );
  });

  it('fails synth when the pods live in another namespace', () => {
    const chart = aChart({ namespace: 'shop' });
    aSet(chart, { selector, namespace: 'bank' }).attachTo(aDeployment(chart));
    expect(faultsOf(chart).join()).to.contain('the pods of chart/shop are not selected (other-namespace)');
  });

  it('fails synth when an expression rules the pods out', () => {
    const chart = aChart();
    const matchExpressions = [{ key: 'cdk8s.io/metadata.addr', operator: 'DoesNotExist' }];
    aSet(chart, { selector: { ...selector, matchExpressions } }).attachTo(aDeployment(chart));
    expect(faultsOf(chart).join()).to.contain('are not selected (labels-differ)');
  });

  it('is not asked for pods while its injection is paused', () => {
    const chart = aChart();
    aSet(chart, { selector, injectionStrategy: { paused: true } }).attachTo(aDeployment(chart));
    expect(faultsOf(chart)).to.deep.equal([]);
  });

  it('needs a selector first', () => {
    const chart = aChart();
    expect(() => aSet(chart, {}).attachTo(aDeployment(chart))).to.throw('[chart/logs] attachTo: there is no selector');
  });
});

describe('a SidecarSet that selects what cdk8s-plus has', () => {
  function specOf(set: SidecarSet): SidecarSetManifest['spec'] {
    return (set.toJson() as SidecarSetManifest).spec;
  }

  it('takes over selector and namespace of a workload, and leaves its pods as they are', () => {
    const chart = aChart({ namespace: 'shop' });
    const deployment = aDeployment(chart);
    const before = JSON.stringify(ApiObject.of(deployment).toJson());
    const set = aSet(chart, {}).select(deployment);
    expect(JSON.stringify(ApiObject.of(deployment).toJson())).to.equal(before);
    expect(specOf(set).selector.matchLabels).to.deep.equal(deployment.matchLabels);
    expect(faultsOf(chart)).to.deep.equal([]);
  });

  it('takes over a selection of pods with several namespaces', () => {
    const chart = aChart();
    const namespaces = kplus.Namespaces.select(chart, 'namespaces', { labels: { team: 'a' }, names: ['x', 'y'] });
    const pods = kplus.Pods.select(chart, 'pods', {
      labels: { app: 'shop' },
      expressions: [kplus.LabelExpression.exists('tier')],
      namespaces,
    });
    const { selector: chosen, namespaceSelector } = specOf(aSet(chart, {}).select(pods));
    expect(chosen).to.deep.equal({
      matchLabels: { app: 'shop' },
      matchExpressions: [{ key: 'tier', operator: 'Exists' }],
    });
    expect(namespaceSelector).to.deep.equal({
      matchLabels: { team: 'a' },
      matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['x', 'y'] }],
    });
  });

  it('takes over a single namespace by its name', () => {
    const chart = aChart();
    const namespaces = kplus.Namespaces.select(chart, 'namespaces', { names: ['x'] });
    const pods = kplus.Pods.select(chart, 'pods', { labels: { app: 'shop' }, namespaces });
    expect(specOf(aSet(chart, {}).select(pods)))
      .to.include({ namespace: 'x' })
      .and.not.to.have.property('namespaceSelector');
  });

  it('has one selector', () => {
    const chart = aChart();
    const deployment = aDeployment(chart);
    expect(() => aSet(chart).select(deployment)).to.throw('use attachTo()');
  });

  it('fails synth when nobody says which pods', () => {
    const chart = aChart();
    aSet(chart, {});
    expect(faultsOf(chart).join()).to.contain('[chart/logs] spec.selector: ');
  });

  it('fails synth when the pods would be rejected', () => {
    const chart = aChart();
    aSet(chart, {}).select(aDeployment(chart, 'logs'));
    expect(faultsOf(chart).join()).to.contain('container-name-taken');
  });
});
