import { expect } from 'chai';

import { describeDeadline, progressDeadlineMs } from '../../../lib/decide/rollout/progress-deadline.js';
import { aSidecarSet } from '../../build/a-sidecarset.js';

const within = (progressDeadlineSeconds: unknown): ReturnType<typeof aSidecarSet> =>
  aSidecarSet({ updateStrategy: { progressDeadlineSeconds: progressDeadlineSeconds as number } });

describe('the progress deadline', () => {
  it('is ten minutes unless the author says otherwise', () => {
    expect(progressDeadlineMs(aSidecarSet())).to.equal(600_000);
    expect(progressDeadlineMs(within(30))).to.equal(30_000);
  });

  it('is ten minutes for what cannot be read', () => {
    for (const value of [0, -1, 1.5, '30', null]) expect(progressDeadlineMs(within(value))).to.equal(600_000);
  });

  it('is told in minutes where it is whole minutes', () => {
    expect([600, 60, 90, 1].map(seconds => describeDeadline(within(seconds)))).to.deep.equal([
      '10 minutes',
      '1 minute',
      '90 seconds',
      '1 second',
    ]);
  });
});
