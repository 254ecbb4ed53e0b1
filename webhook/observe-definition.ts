import type { ConfigMap, ControllerRevision } from '../lib/api/kubernetes.generated.js';
import { CONFIGURATION_NAME } from '../lib/api/permissions.js';
import { CUSTOM_VERSION_LABEL, REVISION_SIDECARSET_LABEL } from '../lib/api/names.js';
import type { SidecarSet } from '../lib/api/sidecarset.generated.js';
import type { StoreView } from '../lib/cluster/store-view.js';
import { readPodMetadataAllowance } from '../lib/decide/definition/read-pod-metadata-allowance.js';
import { baseOf, nameOf } from '../lib/decide/definition/rules/may-share-a-pod.js';
import type { DefinitionSnapshot, KnownRevision, PodMetadataAllowance } from '../lib/decide/definition/verdict.js';

/** Where the judgement of a SidecarSet looks. */
export interface DefinitionSources {
  readonly sidecarSets: StoreView<SidecarSet>;
  /**
   * Asks the API server for a SidecarSet, which answers undefined for one that is not there; absent: memory alone counts.
   * A canary and its base may come in one `kubectl apply`, the canary before the watch has brought the base.
   */
  readonly readSidecarSet?: (name: string) => Promise<SidecarSet | undefined>;
  /** The administrator's list of pod annotations; absent: it is not known, so every annotation passes. */
  readonly podMetadata?: {
    readonly configMaps: StoreView<ConfigMap>;
    /** Namespace of the operator. */
    readonly namespace: string;
    readonly patchPodMetadataDefaultsAllowed: boolean;
  };
  /** Revisions in the operator's namespace; absent: they are not known, so any named one passes. */
  readonly revisions?: StoreView<ControllerRevision>;
}

/** A SidecarSet as it shall become, and as it is stored now. */
export interface Definition {
  readonly sidecarSet: SidecarSet;
  /** Absent on creation. */
  readonly before?: SidecarSet;
}

/** Gathers what the judgement of a SidecarSet reads, from memory. */
export function observeDefinition(definition: Definition, sources: DefinitionSources): DefinitionSnapshot {
  const name = definition.sidecarSet.metadata?.name;
  const others = sources.sidecarSets.list().filter(other => other.metadata?.name !== name);
  const podMetadata = observePodMetadata(sources.podMetadata);
  const revisions = name === undefined ? undefined : observeRevisions(name, sources.revisions);
  return {
    ...definition,
    others,
    ...(podMetadata === undefined ? {} : { podMetadata }),
    ...(revisions === undefined ? {} : { revisions }),
  };
}

/** Name of the base that a canary names and memory does not hold. */
export function unseenBase({ sidecarSet, others }: DefinitionSnapshot): string | undefined {
  const base = baseOf(sidecarSet);
  if (base === undefined || base === '' || base === nameOf(sidecarSet)) return undefined;
  return others.some(other => nameOf(other) === base) ? undefined : base;
}

function observePodMetadata(source: DefinitionSources['podMetadata']): PodMetadataAllowance | undefined {
  if (source?.configMaps.synced !== true) return undefined;
  const { configMaps, namespace, patchPodMetadataDefaultsAllowed } = source;
  const configuration = configMaps.get({ namespace, name: CONFIGURATION_NAME })?.data;
  return readPodMetadataAllowance({ patchPodMetadataDefaultsAllowed, ...(configuration && { configuration }) });
}

function observeRevisions(
  sidecarSet: string,
  revisions: StoreView<ControllerRevision> | undefined,
): readonly KnownRevision[] | undefined {
  if (revisions?.synced !== true) return undefined;
  return revisions.list().flatMap(({ metadata }): KnownRevision[] => {
    const { name, labels = {} } = metadata ?? {};
    if (name === undefined || labels[REVISION_SIDECARSET_LABEL] !== sidecarSet) return [];
    const customVersion = labels[CUSTOM_VERSION_LABEL];
    return [customVersion === undefined ? { name } : { name, customVersion }];
  });
}
