import { join } from 'node:path';
import { run } from './machine/run.js';

/** The command line client, set up for one cluster. */
export interface Kubectl {
  /**
   * @returns what kubectl wrote to standard output
   * @throws Error with its standard error
   */
  (...args: readonly string[]): Promise<string>;
  /** `kubectl apply` of plain objects. */
  apply(...objects: readonly object[]): Promise<string>;
}

/** Makes a {@link Kubectl}; the cache of discovery stays in the cluster's folder. */
export function createKubectl(options: {
  readonly path: string;
  readonly kubeconfigPath: string;
  readonly directory: string;
}): Kubectl {
  const always = ['--kubeconfig', options.kubeconfigPath, '--cache-dir', join(options.directory, 'kubectl-cache')];
  const kubectl = (...args: readonly string[]): Promise<string> => run(options.path, [...always, ...args]);
  const apply = (...objects: readonly object[]): Promise<string> =>
    run(options.path, [...always, 'apply', '-f', '-'], {
      input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
    });
  return Object.assign(kubectl, { apply });
}
