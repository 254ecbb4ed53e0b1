import { expect } from 'chai';

import type { TestCluster } from '../cluster/test-cluster.js';
import { startTestCluster } from '../cluster/test-cluster.js';
import { HandoverContest } from '../operator/handover-contest.js';
import type { Loss } from '../operator/handover-losses.js';
import { lossesOf, printLosses } from '../operator/handover-losses.js';
import { HANDOVER_SCENARIOS, RELEASES } from '../operator/handover-scenarios.js';
import { installOperator } from '../operator/install-operator.js';
import { watchPods } from '../operator/pod-history.js';

describe('requests to sidecars on a real node', () => {
  let contest: HandoverContest;
  const losses: Loss[] = [];
  /** What has been started, for the end; the last one first. */
  const stops: (() => Promise<void>)[] = [];

  before(async function () {
    const cluster: TestCluster = await startTestCluster({ node: 'auto' });
    stops.push(() => cluster.stop());
    // Only a real kubelet runs a program that can hand anything over.
    if (!cluster.realNode) this.skip();
    const operator = await installOperator(cluster);
    stops.push(() => operator.process.stop());
    const pods = await watchPods(cluster, 'default');
    stops.push(() => pods.stop());
    contest = new HandoverContest(cluster, pods);
    stops.push(() => contest.stop());
    await contest.begin(RELEASES);
  });

  after(async () => {
    for (const stop of stops.toReversed()) await stop();
    printLosses(losses);
  });

  for (const { what, act } of HANDOVER_SCENARIOS) {
    it(`all succeed during ${what} when sidecars are upgraded hot`, async () => {
      const loss = await lossesOf(contest, what, () => act(contest));
      losses.push(loss);
      expect(loss.hot.failures).to.deep.equal([]);
      expect(loss.hot.reconnected, 'connections that clients meant to keep').to.equal(0);
    });
  }

  it('fail in part when the same sidecars are upgraded cold, and not without an upgrade: the clients notice', () => {
    expect(losses.map(({ cold }) => cold.failures.length > 0)).to.deep.equal([false, true, true, true]);
  });
});
