import type { Lease, LeaseSpec } from '../api/kubernetes.generated.js';
import type { ObjectKey } from './cluster.js';

/** Who takes a lease, and for how long. */
export interface LeaseClaim {
  readonly identity: string;
  readonly leaseDurationMs: number;
  /** Wall time, for people who read the lease. Nobody's decision hangs on it. */
  readonly nowMs: number;
}

/** A lease that nobody has held before. */
export function newLease(key: ObjectKey, claim: LeaseClaim): Lease {
  const spec = claimed({ leaseTransitions: -1 }, claim);
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { ...key }, spec };
}

/** The lease taken, or renewed by its holder; a change of holder counts as a transition. */
export function claimLease(lease: Lease, claim: LeaseClaim): Lease {
  return { ...lease, spec: claimed(lease.spec ?? {}, claim) };
}

/** The lease given back: held by nobody, and for a second only. */
export function releaseLease(lease: Lease, nowMs: number): Lease {
  const now = microTime(nowMs);
  const free = { holderIdentity: '', leaseDurationSeconds: 1, acquireTime: now, renewTime: now };
  return { ...lease, spec: { ...lease.spec, ...free } };
}

function claimed(spec: LeaseSpec, { identity, leaseDurationMs, nowMs }: LeaseClaim): LeaseSpec {
  const now = microTime(nowMs);
  const renewed = {
    ...spec,
    holderIdentity: identity,
    leaseDurationSeconds: Math.ceil(leaseDurationMs / 1000),
    renewTime: now,
  };
  if (spec.holderIdentity === identity) return renewed;
  return { ...renewed, acquireTime: now, leaseTransitions: (spec.leaseTransitions ?? 0) + 1 };
}

/** Kubernetes' MicroTime: the API server refuses a lease whose times have other than six digits. */
function microTime(nowMs: number): string {
  return new Date(nowMs).toISOString().replace('Z', '000Z');
}
