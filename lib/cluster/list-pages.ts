import type { KubernetesObject } from '../api/kubernetes.generated.js';
import type { Resource } from '../api/resources.js';
import { isApiError } from './api-error.js';
import type { Cluster, ObjectPage, Query } from './cluster.js';

/** What to list. */
export interface PagedList<T extends KubernetesObject> {
  readonly cluster: Cluster;
  readonly resource: Resource<T>;
  readonly query?: Query;
  /** Objects per page. */
  readonly limit: number;
  /** Applied to each page as it comes, so that never more than one page of whole objects is held. */
  readonly project: (object: T) => T;
  readonly signal?: AbortSignal;
}

/** All objects as of one version. */
export interface ObjectState<T> {
  readonly objects: readonly T[];
  readonly resourceVersion: string;
}

/**
 * Reads the complete, consistent state in pages. A page token lives for about five minutes (410 afterwards); whoever
 * is too slow for that would be too slow again, so the second attempt asks for everything in one answer.
 */
export async function listPages<T extends KubernetesObject>(list: PagedList<T>): Promise<ObjectState<T>> {
  try {
    return await readPages(list, { limit: list.limit });
  } catch (error) {
    if (!isApiError(error) || error.code !== 410) throw error;
    return readPages(list, {});
  }
}

/** Objects per page, for who lists once: a page of pods is a few megabytes. */
const PAGE_SIZE = 500;

/**
 * All objects of a resource, looked at once.
 *
 * @param options - `query`: which of them; `project`: what is kept of each, default all
 */
export async function listAll<T extends KubernetesObject>(
  cluster: Cluster,
  resource: Resource<T>,
  { project = object => object, ...options }: Partial<Pick<PagedList<T>, 'query' | 'project' | 'signal'>> = {},
): Promise<readonly T[]> {
  return (await listPages({ cluster, resource, limit: PAGE_SIZE, project, ...options })).objects;
}

async function readPages<T extends KubernetesObject>(
  list: PagedList<T>,
  paging: { readonly limit?: number },
): Promise<ObjectState<T>> {
  const objects: T[] = [];
  let page: ObjectPage<T> | undefined;
  do {
    const token = page?.metadata.continue;
    const query = { ...list.query, ...paging, ...(token === undefined ? {} : { continue: token }) };
    page = await list.cluster.list(list.resource, query, list.signal === undefined ? {} : { signal: list.signal });
    for (const object of page.items) objects.push(list.project(object));
  } while ((page.metadata.continue ?? '') !== '');
  return { objects, resourceVersion: page.metadata.resourceVersion };
}
