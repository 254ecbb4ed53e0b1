import { join } from 'node:path';
import { run } from './machine/run.js';

/** The command line client, set up for one cluster. */
export interface Kubectl {
  /**
   * @returns what kubectl wrote to standard output
   * @throws Error with its standard error
   */
  (...args: readonly string[]): Promise<string>;
  /** `kubectl apply` of a plain object; answers `kind/name`. */
  apply(object: object): Promise<string>;
  /** `kubectl create` of a plain object, which may have a `generateName`; answers `kind/name`. */
  create(object: object): Promise<string>;
  /** `kubectl replace` with a plain object: fields that it lacks are gone. Answers `kind/name`. */
  replace(object: object): Promise<string>;
  /** `kubectl get -o json`, parsed. */
  get<T>(...args: readonly string[]): Promise<T>;
}

/** Makes a {@link Kubectl}; the cache of discovery stays in the cluster's folder. */
export function createKubectl(options: {
  readonly path: string;
  readonly kubeconfigPath: string;
  readonly directory: string;
}): Kubectl {
  const always = ['--kubeconfig', options.kubeconfigPath, '--cache-dir', join(options.directory, 'kubectl-cache')];
  const kubectl = (...args: readonly string[]): Promise<string> => run(options.path, [...always, ...args]);
  const send = async (verb: string, object: object): Promise<string> => {
    const args = [...always, verb, '--filename=-', '--output=name'];
    return (await run(options.path, args, { input: JSON.stringify(object) })).trim();
  };
  return Object.assign(kubectl, {
    apply: (object: object) => send('apply', object),
    create: (object: object) => send('create', object),
    replace: (object: object) => send('replace', object),
    get: async <T>(...args: readonly string[]) => JSON.parse(await kubectl('get', ...args, '--output=json')) as T,
  });
}
