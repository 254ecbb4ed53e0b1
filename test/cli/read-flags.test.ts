import { expect } from 'chai';

import { UsageError } from '../../lib/cli/command.js';
import { readFlags } from '../../lib/cli/read-flags.js';

const KINDS = { file: 'value', sets: 'values', diff: 'switch' } as const;

describe('readFlags', () => {
  it('gives a list every word up to the next flag, and the rest to nobody', () => {
    const flags = readFlags(['pod', '--sets', 'a', 'b', '--file', 'c', 'd'], KINDS);
    expect(flags.values('sets')).to.deep.equal(['a', 'b']);
    expect(flags.value('file')).to.equal('c');
    expect(flags.words).to.deep.equal(['pod', 'd']);
  });

  it('takes a list in several parts, and with an equals sign', () => {
    expect(readFlags(['--sets', 'a', '--diff', '--sets=b', 'c'], KINDS).values('sets')).to.deep.equal(['a', 'b', 'c']);
  });

  it('does not give words behind a switch to the list before it', () => {
    const flags = readFlags(['--sets', 'a', '--diff', 'b'], KINDS);
    expect(flags.values('sets')).to.deep.equal(['a']);
    expect(flags.words).to.deep.equal(['b']);
    expect(flags.isOn('diff')).to.equal(true);
  });

  it('takes -f for --file, and - for a name', () => {
    expect(readFlags(['-f', '-'], KINDS).value('file')).to.equal('-');
  });

  it('knows what was not given', () => {
    const flags = readFlags([], KINDS);
    expect(flags.value('file')).to.equal(undefined);
    expect(flags.values('sets')).to.deep.equal([]);
    expect(flags.isOn('diff')).to.equal(false);
  });

  it('names a flag that is not there, or that lacks its word', () => {
    expect(() => readFlags(['--fiel', 'a'], KINDS)).to.throw(UsageError, "Unknown option '--fiel'");
    expect(() => readFlags(['-f'], KINDS)).to.throw(UsageError, '--file');
    expect(() => readFlags(['--diff=yes'], KINDS)).to.throw(UsageError, '--diff');
  });
});
