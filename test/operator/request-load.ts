import { Agent, get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** What came of the requests that were sent. */
export interface LoadReport {
  readonly sent: number;
  /** What the failed ones met with; one entry each. */
  readonly failures: readonly string[];
  /** Connections that the clients which keep theirs have opened. */
  readonly keptConnections: number;
  /** Clients that keep their connection. */
  readonly keepingClients: number;
  /** Answers by what their body calls its release. */
  readonly answersByRelease: ReadonlyMap<string, number>;
}

/** How one client behaves. */
interface Client {
  readonly path: string;
  /** Every request over the same connection, for as long as it lasts. */
  readonly keepsConnection: boolean;
}

const CLIENTS: readonly Client[] = [
  { path: '/', keepsConnection: true },
  { path: '/', keepsConnection: true },
  // Longer than a handover: the request begins with one version, and the connection leaves behind its answer.
  { path: '/?waitMs=400', keepsConnection: true },
  { path: '/', keepsConnection: false },
  { path: '/', keepsConnection: false },
];
const PAUSE_MS = 25;
/** Far longer than anything takes that works. */
const GIVE_UP_MS = 60_000;

/**
 * Sends requests to some addresses without end, from clients that keep their connection and from clients that open a new
 * one for every request. None of them tries anything again: whatever is not answered with 200 has failed.
 */
export class RequestLoad {
  readonly #failures: string[] = [];
  readonly #releases = new Map<string, number>();
  readonly #clients: readonly Promise<void>[];
  #sent = 0;
  #opened = 0;
  #stopped = false;

  /** @param addresses - `http://HOST:PORT` each; every one gets its own clients */
  constructor(private readonly addresses: readonly string[]) {
    this.#clients = addresses.flatMap(address => CLIENTS.map(client => this.#run(address, client)));
  }

  get report(): LoadReport {
    return {
      sent: this.#sent,
      failures: [...this.#failures],
      keptConnections: this.#opened,
      keepingClients: this.addresses.length * CLIENTS.filter(({ keepsConnection }) => keepsConnection).length,
      answersByRelease: new Map(this.#releases),
    };
  }

  /** Waits for the answers that are still due. */
  async stop(): Promise<LoadReport> {
    this.#stopped = true;
    await Promise.all(this.#clients);
    return this.report;
  }

  async #run(address: string, { path, keepsConnection }: Client): Promise<void> {
    const agent = new Agent(keepsConnection ? { keepAlive: true, maxSockets: 1 } : { keepAlive: false });
    while (!this.#stopped) {
      this.#sent += 1;
      try {
        const { body, reused } = await fetchText(`${address}${path}`, agent);
        const { release = '' } = JSON.parse(body) as { readonly release?: string };
        this.#releases.set(release, (this.#releases.get(release) ?? 0) + 1);
        if (keepsConnection && !reused) this.#opened += 1;
      } catch (error) {
        this.#failures.push(`${new Date().toISOString()} ${address}${path}: ${String(error)}`);
      }
      await delay(PAUSE_MS);
    }
    agent.destroy();
  }
}

function fetchText(url: string, agent: Agent): Promise<{ readonly body: string; readonly reused: boolean }> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, timeout: GIVE_UP_MS }, response => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve({ body, reused: request.reusedSocket });
        else reject(new Error(`status ${String(response.statusCode)}`));
      });
    });
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', reject);
  });
}
