import type { CallOptions, Cluster } from './cluster.js';
import type { Term } from './term.js';

/**
 * The cluster as long as a term lasts: once it is over, no call is sent any more, also none that has stood in line
 * meanwhile. A process that stood still for a while may find itself in the middle of its work when another one leads
 * already.
 *
 * @returns calls reject with the reason once the term is over; those that have been sent go on
 */
export function withinTerm(cluster: Cluster, term: Term): Cluster {
  const mayBeSent = (): void => term.throwIfOver();
  const within = <O extends CallOptions | undefined>(options: O): O & CallOptions => {
    term.throwIfOver();
    return { ...options, mayBeSent };
  };
  return {
    get: async (resource, key, options) => cluster.get(resource, key, within(options)),
    list: async (resource, query, options) => cluster.list(resource, query, within(options)),
    watch: (resource, query, options) => cluster.watch(resource, query, within(options)),
    create: async (resource, object, options) => cluster.create(resource, object, within(options)),
    replace: async (resource, object, options) => cluster.replace(resource, object, within(options)),
    patch: async (resource, key, patch, options) => cluster.patch(resource, key, patch, within(options)),
    remove: async (resource, key, options) => cluster.remove(resource, key, within(options)),
  };
}
