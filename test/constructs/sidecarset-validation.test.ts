import { expect } from 'chai';
import { buildSync } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';

import { validateSidecarSet } from '../../lib/decide/definition/validate-sidecarset.js';
import type { PluginViolation } from '../../lib/constructs/sidecarset-validation.js';
import { SidecarSetValidation } from '../../lib/constructs/sidecarset-validation.js';
import { aSidecarSet } from '../build/a-sidecarset.js';

describe('the validation plugin for cdk8s-cli', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sidecarset-plugin-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function validate(...objects: readonly unknown[]): Promise<{ status: string; violations: PluginViolation[] }> {
    const violations: PluginViolation[] = [];
    const path = join(folder, 'app.k8s.yaml');
    writeFileSync(path, objects.map(object => stringify(object)).join('---\n'));
    let status = 'none';
    const report = {
      addViolation: (violation: PluginViolation) => void violations.push(violation),
      submit: (verdict: string) => {
        status = verdict;
      },
    };
    await new SidecarSetValidation().validate({ manifests: [path], report });
    return { status, violations };
  }

  it('passes manifests in which nothing is wrong', async () => {
    expect(await validate(aSidecarSet(), { apiVersion: 'v1', kind: 'ConfigMap' })).to.deep.equal({
      status: 'success',
      violations: [],
    });
  });

  it('reports all faults of a SidecarSet, each with field and fix', async () => {
    const faulty = aSidecarSet({ selector: {}, updateStrategy: { maxUnavailable: 0 } }, { name: 'faulty' });
    const { status, violations } = await validate(faulty);
    expect(status).to.equal('failure');
    const wanted = validateSidecarSet({ sidecarSet: faulty, others: [] }).problems.map(({ path }) => path);
    expect(violations.map(({ violatingResources: [resource] }) => resource?.locations[0])).to.deep.equal(wanted);
    for (const { recommendation, fix, violatingResources } of violations) {
      expect(violatingResources[0]).to.include({ resourceName: 'faulty', manifestPath: join(folder, 'app.k8s.yaml') });
      expect([recommendation, fix].every(words => words.length > 5)).to.equal(true);
    }
  });

  it('judges SidecarSets beside each other', async () => {
    const { violations } = await validate(aSidecarSet({}, { name: 'a' }), aSidecarSet({}, { name: 'b' }));
    expect(violations).to.have.length(2);
    expect(violations[0]?.recommendation).to.match(/^spec\.containers\[0\]\.name: /);
  });

  it('makes cdk8s synth fail for plain YAML that admission would refuse', () => {
    const bundle = join(folder, 'plugin');
    buildSync({
      entryPoints: ['lib/index.ts'],
      outfile: join(bundle, 'index.js'),
      bundle: true,
      platform: 'node',
      external: ['cdk8s', 'constructs'],
    });
    writeFileSync(join(bundle, 'package.json'), '{ "name": "plugin", "type": "commonjs", "main": "index.js" }');
    const chart = resolve('examples/ten-faults/sidecarset.yaml');
    const cdk8s = resolve('node_modules/cdk8s');
    writeFileSync(
      join(folder, 'main.cjs'),
      `const { App, Chart, Include } = require(${JSON.stringify(cdk8s)});
       const app = new App();
       new Include(new Chart(app, 'plain'), 'yaml', { url: ${JSON.stringify(chart)} });
       app.synth();`,
    );
    const validations = [{ package: bundle, version: '0.1.0', class: 'SidecarSetValidation' }];
    writeFileSync(join(folder, 'cdk8s.yaml'), stringify({ app: 'node main.cjs', validations }));
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [resolve('node_modules/cdk8s-cli/bin/cdk8s'), 'synth'],
      {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false', NODE_PATH: resolve('node_modules') },
      },
    );
    expect(status, stdout + stderr).not.to.equal(0);
    expect(stdout + stderr)
      .to.contain('spec.updateStrategy.maxUnavailable')
      .and.to.contain('sidecarset-admission');
    expect(readFileSync(join(folder, 'dist/plain.k8s.yaml'), 'utf8')).to.contain('kind: SidecarSet');
  });
});
