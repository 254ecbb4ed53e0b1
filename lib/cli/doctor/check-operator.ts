import type { Deployment, Lease } from '../../api/kubernetes.generated.js';
import { LEADER_LEASE, OPERATOR_NAME } from '../../api/permissions.js';
import type { Finding } from './finding.js';
import { ok, problem } from './finding.js';

/** Are there as many ready copies as there should be? */
export function judgeDeployment(deployment: Deployment | undefined): readonly Finding[] {
  const check = 'replicas';
  if (deployment === undefined)
    return [ok(check, `no Deployment ${OPERATOR_NAME}: the operator runs outside the cluster`)];
  const wanted = deployment.spec?.replicas ?? 1;
  const { readyReplicas: ready = 0 } = deployment.status ?? {};
  const message = `${String(ready)} of ${String(wanted)} are ready`;
  if (ready >= wanted && ready > 0) return [ok(check, message)];
  return [problem(check, `${message}; kubectl describe pods -l app.kubernetes.io/name=${OPERATOR_NAME} says why`)];
}

/** Does somebody lead? Who leads renews the lease every few seconds. */
export function judgeLease(lease: Lease | undefined, nowMs: number): readonly Finding[] {
  const { holderIdentity = '', renewTime = '', leaseDurationSeconds = 15 } = lease?.spec ?? {};
  const ageMs = nowMs - Date.parse(renewTime);
  if (holderIdentity === '' || !(ageMs < leaseDurationSeconds * 1000)) {
    const last = renewTime === '' ? '' : `, the last one until ${renewTime}`;
    return [
      problem('leader', `nobody leads${last}; lease ${LEADER_LEASE}: rollouts, certificates and webhooks stand still`),
    ];
  }
  return [ok('leader', `${holderIdentity} leads`)];
}
