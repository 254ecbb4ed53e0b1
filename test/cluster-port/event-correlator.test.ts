import { expect } from 'chai';
import type { EventNote } from '../../lib/cluster/event-correlator.js';
import { EventCorrelator } from '../../lib/cluster/event-correlator.js';
import { VirtualClock } from '../simulation/virtual-clock.js';

const MINUTE_MS = 60_000;

function aNote(facts: Partial<EventNote> & { readonly pod?: string } = {}): EventNote {
  const about = { kind: 'Pod', namespace: 'shop', name: facts.pod ?? 'web-0' };
  return { about, type: 'Normal', reason: 'pod-upgraded', message: 'upgraded', ...facts };
}

describe('event correlator', () => {
  let clock: VirtualClock;
  let correlator: EventCorrelator;

  beforeEach(() => {
    clock = new VirtualClock();
    correlator = new EventCorrelator(clock);
  });

  /** What becomes of a note, in one word; it is remembered as written. */
  function say(note: EventNote): string {
    const correlation = correlator.correlate(note);
    if (correlation.kind === 'drop') return 'dropped';
    const { key, message, written } = correlation;
    const count = (written?.count ?? 0) + 1;
    correlator.remember(key, { namespace: 'shop', name: 'e', count });
    return `${message} x${count}`;
  }

  it('counts the same note up', () => {
    expect([1, 2, 3].map(() => say(aNote()))).to.deep.equal(['upgraded x1', 'upgraded x2', 'upgraded x3']);
  });

  it('tells notes apart by object, type, reason and message', () => {
    const notes = [{}, { pod: 'web-1' }, { type: 'Warning' as const }, { reason: 'other' }, { message: 'other' }];
    expect(notes.map(facts => say(aNote(facts)).slice(-2))).to.deep.equal(['x1', 'x1', 'x1', 'x1', 'x1']);
  });

  it('tells objects of one name apart by their uid', () => {
    const about = { kind: 'Pod', namespace: 'shop', name: 'web-0' };
    expect(say(aNote({ about: { ...about, uid: 'first' } }))).to.equal('upgraded x1');
    expect(say(aNote({ about: { ...about, uid: 'second' } }))).to.equal('upgraded x1');
  });

  it('makes one of similar notes beyond ten, and counts it up', () => {
    for (let n = 1; n <= 10; n += 1) expect(say(aNote({ message: `step ${n}` }))).to.equal(`step ${n} x1`);
    expect(say(aNote({ message: 'step 11' }))).to.equal('(combined from similar events): step 11 x1');
    expect(say(aNote({ message: 'step 12' }))).to.equal('(combined from similar events): step 12 x2');
    expect(say(aNote({ message: 'step 3' })), 'one of the ten').to.equal('step 3 x2');
  });

  it('begins to count similar notes anew after ten minutes without any', async () => {
    for (let n = 1; n <= 11; n += 1) say(aNote({ message: `step ${n}` }));
    await clock.advance(10 * MINUTE_MS);
    expect(say(aNote({ message: 'step 12' }))).to.match(/^\(combined/);
    await clock.advance(10 * MINUTE_MS + 1);
    expect(say(aNote({ message: 'step 13' }))).to.equal('step 13 x1');
  });

  it('drops what one object says beyond 25 notes, and lets one pass each five minutes', async () => {
    const answers = Array.from({ length: 30 }, () => say(aNote()));
    expect(answers.filter(answer => answer === 'dropped')).to.have.length(5);
    expect(say(aNote({ pod: 'web-1' }))).to.equal('upgraded x1');
    await clock.advance(5 * MINUTE_MS);
    expect([say(aNote()), say(aNote())]).to.deep.equal(['upgraded x26', 'dropped']);
  });
});
