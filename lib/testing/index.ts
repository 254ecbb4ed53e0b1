/**
 * `cdk8s-sidecarset/testing`: what a cluster with these SidecarSets would make of a pod, for unit tests.
 *
 * @packageDocumentation
 */
export { injectPod } from '../decide/injection/inject-pod.js';
