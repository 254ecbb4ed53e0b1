import { expect } from 'chai';
import { linkAbort } from '../../lib/cluster/linked-abort.js';

describe('linked abort', () => {
  it('follows the outer signal, with its reason', () => {
    const outer = new AbortController();
    const link = linkAbort(outer.signal);
    const reason = new Error('outer');
    outer.abort(reason);
    expect(link.signal.reason).to.equal(reason);
    expect(linkAbort(outer.signal).signal.reason).to.equal(reason);
  });

  it('aborts by itself without a word to the outer one', () => {
    const outer = new AbortController();
    const link = linkAbort(outer.signal);
    link.abort(new Error('inner'));
    expect(link.signal.aborted).to.be.true;
    expect(outer.signal.aborted).to.be.false;
  });

  it('no longer follows once unlinked', () => {
    const outer = new AbortController();
    const link = linkAbort(outer.signal);
    link.unlink();
    outer.abort();
    expect(link.signal.aborted).to.be.false;
  });

  it('may follow one signal many times without a warning of Node', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): unknown => warnings.push(warning);
    process.on('warning', note);
    const outer = new AbortController();
    for (let n = 0; n < 100; n += 1) linkAbort(outer.signal);
    await new Promise(resolve => setImmediate(resolve));
    process.off('warning', note);
    expect(warnings).to.deep.equal([]);
  });
});
