import { SIDECARSETS } from '../api/resources.js';
import type { SidecarSet } from '../api/sidecarset.generated.js';
import { defaultSidecarSet } from '../decide/definition/default-sidecarset.js';
import { describeFinding, judgeSidecarSets } from './judge-sidecarsets.js';
import type { FoundObject } from './read-objects.js';
import { ofKind, refuseFaults } from './read-objects.js';

/**
 * The SidecarSets among objects of files, as admission would store them.
 *
 * @throws Error when there is none, or with every reason why one of them would be refused
 */
export function readSidecarSets(found: readonly FoundObject[]): readonly SidecarSet[] {
  const sidecarSets = ofKind(found, SIDECARSETS).map(one => ({ ...one, object: defaultSidecarSet(one.object) }));
  refuseFaults(
    judgeSidecarSets(sidecarSets)
      .filter(({ severity }) => severity === 'error')
      .map(describeFinding),
  );
  if (sidecarSets.length === 0) throw new Error('the files hold no SidecarSet');
  return sidecarSets.map(({ object }) => object);
}
