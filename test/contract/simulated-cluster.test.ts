import { seededRandom } from '../simulation/seeded-random.js';
import { SimulatedCluster } from '../simulation/simulated-cluster.js';
import { VirtualClock } from '../simulation/virtual-clock.js';
import { describeClusterContract } from './cluster-contract.js';

describeClusterContract('the simulated cluster', () => {
  const clock = new VirtualClock();
  const cluster = new SimulatedCluster({ clock, random: seededRandom('contract') });
  return Promise.resolve({
    cluster,
    patiently: async <T>(work: Promise<T>): Promise<T> => {
      let over = false;
      const noticed = work.finally(() => (over = true));
      noticed.catch(() => undefined);
      await clock.runUntil(() => over, 60_000);
      return noticed;
    },
    stop: () => Promise.resolve(),
  });
});
