import type { JsonObject } from '../edit.js';
import { isList, isObject } from '../edit.js';

/**
 * Has a value the shape of a pod, as far as injection reads it? What is wrong with one that has not, the table of
 * `pod-shape.ts` finds out. This asks the same field by field: every pod that a SidecarSet may select is looked at, and V8
 * finds a field whose name stands in the code several times as fast as one whose name stands in a table.
 */
export function isSoundPod(pod: unknown): boolean {
  if (!isObject(pod)) return false;
  const { metadata, spec, status } = pod;
  return isAbsentOr(metadata, isSoundMetadata) && isAbsentOr(spec, isSoundSpec) && isAbsentOr(status, () => true);
}

function isSoundMetadata({ name, generateName, labels, annotations }: JsonObject): boolean {
  return (
    isTextOrAbsent(name) &&
    isTextOrAbsent(generateName) &&
    isAbsentOr(labels, values => holdsOnly(values, isTextOrAbsent)) &&
    isAbsentOr(annotations, values => holdsOnly(values, isTextOrAbsent))
  );
}

function isSoundSpec({ containers, initContainers, volumes, imagePullSecrets }: JsonObject): boolean {
  return (
    isAbsentOrListOf(containers, isSoundContainer) &&
    isAbsentOrListOf(initContainers, isSoundContainer) &&
    isAbsentOrListOf(volumes, isNamed) &&
    isAbsentOrListOf(imagePullSecrets, isNamed)
  );
}

function isSoundContainer({ name, env, volumeMounts, volumeDevices, resources }: JsonObject): boolean {
  return (
    typeof name === 'string' &&
    isAbsentOrListOf(env, isNamed) &&
    isAbsentOrListOf(volumeMounts, isSoundMount) &&
    isAbsentOrListOf(volumeDevices, isSoundDevice) &&
    isAbsentOr(resources, isSoundResources)
  );
}

function isNamed({ name }: JsonObject): boolean {
  return typeof name === 'string';
}

function isSoundMount({ name, mountPath, subPathExpr }: JsonObject): boolean {
  return isTextOrAbsent(name) && isTextOrAbsent(mountPath) && isTextOrAbsent(subPathExpr);
}

function isSoundDevice({ name, devicePath }: JsonObject): boolean {
  return isTextOrAbsent(name) && isTextOrAbsent(devicePath);
}

function isSoundResources({ limits, requests }: JsonObject): boolean {
  return (
    isAbsentOr(limits, amounts => holdsOnly(amounts, isAmountOrAbsent)) &&
    isAbsentOr(requests, amounts => holdsOnly(amounts, isAmountOrAbsent))
  );
}

function isTextOrAbsent(value: unknown): boolean {
  return typeof value === 'string' || isAbsent(value);
}

function isAmountOrAbsent(value: unknown): boolean {
  return typeof value === 'number' || isTextOrAbsent(value);
}

/** Go writes an absent value as null. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function isAbsentOr(value: unknown, is: (object: JsonObject) => boolean): boolean {
  return isAbsent(value) || (isObject(value) && is(value));
}

function isAbsentOrListOf(value: unknown, is: (object: JsonObject) => boolean): boolean {
  return isAbsent(value) || (isList(value) && value.every(item => isObject(item) && is(item)));
}

function holdsOnly(object: JsonObject, is: (value: unknown) => boolean): boolean {
  for (const name in object) if (!is(object[name])) return false;
  return true;
}
