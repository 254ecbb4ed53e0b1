import { expect } from 'chai';
import { oncePerText } from '../../lib/decide/once-per-text.js';

describe('oncePerText', () => {
  const asked: string[] = [];
  const read = oncePerText(text => {
    asked.push(text);
    return { text };
  }, 2);
  beforeEach(() => asked.splice(0));

  it('gives the same answer for equal texts', () => {
    expect(read('web')).to.equal(read(['we', 'b'].join('')));
    expect(read('web')).to.deep.equal({ text: 'web' });
    expect(asked).to.deep.equal(['web']);
  });

  it('forgets the oldest text when there are too many', () => {
    for (const text of ['a', 'b', 'a', 'c', 'b', 'c', 'a']) read(text);
    expect(asked).to.deep.equal(['a', 'b', 'c', 'a']);
  });

  it('remembers no text that is so long that many of them would fill the memory', () => {
    const long = 'a'.repeat(5_000);
    expect(read(long)).to.deep.equal(read(long));
    expect(asked).to.have.length(2);
  });
});
