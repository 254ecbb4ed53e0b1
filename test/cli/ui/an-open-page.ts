import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

import { runUiCommand } from '../../../lib/cli/ui-command.js';
import { waitFor } from '../../cluster/wait-for.js';
import { LiveCluster } from '../a-live-cluster.js';

/** What the server answered. */
export interface Answer {
  readonly code: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** `sidecarset ui` over a cluster in memory whose time goes on by itself while somebody looks. */
export class OpenPage {
  readonly live: LiveCluster = new LiveCluster();
  #isOpen = true;
  #ticking: Promise<void> | undefined;
  #ending: ReturnType<LiveCluster['run']> | undefined;
  url = '';

  /** Starts the command, and waits until it says where the page is. */
  async open(): Promise<void> {
    this.#ticking = this.#tick();
    this.#ending = this.live.run(runUiCommand, '--port', '0');
    await waitFor('the page to be served', () => this.live.written.includes('http://'));
    this.url = /http:\S+/.exec(this.live.written)?.[0] ?? '';
  }

  /** Interrupts the command, and waits for its end. */
  async close(): ReturnType<LiveCluster['run']> {
    this.live.interrupt();
    const end = await this.#ending!;
    this.#isOpen = false;
    await this.#ticking;
    return end;
  }

  async #tick(): Promise<void> {
    while (this.#isOpen) {
      await this.live.clock.advance(500);
      await delay(50);
    }
  }

  /** One request; node's own fetch would not send another Host. */
  ask(path: string, options: { readonly method?: string; readonly host?: string } = {}): Promise<Answer> {
    const { method = 'GET', host } = options;
    return new Promise((resolve, reject) => {
      const call = request(
        new URL(path, this.url),
        { method, headers: host === undefined ? {} : { host } },
        response => {
          let body = '';
          response.setEncoding('utf8').on('data', (text: string) => (body += text));
          response.on('end', () => resolve({ code: response.statusCode ?? 0, headers: response.headers, body }));
        },
      );
      call.on('error', reject).end();
    });
  }

  /** Follows the events of the page. */
  async follow(): Promise<{
    readonly events: readonly { readonly name: string; readonly data: string }[];
    readonly stop: () => void;
  }> {
    const events: { name: string; data: string }[] = [];
    const call = request(new URL('/events', this.url), response => {
      let text = '';
      response.setEncoding('utf8').on('data', (more: string) => {
        text += more;
        const whole = text.split('\n\n');
        text = whole.pop() ?? '';
        for (const event of whole) {
          const [name = '', data = ''] = event.split('\n');
          events.push({ name: name.replace('event: ', ''), data: data.replace(/^data: ?/, '') });
        }
      });
    });
    call.on('error', () => undefined).end();
    await waitFor('the first picture', () => events.length > 0);
    return { events, stop: () => void call.destroy() };
  }
}
