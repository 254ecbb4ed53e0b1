import { expect } from 'chai';
import { printProgress } from './progress.js';

describe('printProgress', () => {
  function printed(isTTY: boolean): string {
    const written: string[] = [];
    const progress = printProgress({ isTTY, write: (text: unknown) => written.push(String(text)) > 0 });
    progress('building etcd ... 2 s', true);
    progress('building etcd ... 3 s', true);
    progress('building etcd: done in 4 s');
    return written.join('');
  }

  it('prints whole lines only where nothing can be overwritten', () => {
    expect(printed(false)).to.equal('building etcd: done in 4 s\n');
  });

  it('overwrites passing lines on a terminal', () => {
    const clear = '\r\u001b[2K';
    expect(printed(true)).to.equal(
      `${clear}building etcd ... 2 s${clear}building etcd ... 3 s${clear}building etcd: done in 4 s\n`,
    );
  });
});
