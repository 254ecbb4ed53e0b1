import { parseImageReference } from '../../image-reference.js';
import type { FieldProblem } from '../verdict.js';
import type { Rule } from './finding.js';
import { problemIn, show } from './finding.js';
import type { Place } from './place.js';
import { each, inside, maybe } from './place.js';
import { isBlank, numberIn, textIn } from './read-field.js';
import type { SidecarEntry } from './sidecar-entry.js';
import { everySidecar } from './sidecar-entry.js';
import { checkWord } from './word.js';

/** What the API server asks of a container's own fields when the pod is created. */
export const checkContainer: Rule = everySidecar(sidecar => [
  ...checkImage(sidecar),
  ...checkWord(sidecar, 'imagePullPolicy', ['Always', 'IfNotPresent', 'Never']),
  ...checkWord(sidecar, 'terminationMessagePolicy', ['File', 'FallbackToLogsOnError']),
  ...checkWord(sidecar, 'restartPolicy', ['Always', 'OnFailure', 'Never']),
  ...each(sidecar, 'resizePolicy').flatMap(checkResizePolicy),
  ...maybe(sidecar, 'securityContext').flatMap(checkSecurityContext),
]);

/** An image that no node will find. */
export const warnOfImage: Rule = everySidecar(sidecar => {
  const image = textIn(sidecar, 'image');
  if (image === undefined || image.trim() !== image || parseImageReference(image) !== undefined) return [];
  return [
    problemIn(
      sidecar,
      'image',
      `is ${show(image)}, which is no image reference; write it as REGISTRY/NAME:TAG in lower case`,
    ),
  ];
});

function checkImage(sidecar: SidecarEntry): readonly FieldProblem[] {
  if (isBlank(sidecar, 'image')) return [problemIn(sidecar, 'image', 'is missing; name the image to run')];
  const image = textIn(sidecar, 'image');
  if (image === undefined || image.trim() === image) return [];
  return [problemIn(sidecar, 'image', `must not begin or end with a space, but is ${show(image)}`)];
}

function checkResizePolicy(policy: Place): readonly FieldProblem[] {
  return [
    ...checkWord(policy, 'resourceName', ['cpu', 'memory']),
    ...checkWord(policy, 'restartPolicy', ['NotRequired', 'RestartContainer']),
  ];
}

/** The field has 64 bits, and the API server refuses what does not fit into 32. */
const LARGEST_ID = 2_147_483_647;

function isId(id: number): boolean {
  return id >= 0 && id <= LARGEST_ID;
}

function checkSecurityContext(context: Place): readonly FieldProblem[] {
  const outside = ['runAsUser', 'runAsGroup']
    .filter(field => !isId(numberIn(context, field) ?? 0))
    .map(field => problemIn(context, field, `must be from 0 to ${LARGEST_ID}, but is ${show(context.value[field])}`));
  const isRootDenied = context.value['runAsNonRoot'] === true && context.value['runAsUser'] === 0;
  const root = isRootDenied
    ? [problemIn(context, 'runAsUser', 'is 0, which runAsNonRoot rules out; change one of them')]
    : [];
  return [
    ...outside,
    ...root,
    ...checkEscalation(context),
    ...checkWord(context, 'procMount', ['Default', 'Unmasked']),
    ...maybe(context, 'seccompProfile').flatMap(checkProfile),
    ...maybe(context, 'appArmorProfile').flatMap(checkProfile),
  ];
}

function checkEscalation(context: Place): readonly FieldProblem[] {
  const { add } = inside(context, 'capabilities').value;
  const isAdmin = Array.isArray(add) && (add.includes('SYS_ADMIN') || add.includes('CAP_SYS_ADMIN'));
  const cause =
    context.value['privileged'] === true ? 'privileged: true' : isAdmin ? 'the capability SYS_ADMIN' : undefined;
  if (context.value['allowPrivilegeEscalation'] !== false || cause === undefined) return [];
  return [problemIn(context, 'allowPrivilegeEscalation', `cannot be false together with ${cause}; change one of them`)];
}

function checkProfile(profile: Place): readonly FieldProblem[] {
  const isLocal = profile.value['type'] === 'Localhost';
  const path = textIn(profile, 'localhostProfile');
  const words = checkWord(profile, 'type', ['RuntimeDefault', 'Localhost', 'Unconfined']);
  if (isBlank(profile, 'type'))
    return [problemIn(profile, 'type', 'is missing; set RuntimeDefault, Localhost or Unconfined')];
  if (isLocal && path === undefined)
    return [problemIn(profile, 'localhostProfile', 'is missing; type Localhost needs it')];
  if (!isLocal && path !== undefined)
    return [...words, problemIn(profile, 'localhostProfile', 'is only for type Localhost; remove it')];
  return words;
}
