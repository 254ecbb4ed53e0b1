import { readFileSync } from 'node:fs';

import { expect } from 'chai';

import { runValidateCommand } from '../../lib/cli/validate-command.js';

const agent = (name: string, more = ''): string => `
apiVersion: apps.kruise.io/v1beta1
kind: SidecarSet
metadata: { name: ${name} }
spec:
  selector: { matchLabels: { app: web } }
  containers: [{ name: agent, image: 'agent:1' ${more} }]
`;

const files: Readonly<Record<string, string>> = {
  good: agent('a'),
  two: `${agent('a')}---\n${agent('b')}`,
  other: 'apiVersion: v1\nkind: ConfigMap\n',
  broken: 'a: [',
};

function validate(...paths: readonly string[]): ReturnType<typeof runValidateCommand> {
  return runValidateCommand(paths, path => {
    const text = files[path];
    if (text === undefined) throw new Error('no such file');
    return text;
  });
}

describe('sidecarset validate', () => {
  it('says that a good SidecarSet is good', () => {
    expect(validate('good')).to.deep.equal({ exitCode: 0, output: '1 SidecarSets, 0 problems, 0 warnings\n' });
  });

  it('names all ten faults of the example, each with file, SidecarSet and field path', () => {
    const { exitCode, output } = runValidateCommand(['examples/ten-faults/sidecarset.yaml'], path =>
      readFileSync(path, 'utf8'),
    );
    expect(exitCode).to.equal(1);
    const lines = output.split('\n').filter(line => line.includes('SidecarSet ten-faults: spec.'));
    expect(lines).to.have.length(10);
  });

  it('judges the SidecarSets of all files beside each other', () => {
    const { exitCode, output } = validate('two');
    expect(exitCode).to.equal(1);
    expect(output).to.include('two: SidecarSet a: spec.containers[0].name').and.include('two: SidecarSet b: spec.');
  });

  it('passes over other kinds', () => {
    expect(validate('other', 'good').output).to.equal('1 SidecarSets, 0 problems, 0 warnings\n');
  });

  it('reports files that cannot be read or parsed, and goes on with the others', () => {
    const { exitCode, output } = validate('absent', 'broken', 'good');
    expect(exitCode).to.equal(1);
    expect(output).to.include('absent: no such file').and.include('broken: ').and.include('1 SidecarSets');
  });

  it('asks for a file when none is named', () => {
    expect(validate().exitCode).to.equal(2);
  });
});
