import type { FieldProblem } from '../verdict.js';
import type { Rule } from './finding.js';
import { problemIn, show } from './finding.js';
import { needs } from './needs.js';
import type { Place } from './place.js';
import { each, inside, rootOf } from './place.js';
import { has, textIn } from './read-field.js';
import { repeated } from './repeated.js';
import type { SidecarEntry } from './sidecar-entry.js';
import { everySidecar, sidecarsOf } from './sidecar-entry.js';
import { checkWord } from './word.js';

/** Mounts and devices that are complete, each at a path of its own. */
export const checkMounts: Rule = everySidecar(sidecar => {
  const mounts = each(sidecar, 'volumeMounts');
  const devices = each(sidecar, 'volumeDevices');
  return [
    ...mounts.flatMap(mount => checkMount(mount, sidecar)),
    ...devices.flatMap(device => needs(device, ['name', 'devicePath'])),
    ...repeatedPaths([...mounts, ...devices]),
  ];
});

/** A mount of a volume that the pod must bring along. */
export const warnOfMissingVolumes: Rule = ({ sidecarSet }) => {
  const names = new Set(volumesOf(sidecarSet).map(volume => textIn(volume, 'name')));
  return sidecarsOf(sidecarSet)
    .flatMap(usesOf)
    .filter(use => textIn(use, 'name') !== undefined && !names.has(textIn(use, 'name')))
    .map(use => {
      const message = `is ${show(use.value['name'])}, which spec.volumes does not hold; every pod must have a volume of that name, or it is refused`;
      return problemIn(use, 'name', message);
    });
};

/** A volume that no pod gets, because injection only brings what is mounted. */
export const warnOfUnusedVolumes: Rule = ({ sidecarSet }) => {
  const used = new Set(
    sidecarsOf(sidecarSet)
      .flatMap(usesOf)
      .map(use => textIn(use, 'name')),
  );
  return volumesOf(sidecarSet)
    .filter(volume => textIn(volume, 'name') !== undefined && !used.has(textIn(volume, 'name')))
    .map(volume =>
      problemIn(volume, 'name', 'is mounted by no container of this SidecarSet, so no pod gets this volume'),
    );
};

function volumesOf(sidecarSet: Parameters<typeof rootOf>[0]): readonly Place[] {
  return each(inside(rootOf(sidecarSet), 'spec'), 'volumes');
}

function usesOf(sidecar: SidecarEntry): readonly Place[] {
  return [...each(sidecar, 'volumeMounts'), ...each(sidecar, 'volumeDevices')];
}

function checkMount(mount: Place, sidecar: SidecarEntry): readonly FieldProblem[] {
  return [
    ...needs(mount, ['name', 'mountPath']),
    ...checkSubPath(mount),
    ...checkWord(mount, 'mountPropagation', ['None', 'HostToContainer', 'Bidirectional']),
    ...checkPropagation(mount, sidecar),
    ...checkWord(mount, 'recursiveReadOnly', ['Disabled', 'IfPossible', 'Enabled']),
    ...checkRecursiveReadOnly(mount),
  ];
}

function checkSubPath(mount: Place): readonly FieldProblem[] {
  if (textIn(mount, 'subPath') !== undefined && textIn(mount, 'subPathExpr') !== undefined) {
    return [problemIn(mount, 'subPathExpr', 'and subPath exclude each other; remove one of them')];
  }
  return ['subPath', 'subPathExpr'].flatMap(field => {
    const path = textIn(mount, field);
    if (path === undefined || !(path.startsWith('/') || path.split('/').includes('..'))) return [];
    return [problemIn(mount, field, `must be a relative path without .., but is ${show(path)}`)];
  });
}

function checkPropagation(mount: Place, sidecar: SidecarEntry): readonly FieldProblem[] {
  const isPrivileged = inside(sidecar, 'securityContext').value['privileged'] === true;
  if (textIn(mount, 'mountPropagation') !== 'Bidirectional' || isPrivileged) return [];
  return [
    problemIn(mount, 'mountPropagation', 'Bidirectional needs a container with securityContext.privileged: true'),
  ];
}

function checkRecursiveReadOnly(mount: Place): readonly FieldProblem[] {
  const mode = textIn(mount, 'recursiveReadOnly');
  if ((mode !== 'Enabled' && mode !== 'IfPossible') || mount.value['readOnly'] === true) return [];
  return [problemIn(mount, 'recursiveReadOnly', `${mode} needs readOnly: true`)];
}

function repeatedPaths(uses: readonly Place[]): readonly FieldProblem[] {
  const field = (use: Place): string => (has(use, 'mountPath') ? 'mountPath' : 'devicePath');
  return repeated(uses, use => textIn(use, field(use))).map(({ place, first }) =>
    problemIn(place, field(place), `is used by ${first.path} too; each path of a container can hold one volume`),
  );
}
