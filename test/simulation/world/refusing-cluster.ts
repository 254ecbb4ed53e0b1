import type { ApiError } from '../../../lib/cluster/api-error.js';
import type { Cluster } from '../../../lib/cluster/cluster.js';
import type { InterceptedCall } from './intercepted-cluster.js';
import { InterceptedCluster } from './intercepted-cluster.js';

/** Refuses some calls, as a policy, a webhook or a proxy may. */
export class RefusingCluster extends InterceptedCluster {
  constructor(
    cluster: Cluster,
    /** Answers nothing for a call that goes through. */
    private readonly refusalOf: (call: InterceptedCall) => ApiError | undefined,
  ) {
    super(cluster);
  }

  protected override around<T>(call: InterceptedCall, run: () => Promise<T>): Promise<T> {
    const refusal = this.refusalOf(call);
    return refusal === undefined ? run() : Promise.reject(refusal);
  }
}
