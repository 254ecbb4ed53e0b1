import type { Pod } from '../../api/kubernetes.generated.js';
import type { PatchPodMetadata, SidecarSet } from '../../api/sidecarset.generated.js';
import { mergeJson } from '../json-merge-patch.js';
import type { InjectionDecision } from './injection-snapshot.js';

type Annotations = Readonly<Record<string, string>>;
type Rejection = Pick<Extract<InjectionDecision, { kind: 'reject' }>, 'kind' | 'reason' | 'message'>;

/** The pod with its annotations patched, or the reason why they cannot be. */
export type MetadataDecision = { readonly kind: 'patched'; readonly pod: Pod } | Rejection;

/**
 * Applies the metadata patches of SidecarSets, in their order: Retain keeps a value that is there, Overwrite replaces it,
 * MergePatchJson merges two JSON documents (RFC 7386).
 */
export function patchMetadata(pod: Pod, sidecarSets: readonly SidecarSet[]): MetadataDecision {
  const patches = sidecarSets.flatMap(sidecarSet =>
    (sidecarSet.spec.patchPodMetadata ?? []).flatMap(patch => entriesOf(sidecarSet, patch)),
  );
  if (patches.length === 0) return { kind: 'patched', pod };
  let annotations: Annotations = pod.metadata?.annotations ?? {};
  for (const patch of patches) {
    const value = patchedValue(patch, annotations[patch.key]);
    if (value === undefined) return notJson(patch);
    annotations = { ...annotations, [patch.key]: value };
  }
  return { kind: 'patched', pod: { ...pod, metadata: { ...pod.metadata, annotations } } };
}

interface AnnotationPatch {
  readonly sidecarSet: string;
  readonly key: string;
  readonly value: string;
  readonly policy: NonNullable<PatchPodMetadata['patchPolicy']>;
}

function entriesOf(sidecarSet: SidecarSet, { annotations, patchPolicy }: PatchPodMetadata): readonly AnnotationPatch[] {
  return Object.entries(annotations ?? {}).map(([key, value]) => ({
    sidecarSet: sidecarSet.metadata?.name ?? '',
    key,
    value,
    policy: patchPolicy ?? 'Retain',
  }));
}

/** @returns nothing when the two values cannot be merged as JSON */
function patchedValue({ value, policy }: AnnotationPatch, before: string | undefined): string | undefined {
  switch (policy) {
    case 'Retain':
      return before ?? value;
    case 'Overwrite':
      return value;
    case 'MergePatchJson':
      return mergeText(before ?? '{}', value);
  }
}

function mergeText(before: string, value: string): string | undefined {
  try {
    return JSON.stringify(mergeJson(JSON.parse(before) as unknown, JSON.parse(value) as unknown));
  } catch {
    return undefined;
  }
}

function notJson({ sidecarSet, key }: AnnotationPatch): Rejection {
  return {
    kind: 'reject',
    reason: 'metadata-not-json',
    message:
      `SidecarSet ${sidecarSet} merges JSON into the annotation ${key}, but the pod's value or the SidecarSet's is not JSON; ` +
      `mend the pod's annotation, or choose another patchPolicy`,
  };
}
