import { expect } from 'chai';
import { CONFIG_MAPS } from '../../../lib/api/resources.js';
import { sleep } from '../../../lib/cluster/clock.js';
import { seededRandom } from '../seeded-random.js';
import { SimulatedCluster } from '../simulated-cluster.js';
import { VirtualClock } from '../virtual-clock.js';
import { MortalProcess } from './mortal-process.js';

const namespace = 'default';

describe('MortalProcess', () => {
  let clock: VirtualClock;
  let cluster: SimulatedCluster;
  beforeEach(() => {
    clock = new VirtualClock();
    cluster = new SimulatedCluster({ clock, random: seededRandom(1) });
  });

  /** Creates two objects with a rest in between. */
  async function work(process: MortalProcess, seen: string[]): Promise<void> {
    for (const name of ['a', 'b']) {
      await process.cluster.create(CONFIG_MAPS, { metadata: { namespace, name } });
      seen.push(name);
      await sleep(process.clock, 1_000);
    }
    seen.push('end');
  }

  for (const [diesAtAwait, seen, stored] of [
    [undefined, ['a', 'b', 'end'], ['a', 'b']],
    [1, [], []],
    [2, [], ['a']],
    [3, ['a'], ['a']],
    [4, ['a'], ['a', 'b']],
  ] as const) {
    it(`that ${diesAtAwait === undefined ? 'lives' : `dies at await ${diesAtAwait}`} sees [${seen.join()}] and leaves [${stored.join()}]`, async () => {
      let deaths = 0;
      const mortal = { cluster, clock, onDeath: () => (deaths += 1) };
      const process = new MortalProcess(diesAtAwait === undefined ? mortal : { ...mortal, diesAtAwait });
      const found: string[] = [];
      void work(process, found);
      await clock.advance(10_000);
      expect(found).to.deep.equal(seen);
      expect((await cluster.list(CONFIG_MAPS)).items.map(item => item.metadata?.name)).to.deep.equal(stored);
      expect([process.dead, deaths]).to.deep.equal(diesAtAwait === undefined ? [false, 0] : [true, 1]);
      expect(process.awaits).to.equal(diesAtAwait ?? 4);
    });
  }

  it('hears nothing more of its timers and watches once it is dead', async () => {
    const process = new MortalProcess({ cluster, clock });
    const seen: string[] = [];
    process.clock.schedule(100, () => seen.push('early'));
    process.clock.schedule(300, () => seen.push('late'));
    const read = async (): Promise<void> => {
      try {
        for await (const event of process.cluster.watch(CONFIG_MAPS, { resourceVersion: '0' })) seen.push(event.type);
      } finally {
        seen.push('cleaned up');
      }
    };
    void read();
    await clock.advance(100);
    await cluster.create(CONFIG_MAPS, { metadata: { namespace, name: 'a' } });
    await clock.advance(100);
    process.die();
    await cluster.create(CONFIG_MAPS, { metadata: { namespace, name: 'b' } });
    await clock.advance(10_000_000);
    expect(seen).to.deep.equal(['early', 'ADDED']);
  });
});
