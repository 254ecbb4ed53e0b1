import { expect } from 'chai';

import type { SidecarSetStatus } from '../../../lib/api/sidecarset.generated.js';
import type { PodProgress } from '../../../lib/decide/rollout/pod-progress.js';
import { summarizeStatus } from '../../../lib/decide/rollout/summarize-status.js';
import { aProgress } from '../../build/a-progress.js';
import { aSidecarSet } from '../../build/a-sidecarset.js';

function status(
  matched: readonly PodProgress[],
  {
    stored,
    generation = 1,
    now = '2024-05-01T12:00:00Z',
  }: { readonly stored?: SidecarSetStatus; readonly generation?: number; readonly now?: string } = {},
): SidecarSetStatus | undefined {
  const standing = { unfinishedCount: 0, kept: [], overdueCount: 0 };
  const sidecarSet = aSidecarSet({}, { generation });
  return summarizeStatus({
    sidecarSet: stored === undefined ? sidecarSet : { ...sidecarSet, status: stored },
    matched,
    standing,
    overdue: [],
    now,
  });
}

const PODS = [
  aProgress('a', { progress: { version: 'current' } }),
  aProgress('b', { ready: false, progress: { version: 'current' } }),
  aProgress('c', { progress: { version: 'current', settled: false } }),
  aProgress('d'),
  aProgress('e', { progress: { version: 'reshaped' } }),
];

describe('summarizeStatus', () => {
  it('counts matched, updated, ready and both; ready means ready and settled', () => {
    expect(status(PODS)).to.include({ matchedPods: 5, updatedPods: 3, readyPods: 3, updatedReadyPods: 1 });
  });

  it('names the generation, the conditions and the pods that cannot be upgraded', () => {
    const said = status(PODS, { generation: 4 });
    expect(said?.observedGeneration).to.equal(4);
    expect(said?.notUpgradable?.count).to.equal(1);
    expect(said?.conditions?.map(({ type }) => type)).to.include.members([
      'Progressing',
      'Available',
      'Stalled',
      'Paused',
    ]);
  });

  it('says nothing again when an operator starts later, whatever order the fields are stored in', () => {
    const reversed = <T extends object>(fields: T): T => Object.fromEntries(Object.entries(fields).toReversed()) as T;
    const first = status(PODS)!;
    const stored = reversed({ ...first, conditions: first.conditions!.map(reversed) });
    expect(status(PODS, { stored, now: '2025-01-01T00:00:00Z' })).to.equal(undefined);
  });

  it('speaks again for each thing that changes', () => {
    const stored = status(PODS)!;
    expect(status(PODS.slice(1), { stored })?.matchedPods).to.equal(4);
    expect(status(PODS, { stored, generation: 2 })?.observedGeneration).to.equal(2);
    expect(status(PODS, { stored: { ...stored, conditions: [] } })?.conditions).to.have.length(5);
    expect(status(PODS, { stored: { ...stored, notUpgradable: { count: 0 } } })?.notUpgradable?.count).to.equal(1);
  });

  it('keeps fields that it does not fill', () => {
    const stored = { latestRevision: 'set-abc', collisionCount: 2, matchedPods: 7 };
    expect(status(PODS, { stored })).to.include({ latestRevision: 'set-abc', collisionCount: 2, matchedPods: 5 });
  });
});
