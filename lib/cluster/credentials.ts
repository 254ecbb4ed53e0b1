import type { RequestOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import type { Clock } from './clock.js';
import { forgetCredentials } from './kube-config.js';

/** All that a request needs to be let in. */
export interface Access {
  /** The API server's URL; a proxy before it may add a path. */
  readonly server: URL;
  /** Certificates, and an agent of its own only where a proxy is configured. */
  readonly requestOptions: RequestOptions;
  readonly headers: Readonly<Record<string, string>>;
}

/** Service account tokens are rotated on disk; client-go looks again after this time, too. */
const KEEP_MS = 60_000;

/** What a kubeconfig grants, read again from time to time and when the API server no longer accepts it. */
export class Credentials {
  readonly #clock: Clock;
  #kubeConfig: KubeConfig;
  #access: Promise<Access> | undefined;
  #readAtMs = 0;

  constructor(kubeConfig: KubeConfig, clock: Clock) {
    this.#kubeConfig = kubeConfig;
    this.#clock = clock;
  }

  current(): Promise<Access> {
    const isOld = this.#clock.monotonicMs() - this.#readAtMs > KEEP_MS;
    return this.#access === undefined || isOld ? this.#read() : this.#access;
  }

  /**
   * After a 401.
   *
   * @param refused - what the API server did not accept; many calls are refused at once, but only the first of them
   *   makes us read again
   */
  async renew(refused: Access): Promise<Access> {
    const held = this.#access;
    const access = await this.current();
    if (access !== refused) return access;
    if (this.#access !== held) return this.current();
    this.#kubeConfig = forgetCredentials(this.#kubeConfig);
    return this.#read();
  }

  #read(): Promise<Access> {
    const reading = readAccess(this.#kubeConfig);
    this.#access = reading;
    this.#readAtMs = this.#clock.monotonicMs();
    // A command that failed (an expired login, say) is run again by the next call.
    reading.catch(() => {
      if (this.#access === reading) this.#access = undefined;
    });
    return reading;
  }
}

async function readAccess(kubeConfig: KubeConfig): Promise<Access> {
  const cluster = kubeConfig.getCurrentCluster();
  if (cluster === null) throw new Error('kubeconfig: no current cluster');
  const options: RequestOptions & { headers: Record<string, string> } = { headers: {} };
  await kubeConfig.applyToHTTPSOptions(options);
  const { headers, agent, ...requestOptions } = options;
  // Token files often end in a newline, which no header may hold.
  const trimmed = Object.entries(headers).map(([name, value]) => [name, value.trim()] as const);
  return {
    server: new URL(cluster.server),
    requestOptions:
      cluster.proxyUrl === undefined || agent === undefined ? requestOptions : { ...requestOptions, agent },
    headers: Object.fromEntries(trimmed),
  };
}
