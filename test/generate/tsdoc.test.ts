import { expect } from 'chai';
import { tsdoc } from '../../lib/generate/tsdoc.js';

describe('TSDoc comments', () => {
  it('stand on one line without tags', () => {
    expect(tsdoc('What it is.')).to.equal('/** What it is. */\n');
  });

  it('set tags off', () => {
    expect(tsdoc('What it is.', ['@default 10'])).to.equal('/**\n * What it is.\n *\n * @default 10\n */\n');
  });

  it('are left out when there is nothing to say', () => {
    expect(tsdoc('')).to.equal('');
  });

  it('do not end early, whatever the text says', () => {
    const comment = tsdoc('a glob */* ends it');
    expect(comment.indexOf('*/')).to.equal(comment.length - 3);
  });

  it('hold no tag by accident', () => {
    expect(tsdoc('mail to me@host, see {link}')).to.equal('/** mail to me\\@host, see \\{link\\} */\n');
  });
});
