import { createRequire } from 'node:module';

import type { ErrorObject } from 'ajv';
import draft4 from 'ajv-draft-04';
import formats from 'ajv-formats';
import { expect } from 'chai';

import type { Finding } from '../../lib/cli/judge-sidecarsets.js';
import { FINDING_WRITERS } from '../../lib/cli/write-findings.js';

/** The schema of the standard, as Microsoft's matchers for jest bring it along. */
const schema = createRequire(import.meta.url)('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json') as object;

// Its pattern for languages is none to a RegExp with the flag u.
const ajv = new draft4.default({ allErrors: true, strict: true, strictRequired: false, unicodeRegExp: false });
formats.default(ajv);
const validate = ajv.compile(schema);

function errorsOf(log: unknown): readonly ErrorObject[] {
  validate(log);
  return validate.errors ?? [];
}

function sarifOf(...findings: readonly Finding[]): unknown {
  return JSON.parse(FINDING_WRITERS['sarif']!({ findings, sidecarSetCount: 1, version: '0.1.0' }));
}

const fault: Finding = {
  file: 'charts/my app/agents#1.yaml',
  line: 9,
  severity: 'error',
  sidecarSet: 'agents',
  field: 'spec.containers[0].image',
  message: 'is missing; name the image to run',
};

describe('SARIF, by the JSON schema of version 2.1.0', () => {
  it('is sound without findings', () => {
    expect(errorsOf(sarifOf())).to.deep.equal([]);
  });

  it('is sound with a fault and a warning at their lines', () => {
    expect(errorsOf(sarifOf(fault, { ...fault, severity: 'warning' }))).to.deep.equal([]);
  });

  it('is sound with findings about a whole file, from every kind of place', () => {
    const files = ['gone.yaml', '/etc/sidecars/ä b.yaml', '-', '../up.yaml', 'C:\\agents.yaml', '100%.yaml'];
    const findings = files.map((file): Finding => ({ file, severity: 'error', message: 'no such file' }));
    expect(errorsOf(sarifOf(...findings))).to.deep.equal([]);
  });

  it('would not be with a line 0, a level that SARIF does not know, or a field of our own', () => {
    const [line, level, own] = [sarifOf({ ...fault, line: 0 }), sarifOf(fault), sarifOf(fault)] as Log[];
    level!.runs[0].results[0].level = 'fatal';
    own!.runs[0].results[0].sidecarSet = 'agents';
    const keywords = [line, level, own].map(log => errorsOf(log).map(({ keyword }) => keyword));
    expect(keywords).to.deep.equal([['minimum'], ['enum'], ['additionalProperties']]);
  });
});

interface Log {
  readonly runs: [{ readonly results: [Record<string, unknown>] }];
}
