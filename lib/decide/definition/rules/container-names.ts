import type { Sidecar } from '../../../api/sidecarset.generated.js';
import { containerNames } from '../../injection/open-slots.js';
import type { Rule } from './finding.js';
import { problemIn } from './finding.js';
import { inside, rootOf } from './place.js';
import { textIn } from './read-field.js';
import type { SidecarEntry } from './sidecar-entry.js';
import { sidecarsOf } from './sidecar-entry.js';

/** A SidecarSet without a sidecar does nothing. */
export const checkThereIsAContainer: Rule = ({ sidecarSet }) => {
  const spec = inside(rootOf(sidecarSet), 'spec');
  const isEmpty = ['containers', 'initContainers'].every(field => {
    const list = spec.value[field];
    return list === undefined || list === null || (Array.isArray(list) && list.length === 0);
  });
  return isEmpty
    ? [problemIn(spec, 'containers', 'injects no container; add one to containers or initContainers')]
    : [];
};

/** The names of all sidecars differ, and so do those of the containers that they become, hot slots included. */
export const checkNamesDiffer: Rule = ({ sidecarSet }) => {
  const owners = new Map<string, SidecarEntry>();
  return sidecarsOf(sidecarSet).flatMap(sidecar => {
    const names = [...new Set([textIn(sidecar, 'name') ?? '', ...namesInPod(sidecar)])].filter(name => name !== '');
    const taken = names.find(name => owners.has(name));
    const owner = owners.get(taken ?? '');
    names.filter(name => !owners.has(name)).forEach(name => owners.set(name, sidecar));
    if (taken === undefined || owner === undefined) return [];
    return [problemIn(sidecar, 'name', `makes a second ${taken} beside that of ${owner.path}; rename one of the two`)];
  });
};

/** Names of the containers that one entry becomes in a pod; none while it has no usable name. */
export function namesInPod(sidecar: SidecarEntry): readonly string[] {
  return textIn(sidecar, 'name') === undefined ? [] : containerNames(sidecar.value as unknown as Sidecar);
}
