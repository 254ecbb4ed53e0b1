/**
 * Stands in the bundle for the generated clients of the library that reads kubeconfigs: we make our calls ourselves.
 *
 * @packageDocumentation
 */
import { leftOut } from './left-out.js';

export { leftOut as createConfiguration, leftOut as ServerConfiguration };
