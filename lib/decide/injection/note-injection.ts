import type { Pod } from '../../api/kubernetes.generated.js';
import { isNative } from '../native-sidecar.js';
import type { SidecarSet } from '../../api/sidecarset.generated.js';
import { hashesOf } from '../hash.js';
import { readLedger, withInjection } from '../ledger.js';
import { oncePerObject } from '../once-per-object.js';
import type { RenderedSidecarSet } from './render-sidecarset.js';

/** What is written down about an injection. */
export interface InjectionNote {
  readonly sidecarSets: readonly SidecarSet[];
  /** One for each SidecarSet, in the same order. */
  readonly rendered: readonly RenderedSidecarSet[];
  /** SidecarSet → name of the revision that was rendered, where that is known. */
  readonly controllerRevisions: Readonly<Record<string, string>>;
  /** RFC 3339. */
  readonly now: string;
}

/**
 * The annotations by which an injected pod remembers which SidecarSets it got and in which version.
 *
 * @returns annotations to set; those of SidecarSets that injected the pod before stay part of them
 */
export function noteInjection(
  pod: Pod,
  { sidecarSets, rendered, controllerRevisions, now }: InjectionNote,
): Readonly<Record<string, string>> {
  const before: Readonly<Record<string, string>> = pod.metadata?.annotations ?? {};
  const injections = sidecarSets.map((sidecarSet, index) => {
    const name = sidecarSet.metadata?.name ?? '';
    const controllerRevision = controllerRevisions[name];
    const { specHash, shapeHash } = hashesOf(sidecarSet);
    return {
      sidecarSet: name,
      specHash,
      shapeHash,
      sidecarList: sidecarListOf(sidecarSet),
      activeSlots: rendered[index]?.activeSlots ?? {},
      now,
      ...(controllerRevision === undefined ? {} : { controllerRevision }),
    };
  });
  const annotations: Record<string, string> = {};
  for (const { slotVersions } of rendered) {
    for (const [key, value] of Object.entries(slotVersions)) if (before[key] !== value) annotations[key] = value;
  }
  return Object.assign(annotations, withInjection(readLedger(before), ...injections));
}

/** Containers and native sidecars; init containers that end are never upgraded, so nobody asks for them. */
const sidecarListOf = oncePerObject(({ spec }: SidecarSet): readonly string[] => {
  const natives = (spec.initContainers ?? []).filter(isNative);
  return [...(spec.containers ?? []), ...natives].map(({ name }) => name).toSorted();
});
