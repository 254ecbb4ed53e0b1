import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

import type { Deployment, KubernetesObject } from '../../lib/api/kubernetes.generated.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';

/** Runs the example the way its reader would, from source or compiled as this test is. */
function runManual(...args: readonly string[]): readonly KubernetesObject[] {
  const url = new URL(`../../examples/manual/app${extname(import.meta.url)}`, import.meta.url);
  const command = [...process.execArgv, fileURLToPath(url), ...args];
  const yaml = execFileSync(process.execPath, command, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return parseAllDocuments(yaml).map(document => document.toJS() as KubernetesObject);
}

describe("the manual's example", () => {
  it('is its first SidecarSet, and five pods that the SidecarSet selects', () => {
    const [sidecarSet, deployment, ...more] = runManual() as [SidecarSet, Deployment];
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
    const [before, after] = [runManual(), runManual('centos:7')];
    expect(JSON.stringify(after)).to.equal(JSON.stringify(before).replace('centos:6.7', 'centos:7'));
    expect(after).not.to.deep.equal(before);
  });
});
