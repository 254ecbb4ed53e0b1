import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { SIDECARSET_CRD } from '../../lib/api/sidecarset-crd.generated.js';

describe('cdk8s import of the CRD', function () {
  let folder: string;
  let types: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sidecarset-import-'));
    await writeFile(join(folder, 'crd.json'), JSON.stringify(SIDECARSET_CRD));
    const command = [resolve('node_modules/cdk8s-cli/bin/cdk8s'), 'import', 'crd.json'];
    await promisify(execFile)(process.execPath, [...command, '--language', 'typescript', '--output', '.'], {
      cwd: folder,
      env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' },
    });
    types = await readFile(join(folder, 'apps.kruise.io.ts'), 'utf8');
  });

  after(() => rm(folder, { recursive: true }));

  it('makes a construct of the kind', () => {
    expect(types).to.contain('export class SidecarSet extends ApiObject');
  });

  it('knows the fields of a sidecar and those of a container', () => {
    const container = /export interface SidecarSetSpecContainers \{[^]*?\n\}/.exec(types)?.[0] ?? '';
    for (const field of ['podInjectPolicy', 'upgradeStrategy', 'image', 'env', 'restartPolicy', 'livenessProbe'])
      expect(container).to.contain(`readonly ${field}?:`);
    expect(container).to.contain('readonly name: string;');
  });

  it('knows words and the two forms of a partition', () => {
    expect(types).to.contain('export enum SidecarSetSpecUpdateStrategyType');
    expect(types).to.match(/class SidecarSetSpecUpdateStrategyPartition \{[^}]*fromNumber[^}]*\}[^}]*fromString/);
  });
});
