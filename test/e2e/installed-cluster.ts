import type { NodeChoice } from '../cluster/node/choose-node.js';
import type { Progress } from '../cluster/progress.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { startTestCluster } from '../cluster/test-cluster.js';
import type { InstalledOperator } from '../operator/install-operator.js';
import { installOperator } from '../operator/install-operator.js';
import { supplyNode } from '../operator/supply-node.js';

/** A cluster of its own for one file of tests, and the operator beside it. */
export interface InstalledCluster {
  readonly cluster: TestCluster;
  readonly operator: InstalledOperator;
  /** Something else that is to be stopped at the end, before all that was started earlier. */
  stopLater(stop: () => Promise<unknown>): void;
  /** Stops everything, the last one first. */
  stop(): Promise<void>;
}

/** What is needed beside a control plane and the operator. */
export interface ClusterWishes {
  /** Who runs pods; default: nobody. */
  readonly node?: NodeChoice;
  /** What its registry holds. */
  readonly images?: readonly string[];
  /** What a simulated node can pull besides: on a real one it is there from the start. */
  readonly simulatedImages?: readonly string[];
  /** Told of what takes long. */
  readonly progress?: Progress;
}

/** Starts a cluster and installs the operator; when one of them fails, nothing is left running. */
export async function installCluster({
  node = 'none',
  images = [],
  simulatedImages = [],
  progress,
}: ClusterWishes = {}): Promise<InstalledCluster> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const one of stops.toReversed()) await one();
  };
  try {
    const cluster = await startTestCluster(progress === undefined ? { node } : { node, progress });
    stops.push(() => cluster.stop());
    const supplied = cluster.realNode ? images : [...images, ...simulatedImages];
    if (node !== 'none') {
      const supply = await supplyNode(cluster, supplied);
      stops.push(() => supply.stop());
    }
    const operator = await installOperator(cluster);
    stops.push(() => operator.process.stop());
    return { cluster, operator, stopLater: one => void stops.push(one), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
