import type { Pod } from '../../api/kubernetes.generated.js';
import type { PatchPodMetadata, SidecarSet } from '../../api/sidecarset.generated.js';
import type { MergedJson } from '../json-text-merge.js';
import { mergeJsonText } from '../json-text-merge.js';
import type { InjectionDecision } from './injection-snapshot.js';

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
  const annotations = new Map(Object.entries(pod.metadata?.annotations ?? {}));
  for (const patch of patches) {
    const patched = patchedValue(patch, annotations.get(patch.key));
    if (patched.kind === 'failed') return notMerged(patch, patched.complaint);
    annotations.set(patch.key, patched.text);
  }
  const metadata = { ...pod.metadata, annotations: Object.fromEntries(annotations) };
  return { kind: 'patched', pod: { ...pod, metadata } };
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

function patchedValue({ value, policy }: AnnotationPatch, before: string | undefined): MergedJson {
  switch (policy) {
    case 'Retain':
      return { kind: 'merged', text: before ?? value };
    case 'Overwrite':
      return { kind: 'merged', text: value };
    case 'MergePatchJson':
      return mergeJsonText(before ?? '{}', value);
  }
}

function notMerged({ sidecarSet, key }: AnnotationPatch, complaint: string): Rejection {
  return {
    kind: 'reject',
    reason: 'metadata-not-json',
    message:
      `SidecarSet ${sidecarSet} merges JSON into the annotation ${key}, but ${complaint}; ` +
      `mend the pod's annotation, or choose another patchPolicy`,
  };
}
