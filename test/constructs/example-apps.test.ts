import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

import type { Container, KubernetesObject, Pod } from '../../lib/api/kubernetes.generated.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { decideInjection, effectOfChange, injected } from '../../lib/testing/index.js';

/** What an example prints, run as its reader would, from source or compiled as this test is. */
function run(example: string): readonly KubernetesObject[] {
  const url = new URL(`../../examples/${example}/app${extname(import.meta.url)}`, import.meta.url);
  const yaml = execFileSync(process.execPath, [...process.execArgv, fileURLToPath(url)], { encoding: 'utf8' });
  return parseAllDocuments(yaml).map(document => document.toJS() as KubernetesObject);
}

function sidecarSetsIn(objects: readonly KubernetesObject[]): readonly SidecarSet[] {
  return objects.filter((object): object is SidecarSet => object.kind === 'SidecarSet');
}

function aPod(labels: Readonly<Record<string, string>>, ...containers: readonly Container[]): Pod {
  const app = { name: 'web', image: 'web:1' };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', labels },
    spec: { containers: [app, ...containers] },
  };
}

const namesOf = (containers: readonly Container[] | undefined): readonly string[] =>
  (containers ?? []).map(({ name }) => name);

describe('the example', () => {
  it('of a log agent sees the files of the application, and knows its name', () => {
    const objects = run('log-agent');
    const deployment = objects.find(({ kind }) => kind === 'Deployment')!;
    const { containers, volumes } = injected(deployment, sidecarSetsIn(objects)).spec;
    expect(namesOf(containers)).to.deep.equal(['log-agent', 'shop']);
    const [agent, shop] = containers as [Container, Container];
    expect(agent.volumeMounts).to.deep.include(shop.volumeMounts![0]);
    expect(agent.env).to.deep.include({ name: 'SERVICE_NAME', value: 'shop' });
    expect(volumes?.map(({ name }) => name)).to.have.members(['logs', 'log-agent-config']);
  });

  it('of a mesh proxy starts ahead of the application, in namespaces of the mesh alone', () => {
    const sets = sidecarSetsIn(run('mesh-proxy'));
    const mesh = { namespaceLabels: { mesh: 'enabled' } };
    const { initContainers } = injected(aPod({}), sets, mesh).spec;
    expect(namesOf(initContainers)).to.deep.equal(['mesh-init', 'mesh-proxy']);
    expect(initContainers?.map(({ restartPolicy }) => restartPolicy)).to.deep.equal([undefined, 'Always']);
    expect(decideInjection(aPod({}), sets).kind).to.equal('leave');
    expect(decideInjection(aPod({ 'example.com/mesh': 'disabled' }), sets, mesh).kind).to.equal('leave');
  });

  it('of resources by application is sized after the containers that count', () => {
    const sets = sidecarSetsIn(run('per-app-resources'));
    const limits = { cpu: '2', memory: '1Gi' };
    const api = { name: 'api', image: 'api:1', resources: { limits, requests: { cpu: '500m', memory: '640Mi' } } };
    const helper = { name: 'helper', image: 'helper:1', resources: { requests: { cpu: '64' } } };
    const labels = { 'example.com/proxy': 'sized' };
    const only = { ...aPod(labels), spec: { containers: [api, helper] } };
    const [proxy] = injected(only, sets).spec.containers;
    expect(proxy?.resources).to.deep.equal({ limits: { cpu: '1' }, requests: { cpu: '50m', memory: '64Mi' } });
    const [small] = injected(aPod(labels), sets).spec.containers;
    expect(small?.resources).to.deep.equal({ requests: { cpu: '0', memory: '32Mi' } });
  });

  it('of a canary goes to the pods of its track, and is one image away from its base', () => {
    const sets = sidecarSetsIn(run('canary-sidecar'));
    const imageFor = (labels: Readonly<Record<string, string>>): string | undefined =>
      injected(aPod({ 'example.com/agent': 'enabled', ...labels }), sets).spec.containers[0]?.image;
    expect(imageFor({})).to.equal('example.com/agent:1.4.2');
    expect(imageFor({ 'example.com/track': 'canary' })).to.equal('example.com/agent:1.5.0-rc.1');
    const [base, canary] = sets as [SidecarSet, SidecarSet];
    const { containers } = canary.spec;
    expect(
      effectOfChange(base, { ...base, spec: { ...base.spec, ...(containers ? { containers } : {}) } }).kind,
    ).to.equal('in-place');
  });

  it('has a test, whichever it is', () => {
    const apps = readdirSync('examples', { withFileTypes: true, recursive: true })
      .filter(entry => entry.name === 'app.ts')
      .map(({ parentPath }) => parentPath.split('/').at(-1));
    // The manual's example and the hot upgrade are run by tests of their own.
    const tested = ['canary-sidecar', 'hot-upgrade', 'log-agent', 'manual', 'mesh-proxy', 'per-app-resources'];
    expect(tested).to.include.members(apps);
  });
});
