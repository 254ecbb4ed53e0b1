import { expect } from 'chai';

import type { CommandEnd } from '../../lib/cli/command.js';
import { UsageError } from '../../lib/cli/command.js';
import { runValidateCommand } from '../../lib/cli/validate-command.js';
import { aSidecar, aSidecarSet } from '../build/a-sidecarset.js';
import { aWorld } from './a-world.js';

const logs = aSidecarSet({}, { name: 'logs' });

const BAD = `# Two faults.
apiVersion: v1
kind: List
items:
  - apiVersion: apps.kruise.io/v1beta1
    kind: SidecarSet
    metadata: { name: bad }
    spec:
      selector: {}
      containers:
        - name: agent
          image: agent:1
      updateStrategy:
        paused: true
        maxUnavailable: 0
`;

function validate(args: readonly string[], files: Readonly<Record<string, unknown>>): CommandEnd {
  return runValidateCommand(args, { ...aWorld({ files }), version: '1.2.3' });
}

describe('sidecarset validate', () => {
  it('finds nothing wrong with a sound SidecarSet', () => {
    const end = validate(['logs.yaml'], { 'logs.yaml': logs });
    expect(end).to.deep.equal({ exitCode: 0, output: '1 SidecarSet, 0 problems, 0 warnings\n' });
  });

  it('names file, SidecarSet and field of every problem', () => {
    const bad = aSidecarSet({ updateStrategy: { maxUnavailable: 0 }, namespaceSelector: {} }, { name: 'bad' });
    const files = { 'logs.yaml': logs, 'bad.yaml': bad };
    const { exitCode, output } = validate(['logs.yaml', 'bad.yaml', 'gone.yaml'], files);
    expect(exitCode).to.equal(1);
    expect(output).to.contain('bad.yaml: SidecarSet bad: spec.updateStrategy.maxUnavailable: ');
    expect(output).to.contain('bad.yaml: SidecarSet bad: spec.namespaceSelector: ');
    expect(output).to.contain('gone.yaml: no such file');
  });

  it('judges each beside the others, across files', () => {
    const files = { a: logs, b: aSidecarSet({ containers: [aSidecar()] }, { name: 'mesh' }) };
    const { exitCode, output } = validate(['a', 'b'], files);
    expect(exitCode).to.equal(1);
    expect(output).to.match(/SidecarSet mesh: spec\.containers\[0\]\.name: .*logs/);
  });

  it('takes files behind -f too', () => {
    expect(validate(['-f', 'a', 'b'], { a: logs, b: '' }).output).to.match(/^1 SidecarSet, 0 problems/);
  });

  it('asks for a file, and for an output that it knows', () => {
    expect(() => validate([], {})).to.throw(UsageError, 'name at least one file');
    expect(() => validate(['a', '--output', 'toString'], { a: logs })).to.throw(UsageError, 'text, json or sarif');
  });

  it('writes JSON to standard output, faults or not', () => {
    const { exitCode, output, isResult } = validate(['bad.yaml', 'gone', '--output', 'json'], { 'bad.yaml': BAD });
    expect({ exitCode, isResult }).to.deep.equal({ exitCode: 1, isResult: true });
    const { summary, findings } = JSON.parse(output) as { summary: unknown; findings: Record<string, unknown>[] };
    expect(summary).to.deep.equal({ sidecarSets: 1, problems: 3, warnings: 0 });
    const common = { file: 'bad.yaml', severity: 'error', sidecarSet: 'bad' };
    expect(findings.map(finding => ({ ...finding, message: typeof finding['message'] }))).to.deep.equal([
      { file: 'gone', severity: 'error', message: 'string' },
      { ...common, line: 9, field: 'spec.selector', message: 'string' },
      { ...common, line: 15, field: 'spec.updateStrategy.maxUnavailable', message: 'string' },
    ]);
  });

  it('points to the innermost object around a field that is not there', () => {
    const text = BAD.replace('          image: agent:1\n', '          env: [{ value: a }]\n');
    const { output } = validate(['a', '--output', 'json'], { a: text });
    const { findings } = JSON.parse(output) as { findings: { readonly field: string; readonly line: number }[] };
    expect(findings.find(({ field }) => field === 'spec.containers[0].image')?.line).to.equal(11);
    expect(findings.find(({ field }) => field === 'spec.containers[0].env[0].name')?.line).to.equal(12);
  });

  it('reads standard input once', () => {
    let reads = 0;
    const world = { ...aWorld(), version: '1' };
    const readFile = (): string => {
      reads += 1;
      return BAD;
    };
    expect(runValidateCommand(['-', '--output', 'json'], { ...world, readFile }).exitCode).to.equal(1);
    expect(reads).to.equal(1);
  });

  it('writes SARIF, which code scanning shows at its line', () => {
    const { output } = validate(['charts/my app/bad.yaml', '--output', 'sarif'], { 'charts/my app/bad.yaml': BAD });
    const log = JSON.parse(output) as Sarif;
    expect(log).to.include({ version: '2.1.0' });
    const [run] = log.runs;
    expect(run?.tool.driver).to.include({ name: 'sidecarset', version: '1.2.3' });
    expect(run?.tool.driver.rules.map(({ id }) => id)).to.include.members(run!.results.map(({ ruleId }) => ruleId));
    const [first] = run!.results;
    expect(first?.level).to.equal('error');
    expect(first?.message.text).to.match(/^SidecarSet bad: spec\.selector: /);
    expect(first?.locations[0]?.physicalLocation).to.deep.equal({
      artifactLocation: { uri: 'charts/my%20app/bad.yaml' },
      region: { startLine: 9 },
    });
  });
});

/** The part of SARIF 2.1.0 that is looked at here. */
interface Sarif {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly { readonly physicalLocation: unknown }[];
    }[];
  }[];
}
