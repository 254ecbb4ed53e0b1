import { parseAllDocuments } from 'yaml';

import type { KubernetesObject } from '../api/kubernetes.generated.js';
import type { Resource } from '../api/resources.js';
import { isList, isObject } from '../decide/edit.js';
import type { CommandFiles } from './command.js';

/** An object and the file it was found in. */
export interface FoundObject<T extends KubernetesObject = KubernetesObject> {
  readonly path: string;
  readonly object: T;
}

/** Why a file, or part of it, cannot be read. */
export interface FileFault {
  readonly path: string;
  readonly message: string;
}

/** What files hold, and what is wrong with them. */
export interface ObjectsRead {
  readonly found: readonly FoundObject[];
  readonly faults: readonly FileFault[];
}

/** What kubectl reads of a folder, too. */
const OBJECT_FILE = /\.(ya?ml|json)$/;

/**
 * Reads every Kubernetes object in YAML or JSON files; a `List`, as `kubectl get` prints it, counts as its items. What
 * is no Kubernetes object is passed over.
 *
 * @param paths - of files, or of folders, which stand for the YAML and JSON files right in them
 */
export function readObjects(paths: readonly string[], files: CommandFiles): ObjectsRead {
  const faults: FileFault[] = [];
  const expanded = paths.flatMap(path => {
    const inFolder = files.filesIn(path)?.filter(file => OBJECT_FILE.test(file));
    if (inFolder?.length === 0) faults.push({ path, message: 'this folder holds no YAML or JSON file' });
    return inFolder?.toSorted() ?? [path];
  });
  const found = expanded.flatMap(path => {
    const { objects, errors } = readText(path, files);
    faults.push(...errors.map(message => ({ path, message })));
    return objects.map(object => ({ path, object }));
  });
  return { found, faults };
}

/**
 * Reads files of which each must be sound.
 *
 * @throws Error with every fault, one line each
 */
export function requireObjects(paths: readonly string[], files: CommandFiles): readonly FoundObject[] {
  const { found, faults } = readObjects(paths, files);
  refuseFaults(faults.map(({ path, message }) => `${path}: ${message}`));
  return found;
}

/** @throws Error when there are faults, one line each */
export function refuseFaults(faults: readonly string[]): void {
  if (faults.length > 0) throw new Error(`\n${faults.map(fault => `  ${fault}`).join('\n')}`);
}

/** Those of one kind, in any version of its group. */
export function ofKind<T extends KubernetesObject>(
  found: readonly FoundObject[],
  { group, kind }: Resource<T>,
): readonly FoundObject<T>[] {
  return found.filter((one): one is FoundObject<T> => one.object.kind === kind && groupOf(one.object) === group);
}

function readText(
  path: string,
  { readFile }: CommandFiles,
): { readonly objects: readonly KubernetesObject[]; readonly errors: readonly string[] } {
  try {
    const documents = parseAllDocuments(readFile(path));
    const errors = documents.flatMap(document => document.errors.map(error => error.message));
    const sound = documents.filter(document => document.errors.length === 0);
    return { objects: sound.flatMap(document => objectsIn(document.toJS() as unknown)), errors };
  } catch (error) {
    return { objects: [], errors: [error instanceof Error ? error.message : String(error)] };
  }
}

/** Every object in a document, those of a list one by one. */
function objectsIn(value: unknown): readonly KubernetesObject[] {
  if (!isObject(value)) return [];
  const { apiVersion, kind, items } = value;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return [];
  return kind.endsWith('List') && isList(items) ? items.flatMap(objectsIn) : [value];
}

function groupOf({ apiVersion = '' }: KubernetesObject): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}
