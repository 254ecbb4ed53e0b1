import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

import type { Deployment, KubernetesObject } from '../../lib/api/kubernetes.generated.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { injectPod } from '../../lib/decide/injection/inject-pod.js';

/** Runs the example the way its reader would, from source or compiled as this test is. */
function runExample(name: string, ...args: readonly string[]): readonly KubernetesObject[] {
  const url = new URL(`../../examples/${name}/app${extname(import.meta.url)}`, import.meta.url);
  const command = [...process.execArgv, fileURLToPath(url), ...args];
  const yaml = execFileSync(process.execPath, command, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return parseAllDocuments(yaml).map(document => document.toJS() as KubernetesObject);
}

describe("the manual's example", () => {
  it('is its first SidecarSet, and five pods that the SidecarSet selects', () => {
    const [sidecarSet, deployment, ...more] = runExample('manual') as [SidecarSet, Deployment];
    expect(more).to.deep.equal([]);
    expect(sidecarSet.metadata).to.deep.equal({ name: 'test-sidecarset' });
    expect(sidecarSet.spec.selector).to.deep.equal({ matchLabels: { app: 'nginx' } });
    expect(sidecarSet.spec.updateStrategy).to.include({ type: 'RollingUpdate', maxUnavailable: 1 });
    expect(sidecarSet.spec.containers?.[0]).to.deep.include({
      name: 'sidecar1',
      image: 'centos:6.7',
      command: ['sleep', '999d'],
      volumeMounts: [{ name: 'log-volume', mountPath: '/var/log' }],
    });
    expect(sidecarSet.spec.volumes).to.deep.equal([{ name: 'log-volume', emptyDir: {} }]);
    expect(deployment.spec?.replicas).to.equal(5);
    expect(deployment.spec?.template.metadata?.labels).to.deep.equal(sidecarSet.spec.selector.matchLabels);
  });

  it('changes nothing but the image when it is given another one', () => {
    const [before, after] = [runExample('manual'), runExample('manual', 'centos:7')];
    expect(JSON.stringify(after)).to.equal(JSON.stringify(before).replace('centos:6.7', 'centos:7'));
    expect(after).not.to.deep.equal(before);
  });
});

describe('the hot upgrade example', () => {
  it('is a hot sidecar with an idle image, a hook and a volume to meet in, and three pods that it selects', () => {
    const [sidecarSet, deployment, ...more] = runExample('hot-upgrade') as [SidecarSet, Deployment];
    expect(more).to.deep.equal([]);
    expect(sidecarSet.spec.containers?.[0]).to.deep.include({
      image: 'hot-sidecar:v1',
      upgradeStrategy: { upgradeType: 'HotUpgrade', hotUpgradeEmptyImage: 'hot-sidecar:idle' },
      lifecycle: { postStart: { exec: { command: ['sidecar', 'migrate'] } } },
      volumeMounts: [{ name: 'handover', mountPath: '/handover' }],
    });
    expect(sidecarSet.spec.volumes).to.deep.equal([{ name: 'handover', emptyDir: { medium: 'Memory' } }]);
    expect(deployment.spec?.template.metadata?.labels).to.include(sidecarSet.spec.selector.matchLabels);
  });

  it('becomes two slots in a pod, both of which have hook, volume and the versions of both', () => {
    const [{ spec }, deployment] = runExample('hot-upgrade') as [SidecarSet, Deployment];
    const { metadata, spec: podSpec } = deployment.spec!.template;
    const decision = injectPod({
      pod: { metadata: { name: 'shop', ...metadata }, spec: podSpec! },
      namespace: 'default',
      namespaceLabels: {},
      sidecarSets: [{ metadata: { name: 'handover' }, spec }],
      now: '2024-01-01T00:00:00Z',
    });
    const slots = (decision.kind === 'inject' ? decision.pod.spec!.containers : []).slice(0, 2);
    expect(slots.map(({ name, image }) => [name, image])).to.deep.equal([
      ['sidecar-1', 'hot-sidecar:v1'],
      ['sidecar-2', 'hot-sidecar:idle'],
    ]);
    for (const { env, lifecycle, volumeMounts } of slots) {
      expect(env?.map(({ name }) => name)).to.include.members(['SIDECARSET_VERSION', 'SIDECARSET_VERSION_ALT']);
      expect(lifecycle?.postStart?.exec?.command).to.deep.equal(['sidecar', 'migrate']);
      expect(volumeMounts?.map(({ mountPath }) => mountPath)).to.deep.equal(['/handover']);
    }
  });

  it('changes nothing but the image when it is given another one', () => {
    const [before, after] = [runExample('hot-upgrade'), runExample('hot-upgrade', 'hot-sidecar:v2')];
    expect(JSON.stringify(after)).to.equal(JSON.stringify(before).replace('hot-sidecar:v1', 'hot-sidecar:v2'));
  });
});
