import { expect } from 'chai';
import type { ConfigMap } from '../../lib/api/kubernetes.generated.js';
import { CONFIG_MAPS } from '../../lib/api/resources.js';
import type { ApiError } from '../../lib/cluster/api-error.js';
import type { CallOptions, Cluster, WatchEvent, WatchQuery } from '../../lib/cluster/cluster.js';
import { ObjectStore } from '../../lib/cluster/object-store.js';
import type { ClusterObserver } from '../../lib/cluster/observer.js';
import { reflect } from '../../lib/cluster/reflector.js';
import { VirtualClock } from '../simulation/virtual-clock.js';
import { aConfigMap } from './a-config-map.js';
import type { ClusterScript } from './scripted-cluster.js';
import { aPage, apiError, scriptedCluster } from './scripted-cluster.js';

const added = (name: string, version: number): WatchEvent<ConfigMap> => ({
  type: 'ADDED',
  object: aConfigMap(name, version),
});
const bookmark = (version: number): WatchEvent<ConfigMap> => ({
  type: 'BOOKMARK',
  resourceVersion: String(version),
  initialEventsEnd: false,
});
const stateEnd = (version: number): WatchEvent<ConfigMap> => ({
  type: 'BOOKMARK',
  resourceVersion: String(version),
  initialEventsEnd: true,
});
const STREAMED = [added('a', 3), stateEnd(5)];

/** A reflector at work on a virtual clock. */
class Work {
  readonly clock: VirtualClock = new VirtualClock();
  readonly store: ObjectStore<ConfigMap> = new ObjectStore({ resource: CONFIG_MAPS });
  readonly ends: string[] = [];
  readonly lists: string[] = [];
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  constructor(cluster: Cluster, random: () => number = () => 0) {
    const observer: ClusterObserver = {
      watchEnded: ({ reason, retryInMs }) =>
        this.ends.push(retryInMs === undefined ? reason : `${reason} +${retryInMs}`),
      listEnded: ({ via, count }) => this.lists.push(`${via} ${count}`),
    };
    const { clock, store } = this;
    this.#done = reflect({ cluster, store, clock, random, observer, signal: this.#stop.signal });
  }

  names(): readonly string[] {
    return this.store.list().map(({ metadata }) => metadata!.name!);
  }

  async stop(): Promise<void> {
    this.#stop.abort(new Error('test is over'));
    await this.clock.settle();
    await this.#done;
  }
}

/** Runs a script for so long and tells what was asked. */
async function run(script: ClusterScript, forMs = 0): Promise<{ work: Work; asked: unknown[] }> {
  const cluster = scriptedCluster(script);
  const work = new Work(cluster);
  await work.clock.advance(forMs);
  await work.stop();
  return { work, asked: cluster.asked };
}

describe('reflector', () => {
  describe('first state', () => {
    it('is streamed, and shows only when it is complete', async () => {
      const cluster = scriptedCluster({ watches: [[added('a', 3), added('b', 4), 'open']] });
      const work = new Work(cluster);
      await work.clock.settle();
      expect(work.store.synced).to.be.false;
      expect(work.names()).to.deep.equal([]);
      await work.stop();
      expect(cluster.asked).to.deep.equal([{ resourceVersion: '', timeoutSeconds: 300, sendInitialEvents: true }]);
    });

    it('goes on as a watch on the same stream', async () => {
      const { work, asked } = await run({ watches: [[...STREAMED, added('b', 6), 'open']] });
      expect(work.names()).to.deep.equal(['a', 'b']);
      expect(work.lists).to.deep.equal(['stream 1']);
      expect(work.ends).to.deep.equal(['stopped']);
      expect(asked).to.have.length(1);
    });

    it('knows objects that were changed and deleted while it was streamed', async () => {
      const deleted = { type: 'DELETED', object: aConfigMap('b', 7) } as const;
      const { work } = await run({
        watches: [
          [
            added('a', 3),
            added('b', 4),
            { type: 'MODIFIED', object: aConfigMap('a', 6) },
            deleted,
            stateEnd(8),
            'open',
          ],
        ],
      });
      expect(work.store.list()).to.deep.equal([aConfigMap('a', 6)]);
    });

    for (const code of [400, 422]) {
      it(`is listed in pages at once, and for good, where the API server refuses to stream with ${code}`, async () => {
        const { work, asked } = await run(
          {
            watches: [[apiError(code, 'Invalid')], [apiError(410, 'Expired')], ['open']],
            lists: [aPage('5', [aConfigMap('a', 3)]), aPage('9', [aConfigMap('b', 8)])],
          },
          1000,
        );
        expect(work.lists).to.deep.equal(['pages 1', 'pages 1']);
        expect(work.names()).to.deep.equal(['b']);
        expect(asked.slice(1)).to.deep.equal([
          { limit: 500 },
          { resourceVersion: '5', timeoutSeconds: 300 },
          { limit: 500 },
          { resourceVersion: '9', timeoutSeconds: 300 },
        ]);
      });
    }

    it('is listed in pages where the wish to stream was ignored: the stream never says that it is complete', async () => {
      const { work } = await run({ watches: [[added('a', 3), 'open'], ['open']], lists: [aPage('5', [])] }, 180_000);
      expect(work.ends).to.deep.equal(['silent', 'stopped']);
      expect(work.lists).to.deep.equal(['pages 0']);
    });

    it('is asked for as a stream again when only the network failed', async () => {
      const { work } = await run(
        {
          watches: [
            [added('a', 3), apiError(0, 'Unreachable')],
            [...STREAMED, 'open'],
          ],
        },
        1000,
      );
      expect(work.lists).to.deep.equal(['stream 1']);
    });
  });

  describe('watch', () => {
    it('is taken up where it broke off, with all that was seen', async () => {
      const { work, asked } = await run(
        { watches: [[...STREAMED, added('b', 7), apiError(0, 'Unreachable')], ['open']] },
        1000,
      );
      expect(work.ends).to.deep.equal(['failed +800', 'stopped']);
      expect(asked[1]).to.deep.equal({ resourceVersion: '7', timeoutSeconds: 300 });
      expect(work.names()).to.deep.equal(['a', 'b']);
    });

    it('is taken up at the last bookmark', async () => {
      const { asked } = await run(
        { watches: [[...STREAMED, bookmark(70), apiError(0, 'Unreachable')], ['open']] },
        1000,
      );
      expect(asked[1]).to.have.property('resourceVersion', '70');
    });

    it('is not taken up earlier because a line came twice', async () => {
      const lines = [...STREAMED, added('b', 7), added('b', 6), apiError(0, 'Unreachable')];
      const { asked } = await run({ watches: [lines, ['open']] }, 1000);
      expect(asked[1]).to.have.property('resourceVersion', '7');
    });

    it('asks the API server to end it between five and ten minutes', async () => {
      const cluster = scriptedCluster({ watches: [['open']] });
      const work = new Work(cluster, () => 0.9999);
      await work.clock.settle();
      await work.stop();
      expect(cluster.asked[0]).to.have.property('timeoutSeconds', 599);
    });

    for (const error of [
      apiError(410, 'Expired'),
      apiError(410, 'Gone'),
      apiError(400, 'BadRequest'),
      apiError(504, 'Timeout', [{ reason: 'ResourceVersionTooLarge' }]),
    ]) {
      it(`begins with the state again after ${error.code} ${error.reason}`, async () => {
        const { work, asked } = await run(
          {
            watches: [
              [...STREAMED, error],
              [added('b', 8), stateEnd(9), 'open'],
            ],
          },
          1000,
        );
        expect(work.ends).to.deep.equal(['expired +800', 'stopped']);
        expect(asked[1]).to.include({ resourceVersion: '', sendInitialEvents: true });
        expect(work.names()).to.deep.equal(['b']);
      });
    }

    it('begins with the state again when bookmarks go back: the API server was set back to a backup', async () => {
      const { work } = await run(
        {
          watches: [
            [...STREAMED, bookmark(4)],
            [added('b', 2), stateEnd(4), 'open'],
          ],
        },
        1000,
      );
      expect(work.ends[0]).to.equal('expired +800');
      expect(work.names()).to.deep.equal(['b']);
    });

    it('is given up when it is silent for too long, and taken up at once', async () => {
      const { work, asked } = await run({ watches: [[...STREAMED, 'open'], ['open']] }, 180_000);
      expect(work.ends).to.deep.equal(['silent', 'stopped']);
      expect(asked[1]).to.have.property('resourceVersion', '5');
    });
  });

  describe('patience', () => {
    it('grows with every failure, from 0.8 s to 30 s', async () => {
      const { work } = await run({ watches: [] }, 200_000);
      const waits = work.ends.filter(end => end.startsWith('failed')).map(end => Number(end.split('+')[1]));
      expect(waits.slice(0, 8)).to.deep.equal([800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]);
    });

    it('is new after a watch that stood for a while', async () => {
      const standing = standingWatches();
      const work = new Work(standing.cluster);
      await work.clock.advance(1);
      for (let n = 0; n < 3; n += 1) {
        await work.clock.advance(40_000);
        standing.break(apiError(0, 'Unreachable'));
        await work.clock.advance(1000);
      }
      await work.stop();
      expect(work.ends.slice(0, 3)).to.deep.equal(['failed +800', 'failed +800', 'failed +800']);
    });

    it('is not asked of who is told that its version is too old, but for the first pause, and not twice in a row', async () => {
      const [down, expired] = [apiError(503, 'ServiceUnavailable'), apiError(410, 'Expired')];
      const watches = [STREAMED, [down], [down], [expired], [...STREAMED, expired], [...STREAMED, 'open' as const]];
      const { work } = await run({ watches }, 60_000);
      expect(work.ends).to.deep.equal([
        ...['closed +800', 'failed +1600', 'failed +3200', 'expired +800', 'expired +6400', 'stopped'],
      ]);
    });

    it('is needed also where watches end at once in good order: it never spins', async () => {
      const { work, asked } = await run({ watches: [STREAMED, [], [], [bookmark(6)], [], []] }, 5000);
      expect(asked.length).to.be.at.most(4);
      expect(work.ends.slice(0, 3)).to.deep.equal(['closed +800', 'closed +1600', 'closed +3200']);
    });
  });

  it('asks again at once when a watch brought changes, however soon it was closed: we may have read too slowly', async () => {
    const watches = [STREAMED, [added('b', 6)], [added('c', 7), added('d', 8)], [added('d', 8)], ['open' as const]];
    const { work, asked } = await run({ watches }, 10_000);
    expect(work.ends).to.deep.equal(['closed +800', 'closed', 'closed', 'closed +800', 'stopped']);
    expect(work.names()).to.deep.equal(['a', 'b', 'c', 'd']);
    expect(asked.at(-1)).to.have.property('resourceVersion', '8');
  });

  it('ends in good order while it waits for a retry, and leaves no timer behind', async () => {
    const work = new Work(scriptedCluster({}));
    await work.clock.advance(100);
    await work.stop();
    expect(work.clock.pending).to.equal(0);
  });

  it('does nothing when it is stopped before it begins', async () => {
    const cluster = scriptedCluster({});
    const store = new ObjectStore<ConfigMap>({ resource: CONFIG_MAPS });
    await reflect({ cluster, store, clock: new VirtualClock(), random: () => 0, signal: AbortSignal.abort() });
    expect(cluster.asked).to.deep.equal([]);
  });
});

/** A cluster whose watches stand until the test breaks them. */
function standingWatches(): { cluster: Cluster; break: (error: ApiError) => void } {
  let breakNow: (error: ApiError) => void = () => undefined;
  const cluster = {
    async *watch(_resource: unknown, query: WatchQuery, options: CallOptions): AsyncGenerator<WatchEvent<ConfigMap>> {
      if (query.resourceVersion === '') yield stateEnd(5);
      await new Promise<never>((_resolve, reject) => {
        breakNow = reject;
        options.signal?.addEventListener('abort', () => reject(options.signal?.reason as Error));
      });
    },
  };
  return { cluster: cluster as unknown as Cluster, break: error => breakNow(error) };
}
