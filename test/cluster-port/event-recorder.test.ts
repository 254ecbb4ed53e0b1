import { expect } from 'chai';
import type { Event } from '../../lib/api/kubernetes.generated.js';
import { EVENTS } from '../../lib/api/resources.js';
import { ApiError } from '../../lib/cluster/api-error.js';
import type { CallOptions, Cluster } from '../../lib/cluster/cluster.js';
import type { EventNote } from '../../lib/cluster/event-correlator.js';
import type { EventRecorder, EventRecorderOptions } from '../../lib/cluster/event-recorder.js';
import { createEventRecorder } from '../../lib/cluster/event-recorder.js';
import { FaultyCluster } from '../simulation/faults/faulty-cluster.js';
import { seededRandom } from '../simulation/seeded-random.js';
import { SimulatedCluster } from '../simulation/simulated-cluster.js';
import { VirtualClock } from '../simulation/virtual-clock.js';
import { apiError } from './scripted-cluster.js';

const POD = { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'web-0', uid: 'u-0' };
const SET = { apiVersion: 'apps.kruise.io/v1beta1', kind: 'SidecarSet', name: 'mesh', uid: 'u-1' };

function aNote(facts: Partial<EventNote> = {}): EventNote {
  return { about: POD, type: 'Normal', reason: 'pod-upgraded', message: 'mesh: 1 to 2', ...facts };
}

describe('event recorder', () => {
  let clock: VirtualClock;
  let truth: SimulatedCluster;
  let cluster: FaultyCluster;
  let drops: string[];

  beforeEach(() => {
    clock = new VirtualClock();
    const random = seededRandom('events');
    truth = new SimulatedCluster({ clock, random });
    cluster = new FaultyCluster({ cluster: truth, clock, random, plan: {} });
    drops = [];
  });

  function aRecorder(more: Partial<EventRecorderOptions> = {}): EventRecorder {
    return createEventRecorder({
      cluster,
      clock,
      random: seededRandom('names'),
      component: 'sidecarset-operator',
      observer: { eventDropped: ({ reason, eventReason }) => drops.push(`${eventReason}: ${reason}`) },
      ...more,
    });
  }

  async function written(): Promise<readonly Event[]> {
    return (await truth.list(EVENTS)).items;
  }

  it('writes what kubectl describe shows', async () => {
    const recorder = aRecorder({ instance: 'replica-1' });
    recorder.note(aNote());
    await recorder.flush();
    const [event] = await written();
    expect(event!.metadata.namespace).to.equal('default');
    expect(event!.metadata.name).to.match(/^web-0\.[0-9a-f]{16}$/);
    expect(event).to.deep.include({
      involvedObject: POD,
      type: 'Normal',
      reason: 'pod-upgraded',
      message: 'mesh: 1 to 2',
      count: 1,
      firstTimestamp: '2024-01-01T00:00:00Z',
      lastTimestamp: '2024-01-01T00:00:00Z',
      source: { component: 'sidecarset-operator' },
      reportingComponent: 'sidecarset-operator',
      reportingInstance: 'replica-1',
    });
  });

  it('puts events on objects without a namespace into default', async () => {
    const recorder = aRecorder();
    recorder.note(aNote({ about: SET }));
    await recorder.flush();
    const [event] = await written();
    expect(event!.metadata.namespace).to.equal('default');
    expect(event!.involvedObject).to.deep.equal(SET);
  });

  it('counts the same note up on the event that is there', async () => {
    const recorder = aRecorder();
    recorder.note(aNote());
    await clock.advance(5_000);
    recorder.note(aNote());
    await recorder.flush();
    const events = await written();
    expect(events).to.have.length(1);
    expect(events[0]).to.include({
      count: 2,
      firstTimestamp: '2024-01-01T00:00:00Z',
      lastTimestamp: '2024-01-01T00:00:05Z',
    });
  });

  it('begins a new event when the old one has been cleaned away', async () => {
    const recorder = aRecorder();
    recorder.note(aNote());
    await recorder.flush();
    const [old] = await written();
    await truth.remove(EVENTS, { namespace: 'default', name: old!.metadata.name! });
    recorder.note(aNote());
    recorder.note(aNote());
    await recorder.flush();
    const events = await written();
    expect(events.map(({ count }) => count)).to.deep.equal([2]);
  });

  it('is of no weight: low priority, and a time limit', async () => {
    const calls: CallOptions[] = [];
    const recorder = aRecorder({ cluster: spy(options => calls.push(options)) });
    recorder.note(aNote());
    await recorder.flush();
    expect(calls[0]).to.include({ priority: 'low', timeoutMs: 10_000 });
  });

  it('does nothing while the caller is at it, and never throws', async () => {
    let inCaller = true;
    const called: boolean[] = [];
    const recorder = aRecorder({
      cluster: spy(() => {
        called.push(inCaller);
        throw new Error('broken');
      }),
    });
    recorder.note(aNote());
    inCaller = false;
    await recorder.flush();
    expect(called).to.deep.equal([false]);
    expect(drops).to.deep.equal(['pod-upgraded: write-failed']);
  });

  it('drops what does not fit into the queue', async () => {
    const recorder = aRecorder({ queueLimit: 2 });
    for (let n = 0; n < 5; n += 1) recorder.note(aNote({ reason: `r-${n}` }));
    await recorder.flush();
    expect(await written()).to.have.length(2);
    expect(drops).to.deep.equal(['r-2: queue-full', 'r-3: queue-full', 'r-4: queue-full']);
  });

  it('tells of notes that it drops because an object has too many', async () => {
    const recorder = aRecorder();
    for (let n = 0; n < 26; n += 1) recorder.note(aNote());
    await recorder.flush();
    expect((await written())[0]!.count).to.equal(25);
    expect(drops).to.deep.equal(['pod-upgraded: too-many-for-object']);
  });

  it('tries again when the API server is away, and writes once although an answer was lost', async () => {
    const recorder = aRecorder();
    cluster.plan = { lostAnswers: 1 };
    recorder.note(aNote());
    await clock.advance(500);
    cluster.plan = {};
    await clock.advance(10_000);
    await recorder.flush();
    expect(await written()).to.have.length(1);
    expect(drops).to.deep.equal([]);
  });

  it('gives up after a few attempts and goes on with the next note', async () => {
    const recorder = aRecorder();
    cluster.plan = { lostCalls: 1 };
    recorder.note(aNote({ reason: 'lost' }));
    await clock.advance(120_000);
    cluster.plan = {};
    recorder.note(aNote({ reason: 'kept' }));
    await recorder.flush();
    expect((await written()).map(({ reason }) => reason)).to.deep.equal(['kept']);
    expect(drops).to.deep.equal(['lost: write-failed']);
  });

  it('takes a refusal for an answer', async () => {
    const calls: unknown[] = [];
    const recorder = aRecorder({
      cluster: spy(options => {
        calls.push(options);
        throw apiError(403, 'Forbidden');
      }),
    });
    recorder.note(aNote());
    await recorder.flush();
    expect(calls).to.have.length(1);
  });

  it('drops the rest when the time to flush is over, and works on after it', async () => {
    const recorder = aRecorder();
    cluster.plan = { delayMs: { least: 60_000, most: 60_000 } };
    recorder.note(aNote({ reason: 'late-1' }));
    recorder.note(aNote({ reason: 'late-2' }));
    const stop = new AbortController();
    const flushed = recorder.flush(stop.signal);
    await clock.settle();
    stop.abort(new Error('shutdown'));
    await flushed;
    expect(drops).to.deep.equal(['late-1: write-failed', 'late-2: write-failed']);
    cluster.plan = {};
    recorder.note(aNote({ reason: 'early' }));
    await recorder.flush();
    expect((await written()).map(({ reason }) => reason)).to.deep.equal(['early']);
  });

  it('shortens what the API server would refuse', async () => {
    const recorder = aRecorder();
    recorder.note(
      aNote({ message: 'x'.repeat(2000), about: { ...POD, name: `${'n'.repeat(235)}.${'m'.repeat(17)}` } }),
    );
    await recorder.flush();
    const [event] = await written();
    expect(event!.message).to.have.length(1024);
    expect(event!.metadata.name!.length).to.be.at.most(253);
    expect(event!.metadata.name).to.match(/^n{235}\.[0-9a-f]{16}$/);
  });
});

/** A cluster that only creates, and tells of it. */
function spy(onCreate: (options: CallOptions) => void): Cluster {
  const create = (_resource: unknown, object: Event, options: CallOptions): Promise<Event> => {
    onCreate(options);
    return Promise.resolve(object);
  };
  const refuse = (): never => {
    throw new ApiError({ code: 500, reason: 'NotPartOfThisTest', message: '', call: '' });
  };
  return {
    create,
    get: refuse,
    list: refuse,
    watch: refuse,
    replace: refuse,
    patch: refuse,
    remove: refuse,
  } as Cluster;
}
