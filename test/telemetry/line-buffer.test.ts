import { expect } from 'chai';
import { joinLines } from '../../lib/telemetry/line-buffer.js';

describe('joinLines', () => {
  let written: string[];
  let turns: (() => void)[];
  const start = (): ReturnType<typeof joinLines> => {
    [written, turns] = [[], []];
    return joinLines(
      text => written.push(text),
      run => turns.push(run),
    );
  };

  it('writes lines that come close together at once, in their order, and those that come later after them', () => {
    const lines = start();
    lines.write('a\n');
    lines.write('b\n');
    expect(written).to.deep.equal([]);
    turns.shift()?.();
    lines.write('c\n');
    turns.shift()?.();
    expect(written).to.deep.equal(['a\nb\n', 'c\n']);
    expect(turns).to.deep.equal([]);
  });

  it('writes what is there when it is told to, and nothing twice', () => {
    const lines = start();
    lines.write('a\n');
    lines.flush();
    turns.shift()?.();
    lines.flush();
    expect(written).to.deep.equal(['a\n']);
  });
});
