import type { Pod } from '../../api/kubernetes.generated.js';
import type { Ledger } from '../ledger.js';
import { readLedger } from '../ledger.js';
import { IDLE_VERSION } from './hot-slots.js';
import { isDownIn, isReady, unsettledContainers, upgradedContainers } from './read-progress.js';

/**
 * Is an upgrade in place of any SidecarSet under way in this pod, or did one leave it broken? Read from the pod alone, so
 * that one SidecarSet sees what the others have taken.
 */
export function isTakenByAnyone(pod: Pod): boolean {
  const ledger = readLedger(pod.metadata?.annotations ?? {});
  const isUnsettled = Object.values(ledger.inPlace).some(
    ({ lastContainerStatuses }) => unsettledContainers(pod, lastContainerStatuses).size > 0,
  );
  const isLost = !isReady(pod) && upgradedContainers(ledger).some(isDownIn(pod));
  return isUnsettled || isLost || isHandingOver(ledger);
}

/** A hot sidecar whose idle slot has a version of its own has not been emptied yet. */
function isHandingOver({ activeSlots, slotVersions }: Ledger): boolean {
  return Object.entries(activeSlots).some(([sidecar, active]) => {
    const twin = active === `${sidecar}-1` ? `${sidecar}-2` : `${sidecar}-1`;
    return (slotVersions[twin]?.version ?? IDLE_VERSION) !== IDLE_VERSION;
  });
}
