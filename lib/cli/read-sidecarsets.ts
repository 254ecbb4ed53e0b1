import { SIDECARSETS } from '../api/resources.js';
import type { SidecarSet } from '../api/sidecarset.generated.js';
import { defaultSidecarSet } from '../decide/definition/default-sidecarset.js';
import { judgeSidecarSets } from './judge-sidecarsets.js';
import { ofKind, readObjects, refuseFaults } from './read-objects.js';

/**
 * The SidecarSets in files as admission would store them.
 *
 * @throws Error with every reason why one of them would be refused
 */
export function readSidecarSets(paths: readonly string[], readFile: (path: string) => string): readonly SidecarSet[] {
  const { found, faults } = readObjects(paths, readFile);
  const sidecarSets = ofKind(found, SIDECARSETS).map(one => ({ ...one, object: defaultSidecarSet(one.object) }));
  refuseFaults([...faults, ...judgeSidecarSets(sidecarSets).faults]);
  if (sidecarSets.length === 0) throw new Error(`no SidecarSet in ${paths.join(', ')}`);
  return sidecarSets.map(({ object }) => object);
}
