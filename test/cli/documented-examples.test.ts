import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { expect } from 'chai';

/** A command as the guide shows it, and what it prints. */
interface Example {
  readonly command: string;
  readonly output: string;
}

const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g;

const guide = readFileSync('docs/cli.md', 'utf8');
const examples: readonly Example[] = Array.from(
  guide.matchAll(/```console\n\$ sidecarset (.*)\n([^]*?)```/g),
  ([, command = '', output = '']) => ({ command, output }),
);

function run(args: readonly string[]): string {
  return execFileSync(process.execPath, ['--import', 'tsx', 'lib/cli/main.ts', ...args], { encoding: 'utf8' });
}

describe('the guide to the command line', function () {
  it('has an example for every command that needs no cluster', () => {
    const verbs = examples.map(({ command }) => command.split(' ')[0]);
    expect(verbs).to.deep.equal(['validate', 'inject', 'explain', 'plan']);
  });

  for (const { command, output } of examples) {
    it(`shows what "${command}" prints`, () => {
      const printed = run(command.split(' '));
      expect(printed.replaceAll(TIME, 'TIME')).to.equal(output.replaceAll(TIME, 'TIME'));
    });
  }

  it('has a section for every command of the help, but the operator', () => {
    const verbs = Array.from(run(['help']).matchAll(/^ {2}sidecarset (\w+)/gm), ([, verb]) => verb);
    expect(verbs).to.have.length.at.least(7);
    const described = verbs.filter(verb => verb !== 'operator' && verb !== 'version');
    for (const verb of described) expect(guide).to.match(new RegExp(`^## ${verb!}\\b`, 'm'));
  });
});
