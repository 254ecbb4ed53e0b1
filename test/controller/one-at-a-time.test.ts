import { expect } from 'chai';

import { OneAtATime } from '../../controller/one-at-a-time.js';

describe('OneAtATime', () => {
  it('begins work only when all work before it is over, also when that failed', async () => {
    const turn = new OneAtATime();
    const told: string[] = [];
    const work =
      (name: string, fails = false) =>
      async (): Promise<string> => {
        told.push(`${name} begins`);
        await new Promise(resolve => setImmediate(resolve));
        told.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      };
    const ends = await Promise.allSettled([turn.run(work('a', true)), turn.run(work('b')), turn.run(work('c'))]);
    expect(told).to.deep.equal(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    expect(ends.map(({ status }) => status)).to.deep.equal(['rejected', 'fulfilled', 'fulfilled']);
  });
});
