import { App, Chart, JsonPatch, Lazy } from 'cdk8s';
import { expect } from 'chai';

import { KubeObject } from '../../lib/constructs/kube-object.js';
import { aChart, synthesize } from './synthesize.js';

describe('a Kubernetes object', () => {
  it('keeps fields that no typed class knows', () => {
    const chart = aChart();
    const manifest = {
      apiVersion: 'v1',
      kind: 'Thing',
      metadata: { name: 'a' },
      spec: { 'x-kubernetes-new': [1, {}] },
    };
    new KubeObject(chart, 'thing', manifest);
    expect(synthesize(chart)).to.deep.equal([manifest]);
  });

  it('does not take over the namespace of its chart when it names none', () => {
    const chart = aChart({ namespace: 'shop' });
    new KubeObject(chart, 'thing', { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'a' } });
    expect(synthesize(chart)[0]?.metadata).to.deep.equal({ name: 'a' });
  });

  it('keeps the namespace that it names itself', () => {
    const chart = aChart({ namespace: 'shop' });
    new KubeObject(chart, 'thing', { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'a', namespace: 'bank' } });
    expect(synthesize(chart)[0]?.metadata).to.deep.equal({ name: 'a', namespace: 'bank' });
  });

  it('gets the labels of its chart beside its own', () => {
    const chart = aChart({ labels: { team: 'red', tier: 'chart' } });
    new KubeObject(chart, 'thing', {
      apiVersion: 'v1',
      kind: 'Thing',
      metadata: { name: 'a', labels: { tier: 'own' }, annotations: { note: 'x' } },
    });
    expect(synthesize(chart)[0]?.metadata).to.deep.equal({
      name: 'a',
      labels: { team: 'red', tier: 'own' },
      annotations: { note: 'x' },
    });
  });

  it('is named after its construct path when it has no name', () => {
    const chart = aChart();
    new KubeObject(chart, 'thing', { apiVersion: 'v1', kind: 'Thing' });
    expect(synthesize(chart)[0]?.metadata?.name).to.match(/^chart-thing-[a-z0-9]+$/);
  });

  it('applies JSON patches and resolves lazy values, as every ApiObject does', () => {
    const chart = new Chart(new App(), 'chart');
    const spec = { a: Lazy.any({ produce: () => 'late' }) as unknown, b: 1 };
    const thing = new KubeObject(chart, 'thing', {
      apiVersion: 'v1',
      kind: 'Thing',
      metadata: { name: 'a' },
      ...{ spec },
    });
    thing.addJsonPatch(JsonPatch.replace('/spec/b', 2));
    expect(synthesize(chart)[0]).to.have.deep.property('spec', { a: 'late', b: 2 });
  });
});
