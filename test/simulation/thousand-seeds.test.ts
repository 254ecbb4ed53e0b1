import { expect } from 'chai';
import { Coverage } from './coverage.js';
import { simulateSeeds } from './seed-pool.js';

const SEEDS = 1_000;

describe(`The simulator, with seeds 1 to ${String(SEEDS)}`, function () {
  // Some four minutes of two processors that have nothing else to do.
  const coverage = new Coverage();

  it('finds every rule kept', async () => {
    const broken: string[] = [];
    let ended = 0;
    await simulateSeeds({
      first: 1,
      count: SEEDS,
      onEnd: ({ seed, violations, counts }) => {
        ended += 1;
        coverage.add(counts);
        broken.push(...violations.map(violation => `npm run simulate -- --seed ${String(seed)}: ${violation}`));
      },
    });
    expect(broken).to.deep.equal([]);
    expect(ended).to.equal(SEEDS);
  });

  it('has seen every fault', () => {
    process.stdout.write(`${coverage.table().join('\n')}\n`);
    expect(coverage.missing()).to.deep.equal([]);
  });
});
