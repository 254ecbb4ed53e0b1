import { expect } from 'chai';

import { fillCoreDefaults } from '../../../lib/decide/hash/core-defaults.js';

function filled(container: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return fillCoreDefaults(container) as Readonly<Record<string, unknown>>;
}

describe('fillCoreDefaults', () => {
  it('pulls always what is latest, and otherwise when it is not there', () => {
    const policy = (image: string): unknown => filled({ image })['imagePullPolicy'];
    expect(['a', 'a:latest', `a:latest@sha256:${'0'.repeat(64)}`].map(policy)).to.deep.equal(Array(3).fill('Always'));
    expect(['a:1', `a@sha256:${'0'.repeat(64)}`, '', 'No Reference'].map(policy)).to.deep.equal(
      Array(4).fill('IfNotPresent'),
    );
  });

  it('keeps what the author wrote', () => {
    const written = { imagePullPolicy: 'Never', terminationMessagePath: '/x', terminationMessagePolicy: 'X' };
    expect(filled(written)).to.deep.equal(written);
  });

  it('fills in ports, field references and transfers', () => {
    const { ports, env, transferEnv } = filled({
      ports: [{ containerPort: 1 }],
      env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'x' } } }],
      transferEnv: [{ sourceContainerNameFrom: { fieldRef: { fieldPath: 'y' } } }],
    });
    expect(ports).to.deep.equal([{ containerPort: 1, protocol: 'TCP' }]);
    expect(env).to.deep.equal([{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'x', apiVersion: 'v1' } } }]);
    expect(transferEnv).to.deep.equal([
      { sourceContainerNameFrom: { fieldRef: { fieldPath: 'y', apiVersion: 'v1' } } },
    ]);
  });

  it('rounds amounts up to thousandths', () => {
    const { resources } = filled({ resources: { limits: { cpu: '1.0001' }, requests: { memory: '1u' } } });
    expect(resources).to.deep.equal({ limits: { cpu: '1001m' }, requests: { memory: '1m' } });
  });

  it('fills in liveness and readiness probes and hooks, but no startup probe', () => {
    const probe = { httpGet: { port: 1 } };
    const container = filled({
      livenessProbe: probe,
      startupProbe: probe,
      lifecycle: { preStop: { httpGet: { port: 1 } } },
    });
    expect(container['livenessProbe']).to.deep.equal({
      httpGet: { port: 1, path: '/', scheme: 'HTTP' },
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    });
    expect(container['startupProbe']).to.deep.equal(probe);
    expect(container['lifecycle']).to.deep.equal({ preStop: { httpGet: { port: 1, path: '/', scheme: 'HTTP' } } });
  });

  it('lets values of an unexpected shape pass', () => {
    const odd = { ports: 'x', env: [null, 5], resources: { limits: [1], requests: { cpu: 'much' } }, lifecycle: 3 };
    expect(filled(odd)).to.include({ ports: 'x', lifecycle: 3 });
    expect(filled(odd)['resources']).to.deep.equal(odd.resources);
  });
});
