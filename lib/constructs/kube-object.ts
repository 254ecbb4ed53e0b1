import type { ApiObjectMetadata, JsonPatch } from 'cdk8s';
import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { KubernetesObject } from '../api/kubernetes.generated.js';
import type { PatchOutcome } from './json-patches.js';
import { applyJsonPatches } from './json-patches.js';
import { warnAtSynth } from './warn-at-synth.js';

/** Any Kubernetes object that says what it is. */
export type Manifest<T extends KubernetesObject = KubernetesObject> = T & Required<Pick<T, 'apiVersion' | 'kind'>>;

/**
 * A Kubernetes object that reaches the manifest field by field as it was given.
 *
 * Three things differ from the typed classes of cdk8s: fields that no class knows survive (`x-kubernetes-*` in a schema,
 * whatever the next Kubernetes adds to a container); an object that names no namespace gets none, although its chart may
 * have one: ours without are cluster-scoped; and a JSON patch that misses its target fails synth.
 */
export class KubeObject extends ApiObject {
  readonly #clusterScoped: boolean;
  readonly #patches: JsonPatch[] = [];

  /**
   * @param manifest - the whole object, plain JSON; without `metadata.name` cdk8s makes a name from the construct path
   */
  constructor(scope: Construct, id: string, manifest: Manifest) {
    super(scope, id, { ...manifest, metadata: manifest.metadata as ApiObjectMetadata });
    this.#clusterScoped = manifest.metadata?.namespace === undefined;
    this.node.addValidation({ validate: () => this.#reviewPatches() });
  }

  /**
   * Changes what is rendered, in the order of the calls.
   *
   * A patch whose target is not there fails synth, with the path and what to do; one that changes nothing is a warning.
   */
  override addJsonPatch(...patches: JsonPatch[]): void {
    this.#patches.push(...patches);
  }

  /**
   * Renders the object to plain JSON, JSON patches applied, keys sorted.
   *
   * @throws Error when a JSON patch cannot be applied
   */
  override toJson(): Manifest {
    const { document, problems } = this.#patched();
    if (problems.length > 0) throw new Error(`[${this.node.path}] ${problems.join('; ')}`);
    return document;
  }

  #patched(): PatchOutcome<Manifest> {
    return applyJsonPatches(this.#unpatched(), this.#patches);
  }

  #unpatched(): Manifest {
    const manifest = super.toJson() as Manifest;
    if (!this.#clusterScoped) return manifest;
    const metadata = Object.entries(manifest.metadata ?? {}).filter(([field]) => field !== 'namespace');
    return { ...manifest, metadata: Object.fromEntries(metadata) };
  }

  #reviewPatches(): string[] {
    const { problems, warnings } = this.#patched();
    warnAtSynth(this, warnings);
    return [...problems];
  }
}
