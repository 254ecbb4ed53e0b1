import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

import { expect } from 'chai';

import type { SourceFile } from './source-files.js';
import { readSources } from './source-files.js';

/** What each room may import, besides itself. The most specific room counts; a later line wins over an earlier one. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  'lib/api': [],
  'lib/decide': ['lib/api'],
  'lib/cluster': ['lib/api'],
  'lib/telemetry': ['lib/api', 'lib/cluster'],
  'lib/settings.ts': ['lib/api'],
  'lib/constructs': ['lib/api', 'lib/decide'],
  'lib/generate': ['lib/api'],
  'lib/index.ts': ['lib/api', 'lib/decide', 'lib/constructs'],
  'lib/testing': ['lib/api', 'lib/decide'],
  webhook: ['lib/api', 'lib/decide', 'lib/cluster', 'lib/telemetry', 'lib/settings.ts'],
  controller: ['lib/api', 'lib/decide', 'lib/cluster', 'lib/telemetry', 'lib/settings.ts'],
  'lib/cli': ['lib/api', 'lib/decide', 'lib/cluster', 'lib/telemetry', 'lib/settings.ts', 'webhook', 'controller'],
};

/** Packages that one room alone may load at run time. */
const RESERVED: Readonly<Record<string, readonly string[]>> = {
  '@kubernetes/client-node': ['lib/cluster'],
  express: ['webhook'],
  'prom-client': ['lib/telemetry'],
  cdk8s: ['lib/constructs'],
  'cdk8s-plus-27': ['lib/constructs'],
};

const PURE_ROOMS = ['lib/api', 'lib/decide'];
const IMPURE = /\bDate\.now\b|\bnew Date\(|\bMath\.random\b|\bconsole\.|\bprocess\./;

const sources = readSources(['lib', 'webhook', 'controller']);
const tests = readSources(['test', 'examples']);

function roomOf(path: string): string | undefined {
  return Object.keys(ARROWS)
    .filter(room => path === room || path.startsWith(`${room}/`))
    .toSorted((a, b) => b.length - a.length)[0];
}

function offences(check: (file: SourceFile) => readonly string[]): readonly string[] {
  return sources.flatMap(file => check(file).map(offence => `${file.path}: ${offence}`));
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? 0;
}

/** The shortest way from a file back to itself, in words; nothing when there is none. */
function circleFrom(start: string, importsOf: ReadonlyMap<string, readonly string[]>): string | undefined {
  const ways = new Map([[start, [start]]]);
  for (const [file, way] of ways) {
    for (const next of importsOf.get(file) ?? []) {
      if (next === start) return [...way, start].join(' imports ');
      if (!ways.has(next)) ways.set(next, [...way, next]);
    }
  }
  return undefined;
}

/** Schema and tables of names are data: their length says nothing about how hard they are to read. */
const isData = (file: SourceFile): boolean => file.path.startsWith('lib/api/');

describe('tidy', () => {
  it('every source file stands in a room that the drawing knows', () => {
    expect(sources.filter(file => roomOf(file.path) === undefined).map(file => file.path)).to.deep.equal([]);
  });

  it('imports follow the arrows', () => {
    const wrong = offences(file => {
      const room = roomOf(file.path) ?? '';
      return file.imports
        .filter(({ from }) => from.endsWith('.ts'))
        .filter(({ from }) => roomOf(from) !== room && !(ARROWS[room] ?? []).includes(roomOf(from) ?? from))
        .map(({ from }) => `imports ${from}`);
    });
    expect(wrong).to.deep.equal([]);
  });

  it('no file imports itself by way of others, not even types', () => {
    const importsOf = new Map(
      [...sources, ...tests].map(({ path, imports }) => [path, imports.map(({ from }) => from)]),
    );
    const circles = [...importsOf.keys()].flatMap(path => circleFrom(path, importsOf) ?? []);
    expect(circles).to.deep.equal([]);
  });

  it('each package that one room is answerable for is loaded there alone', () => {
    const wrong = offences(file =>
      file.imports
        .filter(({ from, typeOnly }) => !typeOnly && from in RESERVED)
        .filter(({ from }) => !RESERVED[from]!.includes(roomOf(file.path) ?? ''))
        .map(({ from }) => `loads ${from}`),
    );
    expect(wrong).to.deep.equal([]);
  });

  it('what decides and what exists knows neither time, chance, process nor node', () => {
    const wrong = offences(file => {
      if (!PURE_ROOMS.includes(roomOf(file.path) ?? '')) return [];
      const modules = file.imports.map(({ from }) => from).filter(from => from.startsWith('node:'));
      const allowed = file.path === 'lib/decide/hash.ts' ? ['node:crypto'] : [];
      const code = file.text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      const impure = IMPURE.exec(code);
      return [
        ...modules.filter(name => !allowed.includes(name)).map(name => `imports ${name}`),
        ...(impure === null ? [] : [`says ${impure[0]}`]),
      ];
    });
    expect(wrong).to.deep.equal([]);
  });

  it('files are short', () => {
    const code = sources.filter(file => !isData(file));
    expect(code.filter(file => file.lineCount > 400).map(file => file.path)).to.deep.equal([]);
    expect(
      percentile(
        code.map(file => file.lineCount),
        0.5,
      ),
    ).to.be.at.most(120);
    expect(
      percentile(
        code.map(file => file.lineCount),
        0.9,
      ),
    ).to.be.at.most(300);
  });

  it('functions are short', () => {
    const lengths = sources.flatMap(file => file.functions.map(({ lineCount }) => lineCount));
    const tooLong = offences(file =>
      file.functions
        .filter(({ lineCount }) => lineCount > 60)
        .map(({ name, lineCount }) => `${name} has ${lineCount} lines`),
    );
    expect(tooLong).to.deep.equal([]);
    expect(percentile(lengths, 0.5)).to.be.at.most(12);
    expect(percentile(lengths, 0.9)).to.be.at.most(35);
  });

  it('files export little', () => {
    const code = sources.filter(file => !isData(file) && file.path !== 'lib/index.ts');
    expect(code.filter(file => file.exportCount > 12).map(file => file.path)).to.deep.equal([]);
    expect(
      percentile(
        code.map(file => file.exportCount),
        0.5,
      ),
    ).to.be.at.most(3);
  });

  it('every exported function, class and constant is used by another file that is no test', () => {
    const usesIn = (files: readonly SourceFile[]): readonly string[] =>
      files.flatMap(file => file.imports.flatMap(({ from, names }) => names.map(name => `${from}#${name}`)));
    const used = new Set(usesIn(sources));
    // A table may hold a row for what only the test cluster needs.
    const usedInTests = new Set([...used, ...usesIn(tests)]);
    const isUsed = (file: SourceFile, name: string): boolean =>
      (isData(file) ? usedInTests : used).has(`${file.path}#${name}`) || used.has(`${file.path}#*`);
    const dead = offences(file => file.valueExports.filter(name => !isUsed(file, name)));
    expect(dead).to.deep.equal([]);
  });

  it('no file is a drawer for odds and ends', () => {
    const wrong = [...sources, ...tests].filter(file =>
      /(^|\/)(utils?|helpers?|common|types|misc)(\.|\/)/.test(file.path),
    );
    expect(wrong.map(file => file.path)).to.deep.equal([]);
  });

  it('the repository speaks of the product alone', () => {
    const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' }).split('\n');
    const words = [
      'TO' + 'DO',
      'FIX' + 'ME',
      '/wo' + 'rk/',
      'regis' + 'try.npmjs',
      'proxy.gol' + 'ang',
      'deb.deb' + 'ian',
    ];
    const wrong = tracked
      .filter(
        path =>
          /\.(ts|js|md|json|ya?ml|sh|mod)$|Makefile|\.ci\/run$/.test(path) &&
          path !== 'package-lock.json' &&
          existsSync(path),
      )
      .flatMap(path => {
        const text = readFileSync(path, 'utf8');
        return words.filter(word => text.includes(word)).map(word => `${path} says ${word}`);
      });
    expect(wrong).to.deep.equal([]);
  });

  it('no test has a time limit of its own: how fast the machine is must not decide', () => {
    const wrong = tests.filter(file => /\bthis\.timeout\(|\}\)\.timeout\(/.test(file.text));
    expect(wrong.map(file => file.path).filter(path => !path.startsWith('test/tidy/'))).to.deep.equal([]);
  });

  it('lint rules are switched off for single lines only, and with a reason', () => {
    const wrong = [...sources, ...tests].flatMap(file =>
      file.text
        .split('\n')
        .filter(line => /eslint-disable|@ts-(ignore|nocheck|expect-error)/.test(line))
        .filter(line => !/eslint-disable-(next-)?line \S.* -- \S|@ts-expect-error -- \S/.test(line))
        .map(line => `${file.path}: ${line.trim()}`),
    );
    expect(wrong.filter(offence => !offence.startsWith('test/tidy/'))).to.deep.equal([]);
  });
});
