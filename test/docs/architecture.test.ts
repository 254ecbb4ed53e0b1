import { existsSync, readdirSync } from 'node:fs';

import { expect } from 'chai';

import { codeBlocks } from './pages.js';

/** The drawing of the house as paths: each line begins with names, indented below the folder that they stand in. */
function drawnPaths(): readonly string[] {
  const [house] = codeBlocks('ARCHITECTURE.md');
  const above: string[] = [];
  return house!.text.split('\n').flatMap(line => {
    const [, indent = '', names = ''] = /^( *)([^\s,]+(?:, [^\s,]+)*)/.exec(line) ?? [];
    const depth = indent.length / 2;
    const paths = names.split(', ').map(name => above.slice(0, depth).join('') + name);
    above[depth] = names;
    return paths;
  });
}

function foldersIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => (folder === '.' ? `${name}/` : `${folder}/${name}/`));
}

/** Not of the house: what tools put there. */
const TOOLS = ['node_modules/', 'stubs/', 'coverage/', 'tutorial/'];

describe('the drawing of the house in ARCHITECTURE.md', () => {
  const drawn = drawnPaths();

  it('names only what is there', () => {
    expect(drawn.filter(path => !existsSync(path))).to.deep.equal([]);
  });

  it('names every folder of the repository, and every room of lib', () => {
    const there = [...foldersIn('.'), ...foldersIn('lib')].filter(folder => !TOOLS.includes(folder));
    expect(there.filter(folder => !drawn.includes(folder))).to.deep.equal([]);
  });
});
