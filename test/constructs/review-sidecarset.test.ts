import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

import type { SidecarSet as SidecarSetManifest } from '../../lib/api/sidecarset.generated.js';
import type { SidecarSetProps } from '../../lib/constructs/sidecarset-props.js';
import { SidecarSet } from '../../lib/constructs/sidecarset.js';
import { defaultSidecarSet } from '../../lib/decide/definition/default-sidecarset.js';
import { validateSidecarSet } from '../../lib/decide/definition/validate-sidecarset.js';
import { formatProblem } from '../../lib/decide/definition/verdict.js';
import { aChart, faultsOf, synthesize } from './synthesize.js';

function shopAgent(props: Partial<SidecarSetProps> = {}): SidecarSetProps {
  return {
    selector: { matchLabels: { app: 'shop' } },
    containers: [{ name: 'agent', image: 'agent:1' }],
    ...props,
  };
}

function named(name: string, props: Partial<SidecarSetProps> = {}): SidecarSetProps {
  return shopAgent({ metadata: { name }, ...props });
}

function tenFaults(): SidecarSetManifest {
  return parse(readFileSync('examples/ten-faults/sidecarset.yaml', 'utf8')) as SidecarSetManifest;
}

describe('a SidecarSet at synth', () => {
  it('passes when nothing is wrong', () => {
    const chart = aChart();
    new SidecarSet(chart, 'agent', shopAgent());
    expect(faultsOf(chart)).to.deep.equal([]);
  });

  it('is refused with the construct path, the field path and what to do', () => {
    const chart = aChart();
    new SidecarSet(chart, 'agent', shopAgent({ selector: {} }));
    const [fault, ...more] = faultsOf(chart);
    expect(more).to.deep.equal([]);
    expect(fault).to.match(/^\[chart\/agent\] spec\.selector: \S.+/);
  });

  it('shows all ten faults at once, in the words of admission', () => {
    const { metadata, spec } = tenFaults();
    const chart = aChart();
    new SidecarSet(chart, 'faulty', { metadata: { name: metadata?.name ?? '' }, ...spec });
    const verdict = validateSidecarSet({ sidecarSet: defaultSidecarSet(tenFaults()), others: [] });
    const words = verdict.problems.map(problem => `[chart/faulty] ${formatProblem(problem)}`);
    expect(faultsOf(chart)).to.have.members(words);
    expect(verdict.problems.map(problem => problem.path)).to.have.members([
      'spec.selector',
      'spec.updateStrategy.maxUnavailable',
      'spec.updateStrategy.partition',
      'spec.updateStrategy.type',
      'spec.containers[0].podInjectPolicy',
      'spec.containers[0].transferEnv[0].sourceContainerNameFrom.fieldRef.fieldPath',
      'spec.containers[1].name',
      'spec.containers[2].upgradeStrategy.hotUpgradeEmptyImage',
      'spec.containers[2].ports[0].containerPort',
      'spec.containers[2].volumeMounts[1].mountPath',
    ]);
  });

  it('shows the faults of every SidecarSet of the app at once', () => {
    const app = new App();
    const [red, blue] = [new Chart(app, 'red'), new Chart(app, 'blue')];
    new SidecarSet(red, 'a', shopAgent({ selector: {} }));
    new SidecarSet(blue, 'b', shopAgent({ containers: [], selector: { matchLabels: { app: 'bank' } } }));
    const paths = faultsOf(red).map(fault => fault.split(' ')[0]);
    expect(paths).to.include.members(['[red/a]', '[blue/b]']);
  });

  it('is judged as JSON patches leave it', () => {
    const chart = aChart();
    const sidecarSet = new SidecarSet(chart, 'agent', shopAgent());
    sidecarSet.addJsonPatch(JsonPatch.replace('/spec/selector', {}));
    expect(faultsOf(chart).join()).to.contain('[chart/agent] spec.selector');
  });

  it('takes a fault back when a JSON patch mends it', () => {
    const chart = aChart();
    const sidecarSet = new SidecarSet(chart, 'agent', shopAgent({ selector: {} }));
    sidecarSet.addJsonPatch(JsonPatch.replace('/spec/selector', { matchLabels: { app: 'shop' } }));
    expect(faultsOf(chart)).to.deep.equal([]);
  });
});

describe('two SidecarSets of one app', () => {
  it('conflict when they put one container name into the same pods, each told of the other', () => {
    const app = new App();
    const [red, blue] = [new Chart(app, 'red'), new Chart(app, 'blue')];
    new SidecarSet(red, 'agent', named('red-agent'));
    new SidecarSet(blue, 'agent', named('blue-agent'));
    const faults = faultsOf(red);
    expect(faults).to.have.length(2);
    expect(faults.find(fault => fault.startsWith('[red/agent] spec.containers[0].name: '))).to.contain('blue-agent');
    expect(faults.find(fault => fault.startsWith('[blue/agent] spec.containers[0].name: '))).to.contain('red-agent');
  });

  it('do not conflict when no pod can be selected by both', () => {
    const chart = aChart();
    new SidecarSet(chart, 'red', named('red'));
    new SidecarSet(chart, 'blue', named('blue', { selector: { matchLabels: { app: 'bank' } } }));
    expect(faultsOf(chart)).to.deep.equal([]);
  });

  it('may not share a name', () => {
    const chart = aChart();
    new SidecarSet(chart, 'red', named('agent'));
    new SidecarSet(chart, 'blue', named('agent', { selector: { matchLabels: { app: 'bank' } } }));
    const faults = faultsOf(chart);
    expect(faults).to.have.length(2);
    expect(faults[0]).to.match(
      /^\[chart\/red\] metadata\.name: "agent" is also the name of the SidecarSet at chart\/blue/,
    );
    expect(faults[1]).to.match(
      /^\[chart\/blue\] metadata\.name: "agent" is also the name of the SidecarSet at chart\/red/,
    );
  });

  it('may share a name and pods when their charts go to different clusters', () => {
    const app = new App();
    for (const cluster of ['test', 'production']) {
      const chart = new Chart(app, cluster);
      chart.node.setContext(SidecarSet.CLUSTER_CONTEXT, cluster);
      new SidecarSet(chart, 'agent', named('agent'));
      new SidecarSet(chart, 'other', named(`other-${cluster}`, { containers: [{ name: 'other', image: 'other:1' }] }));
    }
    expect(app.synthYaml()).to.contain('name: other-production').and.to.contain('name: other-test');
  });

  it('conflict too when the other one is plain YAML of the same app', () => {
    const chart = aChart();
    new SidecarSet(chart, 'agent', named('typed'));
    const plain = { ...tenFaults(), metadata: { name: 'plain' }, spec: shopAgent() };
    new ApiObject(chart, 'plain', plain as ConstructorParameters<typeof ApiObject>[2]);
    const [fault, ...more] = faultsOf(chart);
    expect(more).to.deep.equal([]);
    expect(fault).to.contain('[chart/agent] spec.containers[0].name').and.to.contain('plain');
  });

  it('are judged by the hundred', () => {
    const chart = aChart();
    for (let index = 0; index < 100; index += 1) {
      const selector = { matchLabels: { app: `shop-${String(index)}` } };
      new SidecarSet(chart, `agent-${String(index)}`, shopAgent({ selector }));
    }
    expect(synthesize(chart)).to.have.length(100);
  });
});

describe('a warning about a SidecarSet', () => {
  const dubious = shopAgent({
    containers: [{ name: 'agent', image: 'agent:1', volumeMounts: [{ name: 'of-the-pod', mountPath: '/data' }] }],
  });

  it('does not stop synth, and stands once in the metadata of its node', () => {
    const chart = aChart();
    const sidecarSet = new SidecarSet(chart, 'agent', dubious);
    synthesize(chart);
    synthesize(chart);
    const warnings = sidecarSet.node.metadata.filter(entry => entry.type === SidecarSet.WARNING_METADATA);
    expect(warnings).to.have.length(1);
    expect(warnings[0]?.data).to.match(/^spec\.containers\[0\]\.volumeMounts\[0\]/);
  });

  it('is given to the process, with the construct path', async () => {
    const chart = aChart();
    new SidecarSet(chart, 'agent', dubious);
    const heard: Error[] = [];
    const listen = (warning: Error): number => heard.push(warning);
    process.on('warning', listen);
    synthesize(chart);
    // Warnings are handed out in the next tick.
    await new Promise(resolve => setImmediate(resolve));
    process.off('warning', listen);
    const ours = heard.filter(warning => warning.name === 'SidecarSetWarning').map(({ message }) => message);
    expect(ours).to.have.length(1);
    expect(ours[0]).to.match(/^\[chart\/agent\] spec\.containers\[0\]\.volumeMounts\[0\]/);
  });
});
