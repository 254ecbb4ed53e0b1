import type { Pod } from '../api/kubernetes.generated.js';
import { readLedger } from '../decide/ledger.js';

/**
 * Says of each hot sidecar of a pod what its two slots hold: `mesh: mesh-1 serves with envoy:1, mesh-2 idles with idle:1`.
 */
export function describeSlots({ metadata, spec }: Pod): readonly string[] {
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  const imageOf = (slot: string): string => containers.find(({ name }) => name === slot)?.image ?? 'no image';
  return Object.entries(readLedger(metadata?.annotations ?? {}).activeSlots).map(([sidecar, active]) => {
    const idle = active === `${sidecar}-1` ? `${sidecar}-2` : `${sidecar}-1`;
    return `${sidecar}: ${active} serves with ${imageOf(active)}, ${idle} idles with ${imageOf(idle)}`;
  });
}

/** Says from which slot each hot sidecar serves: `mesh: mesh-1 is the active slot in 2 pods, mesh-2 in 1`. */
export function countSlots(pods: readonly Pod[], sidecars: readonly string[]): readonly string[] {
  const active = pods.map(({ metadata }) => readLedger(metadata?.annotations ?? {}).activeSlots);
  return sidecars.map(sidecar => {
    const count = (slot: string): number => active.filter(slots => slots[sidecar] === slot).length;
    const [first, second] = [count(`${sidecar}-1`), count(`${sidecar}-2`)];
    return `${sidecar}: ${sidecar}-1 is the active slot in ${first} ${first === 1 ? 'pod' : 'pods'}, ${sidecar}-2 in ${second}`;
  });
}
