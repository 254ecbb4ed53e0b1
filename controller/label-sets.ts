import { BoundedMap } from '../lib/cluster/bounded-map.js';

type Labels = Readonly<Record<string, string>>;

/** So many workloads at a time share the labels of their pods. */
const MOST_SETS = 4096;
/** In JSON; longer ones are as good as never shared, and whoever writes them must not fill our memory. */
const LONGEST_SET = 4096;

/**
 * Labels of pods, each set of them kept once: the pods of one workload carry the same. Where every pod has its own, as in
 * a StatefulSet, nothing is gained and nothing lost.
 */
export class LabelSets {
  readonly #known = new BoundedMap<Labels>(MOST_SETS);

  /** The same labels, and the same object as for the pod before that carried them. */
  share(labels: Labels): Labels {
    const text = JSON.stringify(labels);
    if (text.length > LONGEST_SET) return labels;
    const shared = this.#known.get(text) ?? labels;
    this.#known.set(text, shared);
    return shared;
  }
}
