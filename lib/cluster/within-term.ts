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
  const begin = async <O extends CallOptions, T>(
    options: O | undefined,
    call: (options: O) => Promise<T>,
  ): Promise<T> => {
    term.throwIfOver();
    return call({ ...options, mayBeSent } as O);
  };
  return {
    get: (resource, key, options) => begin(options, within => cluster.get(resource, key, within)),
    list: (resource, query, options) => begin(options, within => cluster.list(resource, query, within)),
    watch: (resource, query, options) => {
      term.throwIfOver();
      return cluster.watch(resource, query, options);
    },
    create: (resource, object, options) => begin(options, within => cluster.create(resource, object, within)),
    replace: (resource, object, options) => begin(options, within => cluster.replace(resource, object, within)),
    patch: (resource, key, patch, options) => begin(options, within => cluster.patch(resource, key, patch, within)),
    remove: (resource, key, options) => begin(options, within => cluster.remove(resource, key, within)),
  };
}
