import { NAMESPACES } from '../../lib/api/resources.js';
import { describeLists } from './lists.contract.js';
import { describePatches } from './patches.contract.js';
import { describePods } from './pods.contract.js';
import { describeRemovals } from './removals.contract.js';
import { describeSidecarSets } from './sidecarsets.contract.js';
import type { ClusterUnderTest, Subject } from './subject.js';
import { describeWatches } from './watches.contract.js';
import { describeWrites } from './writes.contract.js';

/**
 * What every adapter of the port must do, in sentences that are true of a real API server. The simulated cluster has to
 * keep them as well: that is what makes a test on it worth something.
 *
 * @param name - of the adapter
 * @param start - brings up a cluster that serves SidecarSets
 */
export function describeClusterContract(name: string, start: () => Promise<ClusterUnderTest>): void {
  describe(`the cluster contract, kept by ${name}`, () => {
    let underTest: ClusterUnderTest;
    let subject: Subject;
    before(async function () {
      underTest = await start();
    });
    after(async function () {
      await underTest.stop();
    });
    beforeEach(async () => {
      const { cluster, patiently } = underTest;
      const namespace = await cluster.create(NAMESPACES, { metadata: { generateName: 'contract-' } });
      subject = { cluster, patiently, namespace: namespace.metadata?.name ?? '' };
    });
    afterEach(() => underTest.cluster.remove(NAMESPACES, { name: subject.namespace }));

    for (const describeChapter of [
      describeWrites,
      describePatches,
      describeRemovals,
      describeLists,
      describeWatches,
      describePods,
      describeSidecarSets,
    ]) {
      describeChapter(() => subject);
    }
  });
}
