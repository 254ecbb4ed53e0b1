import type { ApiObjectMetadata } from 'cdk8s';
import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { KubernetesObject } from '../api/kubernetes.generated.js';

/** Any Kubernetes object that says what it is. */
export type Manifest<T extends KubernetesObject = KubernetesObject> = T & Required<Pick<T, 'apiVersion' | 'kind'>>;

/**
 * A Kubernetes object that reaches the manifest field by field as it was given.
 *
 * Two things differ from the typed classes of cdk8s: fields that no class knows survive (`x-kubernetes-*` in a schema,
 * whatever the next Kubernetes adds to a container), and an object that names no namespace gets none, although its
 * chart may have one: ours without are cluster-scoped.
 */
export class KubeObject extends ApiObject {
  readonly #clusterScoped: boolean;

  /**
   * @param manifest - the whole object, plain JSON; without `metadata.name` cdk8s makes a name from the construct path
   */
  constructor(scope: Construct, id: string, manifest: Manifest) {
    super(scope, id, { ...manifest, metadata: manifest.metadata as ApiObjectMetadata });
    this.#clusterScoped = manifest.metadata?.namespace === undefined;
  }

  /** Renders the object to plain JSON, JSON patches applied, keys sorted. */
  override toJson(): Manifest {
    const manifest = super.toJson() as Manifest;
    if (!this.#clusterScoped) return manifest;
    const metadata = Object.entries(manifest.metadata ?? {}).filter(([field]) => field !== 'namespace');
    return { ...manifest, metadata: Object.fromEntries(metadata) };
  }
}
