import type { Cluster } from './cluster.js';

/**
 * The cluster as long as a term lasts: once `term` has ended, no call begins any more. A process that stood still for
 * a while may find itself in the middle of its work when another one leads already.
 *
 * @param term - aborts when the lease could not be renewed in time
 * @returns calls reject with the signal's reason once it has aborted; those under way go on
 */
export function withinTerm(cluster: Cluster, term: AbortSignal): Cluster {
  const begin = <T>(call: () => Promise<T>): Promise<T> => (term.aborted ? ended(term) : call());
  return {
    get: (resource, key, options) => begin(() => cluster.get(resource, key, options)),
    list: (resource, query, options) => begin(() => cluster.list(resource, query, options)),
    watch: (resource, query, options) => {
      term.throwIfAborted();
      return cluster.watch(resource, query, options);
    },
    create: (resource, object, options) => begin(() => cluster.create(resource, object, options)),
    replace: (resource, object, options) => begin(() => cluster.replace(resource, object, options)),
    patch: (resource, key, patch, options) => begin(() => cluster.patch(resource, key, patch, options)),
    remove: (resource, key, options) => begin(() => cluster.remove(resource, key, options)),
  };
}

async function ended(term: AbortSignal): Promise<never> {
  await Promise.resolve();
  throw term.reason;
}
