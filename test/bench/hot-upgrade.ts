import { printProgress } from '../cluster/progress.js';
import { startTestCluster } from '../cluster/test-cluster.js';
import { HandoverContest } from '../operator/handover-contest.js';
import type { Loss } from '../operator/handover-losses.js';
import { lossesOf, printLosses } from '../operator/handover-losses.js';
import { HANDOVER_SCENARIOS, RELEASES } from '../operator/handover-scenarios.js';
import { installOperator } from '../operator/install-operator.js';
import { watchPods } from '../operator/pod-history.js';

// How many requests do clients lose while a sidecar is upgraded hot, and how many while the same one is upgraded cold? Both
// happen at the same time on the same node, so that the machine's own moods meet both.

const cluster = await startTestCluster({ node: 'real', progress: printProgress(process.stdout) });
const operator = await installOperator(cluster);
const pods = await watchPods(cluster, 'default');
const contest = new HandoverContest(cluster, pods);
try {
  await contest.begin(RELEASES);
  const losses: Loss[] = [];
  for (const { what, act } of HANDOVER_SCENARIOS) losses.push(await lossesOf(contest, what, () => act(contest)));
  printLosses(losses);
  process.exitCode = losses.every(({ hot }) => hot.failures.length === 0) ? 0 : 1;
} finally {
  await contest.stop();
  await pods.stop();
  await operator.process.stop();
  await cluster.stop();
}
