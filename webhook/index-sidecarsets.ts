import type { SidecarSet } from '../lib/api/sidecarset.generated.js';
import type { StoreView } from '../lib/cluster/store-view.js';
import { CandidateIndex } from '../lib/decide/injection/candidate-index.js';

/** Keeps an index of the SidecarSets of a store: it changes with the store, one SidecarSet at a time. */
export function indexSidecarSets(store: Pick<StoreView<SidecarSet>, 'list' | 'subscribe'>): CandidateIndex {
  const index = new CandidateIndex();
  for (const sidecarSet of store.list()) index.put(sidecarSet);
  store.subscribe(change => {
    if (change.kind === 'removed') index.remove(change.before.metadata?.name ?? '');
    else index.put(change.object);
  });
  return index;
}
