import type { Pod } from '../lib/api/kubernetes.generated.js';
import { REVISION_SIDECARSET_LABEL } from '../lib/api/names.js';
import type { Change } from '../lib/cluster/store-view.js';
import { basesShadowedBy } from '../lib/decide/injection/choose-sidecarsets.js';
import type { ControllerStores } from './observe-rollout.js';
import { injectorsOf } from './observe-rollout.js';

/**
 * Turns changes in the stores into names of SidecarSets to look at: a SidecarSet's own and that of its base, those that
 * injected a changed pod, the owner of a changed revision, and all of them when the labels of a Namespace changed, which is rare.
 *
 * @param trigger - takes a name; told several times it should act once
 * @returns a function that ends it
 */
export function watchTriggers(stores: ControllerStores, trigger: (sidecarSet: string) => void): () => void {
  const ends = [
    stores.sidecarSets.subscribe(change => {
      const sidecarSet = change.kind === 'removed' ? change.before : change.object;
      trigger(sidecarSet.metadata?.name ?? '');
      for (const base of basesShadowedBy(sidecarSet)) trigger(base);
    }),
    stores.pods.subscribe(change => {
      for (const name of injectorsOfEither(change)) trigger(name);
    }),
    stores.revisions.subscribe(change => {
      const { metadata } = change.kind === 'removed' ? change.before : change.object;
      const owner = metadata?.labels?.[REVISION_SIDECARSET_LABEL];
      if (owner !== undefined) trigger(owner);
    }),
    stores.namespaces.subscribe(() => {
      for (const sidecarSet of stores.sidecarSets.list()) trigger(sidecarSet.metadata?.name ?? '');
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}

function injectorsOfEither(change: Change<Pod>): ReadonlySet<string> {
  const before = change.kind === 'added' ? [] : injectorsOf(change.before);
  const after = change.kind === 'removed' ? [] : injectorsOf(change.object);
  return new Set([...before, ...after]);
}
