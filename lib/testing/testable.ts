import type { KubernetesObject } from '../api/kubernetes.generated.js';

/**
 * An object as a test has it in hand: a cdk8s `ApiObject` (a `SidecarSet` is one), a construct around one (a `Deployment`
 * of cdk8s-plus), or plain JSON.
 */
export type Testable<T extends KubernetesObject> = T | RendersJson | WrapsApiObject;

/** An `ApiObject` of cdk8s. */
export interface RendersJson {
  toJson(): unknown;
}

/** A construct whose main child is an `ApiObject`. */
export interface WrapsApiObject {
  readonly node: { readonly defaultChild?: unknown };
}

/**
 * The object as it would reach the cluster.
 *
 * @throws Error for a construct that stands for no single object
 */
export function toManifest<T extends KubernetesObject>(testable: Testable<T>): T {
  if (rendersJson(testable)) return testable.toJson() as T;
  if (!('node' in testable)) return testable;
  const { defaultChild } = testable.node;
  if (typeof defaultChild === 'object' && defaultChild !== null && rendersJson(defaultChild)) {
    return defaultChild.toJson() as T;
  }
  throw new Error('this construct stands for no single object; give its ApiObject instead');
}

/** No instanceof: whose cdk8s it is does not matter. */
function rendersJson(value: object): value is RendersJson {
  return typeof (value as Partial<RendersJson>).toJson === 'function';
}
