/**
 * Stands in the bundle for undici, which weighs as much as all of our own code. The library that reads kubeconfigs makes
 * agents of it for `fetch`; our calls go through `node:https`.
 *
 * @packageDocumentation
 */
import { leftOut } from './left-out.js';

export { leftOut as Agent, leftOut as ProxyAgent };
