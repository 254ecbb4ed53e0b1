import { expect } from 'chai';

import { runValidateCommand } from '../../lib/cli/validate-command.js';
import { aSidecar, aSidecarSet } from '../build/a-sidecarset.js';
import { aWorld } from './a-world.js';

const logs = aSidecarSet({}, { name: 'logs' });

describe('sidecarset validate', () => {
  it('finds nothing wrong with a sound SidecarSet', () => {
    const files = aWorld({ files: { 'logs.yaml': logs } });
    const end = runValidateCommand(['logs.yaml'], files);
    expect(end).to.deep.equal({ exitCode: 0, output: '1 SidecarSets, 0 problems, 0 warnings\n' });
  });

  it('names file, SidecarSet and field of every problem', () => {
    const bad = aSidecarSet({ updateStrategy: { maxUnavailable: 0 }, namespaceSelector: {} }, { name: 'bad' });
    const files = aWorld({ files: { 'logs.yaml': logs, 'bad.yaml': bad } });
    const { exitCode, output } = runValidateCommand(['logs.yaml', 'bad.yaml', 'gone.yaml'], files);
    expect(exitCode).to.equal(1);
    expect(output).to.contain('bad.yaml: SidecarSet bad: spec.updateStrategy.maxUnavailable: ');
    expect(output).to.contain('bad.yaml: SidecarSet bad: spec.namespaceSelector: ');
    expect(output).to.contain('gone.yaml: no such file');
  });

  it('judges each beside the others, across files', () => {
    const files = aWorld({ files: { a: logs, b: aSidecarSet({ containers: [aSidecar()] }, { name: 'mesh' }) } });
    const { exitCode, output } = runValidateCommand(['a', 'b'], files);
    expect(exitCode).to.equal(1);
    expect(output).to.match(/SidecarSet mesh: spec\.containers\[0\]\.name: .*logs/);
  });

  it('asks for a file', () => {
    expect(runValidateCommand([], aWorld()).exitCode).to.equal(2);
  });
});
