import { expect } from 'chai';
import fc from 'fast-check';

import type { HoldReason } from '../../../lib/decide/rollout/held-pod.js';
import type { PodProgress } from '../../../lib/decide/rollout/pod-progress.js';
import type { Standing } from '../../../lib/decide/rollout/rollout-standing.js';
import { readStanding } from '../../../lib/decide/rollout/rollout-standing.js';
import { aProgress } from '../../build/a-progress.js';
import { aSidecarSet } from '../../build/a-sidecarset.js';

const NOW = '2024-01-01T01:00:00Z';
/** What {@link aProgress} says of a pod that was upgraded in place: at midnight. */
const UPGRADED = { injectedBy: aSidecarSet(), upgradedFrom: { agent: { imageID: 'sha256:before' } } };

function standing(
  matched: readonly PodProgress[],
  { held = {}, now = NOW }: { readonly held?: Readonly<Record<string, HoldReason>>; readonly now?: string } = {},
): Standing {
  const heldPods = matched.flatMap(({ pod }) => {
    const reason = held[pod.metadata!.name!];
    return reason === undefined ? [] : [{ pod, reason }];
  });
  return readStanding({ sidecarSet: aSidecarSet(), matched, held: heldPods, now });
}

const current = (name: string): PodProgress => aProgress(name, { progress: { version: 'current' } });
const unsettled = (name: string): PodProgress =>
  aProgress(name, { ...UPGRADED, progress: { version: 'current', settled: false } });
const unready = (name: string, readySince: string): PodProgress =>
  aProgress(name, { ...UPGRADED, ready: false, readySince, progress: { version: 'current' } });

describe('readStanding: what is unfinished', () => {
  it('counts upgrades that begin, that wait for the budget, that the kubelet has not begun, and that are not over', () => {
    const pods = [
      aProgress('begins'),
      aProgress('waits'),
      aProgress('in-flight'),
      unsettled('on-its-way'),
      current('done'),
    ];
    const held = { waits: 'budget', 'in-flight': 'in-flight' } as const;
    expect(standing(pods, { held }).unfinishedCount).to.equal(4);
  });

  it('counts nothing that stays as it is until somebody changes something', () => {
    const pods = [aProgress('a'), aProgress('b'), aProgress('c'), current('d')];
    const { unfinishedCount, kept } = standing(pods, { held: { a: 'partition', b: 'not-selected', c: 'partition' } });
    expect(unfinishedCount).to.equal(0);
    expect(kept).to.deep.equal([
      { reason: 'partition', count: 2 },
      { reason: 'not-selected', count: 1 },
    ]);
  });

  it('waits for an upgraded pod until it is ready again', () => {
    expect(standing([unready('a', '2024-01-01T00:00:05Z')]).unfinishedCount).to.equal(1);
  });

  it('does not wait for a pod that was back and became unready long after its upgrade', () => {
    expect(standing([unready('a', '2024-01-01T00:10:01Z')]).unfinishedCount).to.equal(0);
  });

  it('does not wait for an unready pod that was created with the present version', () => {
    const created = aProgress('a', { injectedBy: aSidecarSet(), ready: false, progress: { version: 'current' } });
    expect(standing([created]).unfinishedCount).to.equal(0);
  });
});

describe('readStanding: what is overdue', () => {
  const waiting = aProgress('waiting');
  const held = { waiting: 'budget' } as const;

  it('calls a pod overdue ten minutes after its upgrade, and says when to look', () => {
    const pods = [unsettled('a'), waiting];
    expect(standing(pods, { held, now: '2024-01-01T00:09:59Z' })).to.include({
      overdueCount: 0,
      checkAgainAfterMs: 1000,
    });
    expect(standing(pods, { held, now: '2024-01-01T00:10:00Z' }))
      .to.include({ overdueCount: 1 })
      .and.not.have.property('checkAgainAfterMs');
  });

  it('takes the author at his word about how long to wait', () => {
    const sidecarSet = aSidecarSet({ updateStrategy: { progressDeadlineSeconds: 90 } });
    const facts = {
      sidecarSet,
      matched: [unsettled('a'), waiting],
      held: [{ pod: waiting.pod, reason: 'budget' }],
    } as const;
    expect(readStanding({ ...facts, now: '2024-01-01T00:01:29Z' }).checkAgainAfterMs).to.equal(1000);
    expect(readStanding({ ...facts, now: '2024-01-01T00:01:30Z' }).overdueCount).to.equal(1);
  });

  it('counts from the moment at which a settled pod became unready', () => {
    const pods = [unready('a', '2024-01-01T00:30:00Z'), waiting];
    expect(standing(pods, { held, now: '2024-01-01T00:39:00Z' })).to.include({
      overdueCount: 0,
      checkAgainAfterMs: 60_000,
    });
    expect(standing(pods, { held, now: '2024-01-01T00:40:00Z' }).overdueCount).to.equal(1);
  });

  it('counts a pod that was never upgraded from its creation', () => {
    const created = aProgress('a', {
      createdAt: '2024-01-01T00:50:01Z',
      ready: false,
      progress: { version: 'current', settled: false },
    });
    expect(standing([created, waiting], { held })).to.include({ overdueCount: 0, checkAgainAfterMs: 1000 });
  });

  it('is patient while one of several pods is not overdue', () => {
    const pods = [unsettled('old'), unready('new', '2024-01-01T00:59:00Z'), waiting];
    expect(standing(pods, { held })).to.include({ overdueCount: 0, checkAgainAfterMs: 540_000 });
  });

  it('is patient while another upgrade begins', () => {
    expect(standing([unsettled('a'), aProgress('begins')]).overdueCount).to.equal(0);
  });

  it('waits for nothing when all is done, whatever becomes of the pods', () => {
    expect(standing([unready('a', '2024-01-01T00:20:00Z')])).to.deep.equal({
      unfinishedCount: 0,
      kept: [],
      overdueCount: 0,
    });
  });

  it('never looks again sooner than at once or later than the deadline, whatever times the pods name', () => {
    const time = fc.oneof(
      fc.constantFrom('', 'yesterday', '9999-12-31T23:59:59Z', '0001-01-01T00:00:00Z'),
      fc.date({ noInvalidDate: true }).map(date => date.toISOString()),
    );
    fc.assert(
      fc.property(fc.array(fc.record({ createdAt: time, readySince: time, settled: fc.boolean() })), facts => {
        const pods = facts.map(({ settled, ...rest }, index) =>
          aProgress(`p${index}`, { ...rest, ready: false, progress: { version: 'current', settled } }),
        );
        const { checkAgainAfterMs } = standing([...pods, waiting], { held });
        if (checkAgainAfterMs !== undefined) expect(checkAgainAfterMs).to.be.within(1, 600_000);
      }),
    );
  });
});
