import { expect } from 'chai';
import { LEASES, SIDECARSETS } from '../../lib/api/resources.js';
import type { WatchQuery } from '../../lib/cluster/cluster.js';
import { aLease, briefly, readWatch, refusalOf } from './subject.js';
import type { Subject } from './subject.js';

/** Hearing of changes. */
export function describeWatches(subject: () => Subject): void {
  describe('watch', () => {
    const watch = (query: WatchQuery, signal?: AbortSignal) =>
      subject().cluster.watch(
        LEASES,
        { namespace: subject().namespace, ...query },
        signal === undefined ? {} : { signal },
      );
    const now = async (): Promise<string> =>
      (await subject().cluster.list(LEASES, { namespace: subject().namespace })).metadata.resourceVersion;
    const create = (name: string, labels = {}) => subject().cluster.create(LEASES, aLease(subject(), name, labels));
    const label = (name: string, labels: object) =>
      subject().cluster.patch(
        LEASES,
        { namespace: subject().namespace, name },
        { type: 'merge', body: { metadata: { labels } } },
      );
    const remove = (name: string) => subject().cluster.remove(LEASES, { namespace: subject().namespace, name });

    it('tells every change since its version, in order, and nothing before', async () => {
      await create('before');
      const resourceVersion = await now();
      const created = await create('a');
      const labelled = await label('a', { tier: 'web' });
      await remove('a');
      const events = await subject().patiently(readWatch(watch({ resourceVersion }), ({ length }) => length === 3));
      expect(briefly(events)).to.deep.equal(['ADDED a', 'MODIFIED a', 'DELETED a']);
      expect(events[0]).to.deep.equal({ type: 'ADDED', object: created });
      expect(events[1]).to.deep.equal({ type: 'MODIFIED', object: labelled });
    });

    it('tells of changes that happen while it stands', async () => {
      const reading = readWatch(watch({ resourceVersion: await now() }), ({ length }) => length === 2);
      const writing = create('a').then(() => create('b'));
      expect(briefly(await subject().patiently(reading))).to.deep.equal(['ADDED a', 'ADDED b']);
      await writing;
    });

    it('gives a removed object the version of its removal', async () => {
      const created = await create('a');
      const resourceVersion = await now();
      await remove('a');
      const [event] = await subject().patiently(readWatch(watch({ resourceVersion }), () => true));
      expect(event?.type).to.equal('DELETED');
      const version = event?.type === 'DELETED' ? event.object.metadata?.resourceVersion : '';
      expect(Number(version)).to.be.greaterThan(Number(created.metadata?.resourceVersion));
    });

    it('shows an object that begins to match its selector as added, and one that ceases to as deleted', async () => {
      await create('a', { tier: 'db' });
      const resourceVersion = await now();
      await label('a', { tier: 'web' });
      await label('a', { tier: 'web', more: '1' });
      const last = await label('a', { tier: 'db' });
      await label('a', { more: '2' });
      await create('b', { tier: 'web' });
      const events = await subject().patiently(
        readWatch(watch({ resourceVersion, labelSelector: 'tier=web' }), ({ length }) => length === 4),
      );
      expect(briefly(events)).to.deep.equal(['ADDED a', 'MODIFIED a', 'DELETED a', 'ADDED b']);
      const deleted = events[2];
      const object = deleted?.type === 'DELETED' ? deleted.object : undefined;
      expect(object?.metadata?.resourceVersion).to.equal(last.metadata?.resourceVersion);
      expect(object?.metadata?.labels?.['tier']).to.equal('web');
    });

    it('is ended by the server in good order after its time', async () => {
      const created = await create('a');
      const resourceVersion = created.metadata?.resourceVersion ?? '';
      const events = await subject().patiently(readWatch(watch({ resourceVersion, timeoutSeconds: 1 })));
      expect(briefly(events)).to.deep.equal([]);
    });

    it('learns by a bookmark how far it has come, when only others have changed', async function () {
      const resourceVersion = await now();
      await create('a', { tier: 'web' });
      const query = { labelSelector: 'tier=web', timeoutSeconds: 4 };
      let others: Promise<string | undefined> | undefined;
      const first = await subject().patiently(
        readWatch(watch({ ...query, resourceVersion }), events => {
          // The first event has come, so the watch stands: what happens from here on moves it forward.
          others ??= create('other').then(({ metadata }) => metadata?.resourceVersion);
          return events.at(-1)?.type === 'BOOKMARK';
        }),
      );
      expect(briefly(first)).to.deep.equal(['ADDED a', 'BOOKMARK']);
      const bookmark = first[1]?.type === 'BOOKMARK' ? first[1] : undefined;
      expect(bookmark?.initialEventsEnd).to.equal(false);
      expect(Number(bookmark?.resourceVersion)).to.be.at.least(Number(await others));

      await create('b', { tier: 'web' });
      const second = await subject().patiently(
        readWatch(watch({ ...query, resourceVersion: bookmark?.resourceVersion ?? '' }), () => true),
      );
      expect(briefly(second)).to.deep.equal(['ADDED b']);
    });

    it('streams the state first when asked to, closed by a bookmark, then the changes', async () => {
      await create('b');
      await create('a');
      const stream = watch({ resourceVersion: '', sendInitialEvents: true });
      let late: Promise<unknown> | undefined;
      const events = await subject().patiently(
        readWatch(stream, seen => {
          if (late !== undefined) return true;
          const last = seen.at(-1);
          if (last?.type === 'BOOKMARK' && last.initialEventsEnd) late = create('c');
          return false;
        }),
      );
      await late;
      const told = briefly(events);
      expect(told.slice(0, 2)).to.have.members(['ADDED a', 'ADDED b']);
      expect(told.slice(2)).to.deep.equal(['BOOKMARK', 'ADDED c']);
    });

    it('is refused when its version is forgotten: 410', async () => {
      const forgotten = subject().cluster.watch(SIDECARSETS, { resourceVersion: '1' });
      expect(await refusalOf(subject().patiently(readWatch(forgotten)))).to.include({ code: 410, reason: 'Expired' });
    });

    it('is refused when its selector makes no sense: BadRequest', async () => {
      const refusal = await refusalOf(readWatch(watch({ resourceVersion: await now(), labelSelector: 'a===b' })));
      expect(refusal).to.include({ code: 400, reason: 'BadRequest' });
    });

    it('rejects with the reason of the signal that ended it, while it waits', async () => {
      const stop = new AbortController();
      const resourceVersion = await now();
      await create('a');
      let reason: unknown;
      const reading = readWatch(watch({ resourceVersion }, stop.signal), () => {
        // The next event never comes: the watch waits by then.
        setImmediate(() => stop.abort(new Error('enough')));
        return false;
      }).catch((error: unknown) => (reason = error));
      await subject().patiently(reading);
      expect(reason).to.be.instanceOf(Error).and.to.equal(stop.signal.reason);
    });
  });
}
