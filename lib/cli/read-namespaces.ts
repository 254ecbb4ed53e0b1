import type { Namespace } from '../api/kubernetes.generated.js';
import { NAMESPACE_NAME_LABEL } from '../api/names.js';
import { NAMESPACES } from '../api/resources.js';
import type { CommandFiles } from './command.js';
import { ofKind, requireObjects } from './read-objects.js';

/** Labels of Namespaces, by name. */
export type NamespaceLabels = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Reads the labels of the Namespaces in files.
 *
 * @throws Error with every fault of the files
 */
export function readNamespaces(paths: readonly string[], files: CommandFiles): NamespaceLabels {
  const namespaces = ofKind(requireObjects(paths, files), NAMESPACES);
  return Object.fromEntries(namespaces.map(({ object }) => [object.metadata?.name ?? '', labelsOf(object)]));
}

/** The API server gives every Namespace its name as a label; a file need not say so. */
function labelsOf({ metadata }: Namespace): Readonly<Record<string, string>> {
  return { [NAMESPACE_NAME_LABEL]: metadata?.name ?? '', ...metadata?.labels };
}
