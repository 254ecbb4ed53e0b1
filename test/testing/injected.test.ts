import * as kplus from 'cdk8s-plus-27';
import { expect } from 'chai';

import type { Deployment, Pod } from '../../lib/api/kubernetes.generated.js';
import { Sidecar, SidecarSet } from '../../lib/index.js';
import { decideInjection, effectOfChange, injected } from '../../lib/testing/index.js';
import { aSidecar, aSidecarSet } from '../build/a-sidecarset.js';
import { aChart } from '../constructs/synthesize.js';

const selector = { matchLabels: { app: 'shop' } };
const pod: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'shop', labels: { app: 'shop' } },
  spec: { containers: [{ name: 'shop', image: 'shop:1' }] },
};

function aLogAgent(image = 'logs:1'): SidecarSet {
  return new SidecarSet(aChart(), 'logs', {
    metadata: { name: 'logs' },
    selector,
    containers: [Sidecar.cold({ name: 'logs', image })],
  });
}

function namesIn({ spec }: Pod): readonly string[] {
  return (spec?.containers ?? []).map(({ name }) => name);
}

describe('injected, for tests of those who write SidecarSets', () => {
  it('is the pod with the sidecar, from a construct or from plain JSON', () => {
    expect(namesIn(injected(pod, aLogAgent()))).to.deep.equal(['logs', 'shop']);
    const plain = aSidecarSet({ selector, containers: [aSidecar({ name: 'plain' })] });
    expect(namesIn(injected(pod, [aLogAgent(), plain]))).to.include.members(['logs', 'plain']);
  });

  it('is the pod of a workload: of cdk8s-plus, an ApiObject or plain JSON', () => {
    const chart = aChart();
    const deployment = new kplus.Deployment(chart, 'shop', { containers: [{ name: 'shop', image: 'shop:1' }] });
    const set = new SidecarSet(chart, 'logs', { selector, containers: [{ name: 'logs', image: 'logs:1' }] });
    set.attachTo(deployment);
    expect(namesIn(injected(deployment, set))).to.deep.equal(['logs', 'shop']);
    const plain: Deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      spec: { selector, template: { metadata: { labels: { app: 'shop' } }, spec: pod.spec! } },
    };
    expect(namesIn(injected(plain, aLogAgent()))).to.deep.equal(['logs', 'shop']);
  });

  it('is the pod as it was when nobody chooses it', () => {
    const other = { ...pod, metadata: { name: 'other' } };
    expect(injected(other, aLogAgent())).to.deep.equal(other);
    expect(decideInjection(other, aLogAgent())).to.deep.include({ kind: 'leave', reason: 'not-selected' });
  });

  it('throws for a pod that the webhook would reject, in its words', () => {
    const taken = { ...pod, spec: { containers: [{ name: 'logs', image: 'x' }] } };
    expect(() => injected(taken, aLogAgent())).to.throw('the pod is rejected (container-name-taken): SidecarSet logs');
  });

  it('throws for SidecarSets that admission would refuse, with every problem', () => {
    const bad = aSidecarSet({ selector: {}, containers: [] }, { name: 'bad' });
    expect(() => injected(pod, bad)).to.throw(/SidecarSet bad: spec\.selector: .*\n.*SidecarSet bad: spec/);
  });

  it('throws for what makes no pods', () => {
    expect(() => injected({ apiVersion: 'v1', kind: 'Service' }, aLogAgent())).to.throw('Service makes no pods');
  });

  it('knows namespaces and their labels', () => {
    const set = aSidecarSet({ selector, namespaceSelector: { matchLabels: { mesh: 'on' } } });
    expect(decideInjection(pod, set).kind).to.equal('leave');
    expect(decideInjection(pod, set, { namespaceLabels: { mesh: 'on' } }).kind).to.equal('inject');
    const named = aSidecarSet({ selector, namespace: 'bank' });
    expect(decideInjection(pod, named, { namespace: 'bank' }).kind).to.equal('inject');
  });
});

describe('the effect of a change, for tests of those who write SidecarSets', () => {
  it('is in place when images alone differ', () => {
    const effect = effectOfChange(aLogAgent('logs:1'), aLogAgent('logs:2'));
    expect(effect.kind).to.equal('in-place');
    expect(effect.details).to.deep.equal(['spec.containers[0].image: in place: changes from "logs:1" to "logs:2"']);
  });

  it('needs new pods when anything else of a sidecar differs', () => {
    const before = aSidecarSet({ containers: [aSidecar({ name: 'logs' })] });
    const after = aSidecarSet({ containers: [aSidecar({ name: 'logs', env: [{ name: 'A', value: 'b' }] })] });
    const { kind, details } = effectOfChange(before, after);
    expect(kind).to.equal('needs-new-pods');
    expect(details.join()).to.contain('needs new pods: env of container logs changed');
  });

  it('is nothing when only strategies differ', () => {
    const before = aSidecarSet();
    expect(effectOfChange(before, aSidecarSet({ updateStrategy: { paused: true } }))).to.deep.equal({
      kind: 'nothing',
      details: [],
    });
  });
});
