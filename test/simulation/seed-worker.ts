import type { SimulationOptions } from './simulate.js';
import { simulate } from './simulate.js';
import type { SeedReport } from './seed-pool.js';

// A process of the pool: it is told a seed, tells its story, and asks for the next one. It ends with its parent.

const options = JSON.parse(process.argv[2] ?? '{}') as SimulationOptions;

process.on('message', (seed: number) => {
  void simulate(seed, options).then(({ violations, trace, counts, virtualMs }) => {
    const report: SeedReport = {
      seed,
      violations,
      trace: violations.length > 0 ? trace : [],
      counts: [...counts],
      virtualMs,
    };
    process.send?.(report);
  });
});
