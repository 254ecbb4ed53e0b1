import { expect } from 'chai';
import { Hopeless, waitFor } from './wait-for.js';

async function messageOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'it did not fail',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

describe('waitFor', () => {
  it('answers what the check found, even an empty text or zero', async () => {
    const answers = [undefined, false, null, 0, 7];
    expect(await waitFor('a number', () => answers.shift(), { everyMs: 1 })).to.equal(0);
  });

  it('looks again after a check that threw', async () => {
    let looks = 0;
    const check = (): string => {
      looks += 1;
      if (looks < 3) throw new Error('not there yet');
      return 'there';
    };
    expect(await waitFor('it', check, { everyMs: 1 })).to.equal('there');
  });

  it('says what it waited for and what it met last', async () => {
    const check = (): never => {
      throw new Error('connection refused');
    };
    const message = await messageOf(waitFor('the server', check, { timeoutMs: 5, everyMs: 1 }));
    expect(message).to.match(/^waited 0\.\d s for the server; the last look met with: connection refused$/);
  });

  it('does not report an error that a later look did not meet', async () => {
    const looks = [() => Promise.reject(new Error('early')), ...Array.from({ length: 1000 }, () => () => false)];
    const message = await messageOf(waitFor('it', () => looks.shift()?.(), { timeoutMs: 20, everyMs: 1 }));
    expect(message).to.match(/^waited 0\.\d s for it$/);
  });

  it('looks at least once, and gives up at once when waiting cannot help', async () => {
    const check = (): never => {
      throw new Hopeless('it has ended');
    };
    expect(await messageOf(waitFor('it', check, { timeoutMs: 60_000 }))).to.equal('it has ended');
    expect(await waitFor('it', () => 'there', { timeoutMs: 0 })).to.equal('there');
  });
});
