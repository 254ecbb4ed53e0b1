import type { Lease } from '../../../lib/api/kubernetes.generated.js';
import { LEASES, NODES } from '../../../lib/api/resources.js';
import { isApiError } from '../../../lib/cluster/api-error.js';
import type { Clock } from '../../../lib/cluster/clock.js';
import { sleep } from '../../../lib/cluster/clock.js';
import type { Cluster } from '../../../lib/cluster/cluster.js';
import { timestamp } from '../server/create-rules.js';

const LEASE_NAMESPACE = 'kube-node-lease';
const LEASE_DURATION_S = 40;
const RENEW_MS = 10_000;

/** Which node lives. */
export interface HeartbeatOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly nodeName: string;
  readonly signal: AbortSignal;
}

/**
 * Registers a node and shows until `signal` aborts that it lives, so that neither the node controller evicts its pods
 * nor the pod garbage collector takes them for orphans.
 */
export async function keepNodeAlive(options: HeartbeatOptions): Promise<void> {
  const { clock, signal } = options;
  while (!signal.aborted) {
    try {
      await register(options);
      await reportReady(options);
      await renewLease(options);
    } catch (error) {
      if (error !== signal.reason && !isApiError(error)) throw error;
    }
    await sleep(clock, RENEW_MS, signal);
  }
}

async function register({ cluster, nodeName, signal }: HeartbeatOptions): Promise<void> {
  const labels = { 'kubernetes.io/hostname': nodeName, 'kubernetes.io/os': 'linux' };
  try {
    await cluster.create(NODES, { metadata: { name: nodeName, labels } }, { signal });
  } catch (error) {
    if (!isApiError(error, 'AlreadyExists')) throw error;
  }
}

async function reportReady({ cluster, clock, nodeName, signal }: HeartbeatOptions): Promise<void> {
  const now = timestamp(clock.nowMs());
  const room = { cpu: '1000', memory: '4Ti', pods: '100000', 'ephemeral-storage': '10Ti' };
  const ready = { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'simulated kubelet' };
  const status = {
    capacity: room,
    allocatable: room,
    conditions: [{ ...ready, lastHeartbeatTime: now, lastTransitionTime: now }],
  };
  const stored = await cluster.get(NODES, { name: nodeName }, { signal });
  if (stored.status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') === true)
    return;
  await cluster.patch(
    NODES,
    { name: nodeName },
    { type: 'strategic', body: { status } },
    { subresource: 'status', signal },
  );
}

async function renewLease({ cluster, clock, nodeName, signal }: HeartbeatOptions): Promise<void> {
  const spec = {
    holderIdentity: nodeName,
    leaseDurationSeconds: LEASE_DURATION_S,
    renewTime: new Date(clock.nowMs()).toISOString().replace('Z', '000Z'),
  };
  const key = { namespace: LEASE_NAMESPACE, name: nodeName };
  try {
    await cluster.patch(LEASES, key, { type: 'merge', body: { spec } }, { signal });
  } catch (error) {
    if (!isApiError(error, 'NotFound')) throw error;
    await cluster.create<Lease>(LEASES, { metadata: key, spec }, { signal });
  }
}
