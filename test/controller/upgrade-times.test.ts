import { expect } from 'chai';

import { UpgradeTimes } from '../../controller/upgrade-times.js';
import type { PodProgress } from '../../lib/decide/rollout/pod-progress.js';
import { aProgress } from '../build/a-progress.js';
import { aSidecarSet } from '../build/a-sidecarset.js';

const SET = aSidecarSet();
const NAME = SET.metadata!.name!;
/** What {@link aProgress} says of a pod that was upgraded in place: at midnight. */
const UPGRADED = { injectedBy: SET, upgradedFrom: { agent: { imageID: 'sha256:before' } } };
const MIDNIGHT_MS = Date.parse('2024-01-01T00:00:00Z');

const away = (name: string): PodProgress =>
  aProgress(name, { ...UPGRADED, ready: false, progress: { version: 'current', settled: false } });
const back = (name: string): PodProgress => aProgress(name, { ...UPGRADED, progress: { version: 'current' } });
const unready = (name: string): PodProgress =>
  aProgress(name, { ...UPGRADED, ready: false, progress: { version: 'current' } });

describe('UpgradeTimes', () => {
  let times: UpgradeTimes;
  beforeEach(() => {
    times = new UpgradeTimes();
  });

  it('measures from the write until the pod is settled and ready again', () => {
    expect(times.ended(NAME, [away('a')], MIDNIGHT_MS + 1_000)).to.deep.equal([]);
    expect(times.ended(NAME, [unready('a')], MIDNIGHT_MS + 3_000)).to.deep.equal([]);
    expect(times.ended(NAME, [back('a')], MIDNIGHT_MS + 4_000)).to.deep.equal([4_000]);
  });

  it('says each upgrade once, also when the pod becomes unready later', () => {
    times.ended(NAME, [away('a')], MIDNIGHT_MS);
    expect(times.ended(NAME, [back('a')], MIDNIGHT_MS + 4_000)).to.have.length(1);
    expect(times.ended(NAME, [back('a')], MIDNIGHT_MS + 5_000)).to.deep.equal([]);
    expect(times.ended(NAME, [unready('a')], MIDNIGHT_MS + 6_000)).to.deep.equal([]);
    expect(times.ended(NAME, [back('a')], MIDNIGHT_MS + 60_000)).to.deep.equal([]);
  });

  it('knows nothing of an upgrade that it has not seen under way', () => {
    expect(times.ended(NAME, [back('a')], MIDNIGHT_MS + 4_000)).to.deep.equal([]);
    const injectedAway = aProgress('new', { injectedBy: SET, progress: { version: 'current', settled: false } });
    times.ended(NAME, [injectedAway], MIDNIGHT_MS);
    expect(times.ended(NAME, [aProgress('new', { injectedBy: SET, progress: { version: 'current' } })], 1)).to.be.empty;
  });

  it('drops an upgrade whose pod went, or that another one overtook', () => {
    times.ended(NAME, [away('gone'), away('overtaken')], MIDNIGHT_MS);
    times.ended(NAME, [aProgress('overtaken', UPGRADED)], MIDNIGHT_MS + 1_000);
    expect(times.ended(NAME, [back('gone'), back('overtaken')], MIDNIGHT_MS + 2_000)).to.deep.equal([]);
  });

  it('keeps SidecarSets apart', () => {
    times.ended(NAME, [away('a')], MIDNIGHT_MS);
    times.ended('other', [], MIDNIGHT_MS);
    times.forget('other');
    expect(times.ended(NAME, [back('a')], MIDNIGHT_MS + 2_000)).to.deep.equal([2_000]);
  });
});
