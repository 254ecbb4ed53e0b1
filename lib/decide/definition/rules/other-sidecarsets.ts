import type { SidecarSet } from '../../../api/sidecarset.generated.js';
import { diffJson } from '../../json-patch.js';
import type { DefinitionSnapshot, FieldProblem } from '../verdict.js';
import { namesInPod } from './container-names.js';
import type { Rule } from './finding.js';
import { problemIn } from './finding.js';
import { mayShareAPod, nameOf } from './may-share-a-pod.js';
import type { Place } from './place.js';
import { each, inside, rootOf } from './place.js';
import { textIn } from './read-field.js';
import { sidecarsOf } from './sidecar-entry.js';

/** No pod gets two containers of one name from two SidecarSets. */
export const checkNamesElsewhere: Rule = snapshot =>
  neighbours(snapshot).flatMap(other => {
    const taken = new Set(sidecarsOf(other).flatMap(namesInPod));
    return sidecarsOf(snapshot.sidecarSet).flatMap(sidecar => {
      const clash = namesInPod(sidecar).find(name => taken.has(name));
      if (clash === undefined) return [];
      const message = `puts a container ${clash} into pods that SidecarSet ${nameOf(other)} selects too, which has one of that name; rename it or make the selectors exclude each other`;
      return [problemIn(sidecar, 'name', message)];
    });
  });

/** A volume of one name is the same volume in every SidecarSet of a pod, which gets it once. */
export const checkVolumesElsewhere: Rule = snapshot =>
  neighbours(snapshot).flatMap(other => {
    const theirs = new Map(volumesOf(other).map(volume => [textIn(volume, 'name'), volume] as const));
    return volumesOf(snapshot.sidecarSet).flatMap(volume => {
      const name = textIn(volume, 'name');
      const theirVolume = theirs.get(name);
      if (name === undefined || theirVolume === undefined || isSame(volume, theirVolume)) return [];
      const message = `is another volume ${name} than that of SidecarSet ${nameOf(other)}, which selects the same pods; rename it or make the two alike`;
      return [problemIn(volume, 'name', message)];
    });
  });

/** Two SidecarSets write one annotation of a pod only in ways that do not depend on which of them comes last. */
export const checkPodMetadataElsewhere: Rule = snapshot =>
  neighbours(snapshot).flatMap(other => {
    const theirs = patchedKeys(other);
    return patchedKeys(snapshot.sidecarSet).flatMap(({ key, policy, path }): readonly FieldProblem[] => {
      const clash = theirs.some(their => their.key === key && !agree(policy, their.policy));
      const message = `is written by SidecarSet ${nameOf(other)} too, which selects the same pods; let one of them use Retain or both MergePatchJson, or remove it from one of them`;
      return clash ? [{ path, message }] : [];
    });
  });

function neighbours({ sidecarSet, others }: DefinitionSnapshot): readonly SidecarSet[] {
  return others.filter(other => nameOf(other) !== nameOf(sidecarSet) && mayShareAPod(sidecarSet, other));
}

function volumesOf(set: SidecarSet): readonly Place[] {
  return each(inside(rootOf(set), 'spec'), 'volumes');
}

function isSame(one: Place, other: Place): boolean {
  return diffJson(one.value, other.value).length === 0;
}

interface PatchedKey {
  readonly key: string;
  readonly policy: string;
  readonly path: string;
}

function patchedKeys(set: SidecarSet): readonly PatchedKey[] {
  return each(inside(rootOf(set), 'spec'), 'patchPodMetadata').flatMap(patch => {
    const annotations = inside(patch, 'annotations');
    const policy = textIn(patch, 'patchPolicy') ?? 'Retain';
    return Object.keys(annotations.value).map(key => ({ key, policy, path: `${annotations.path}[${key}]` }));
  });
}

function agree(one: string, other: string): boolean {
  return one === 'Retain' || other === 'Retain' || (one === 'MergePatchJson' && other === 'MergePatchJson');
}
