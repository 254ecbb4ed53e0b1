import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';

import type { LiveView } from './live-view.js';
import { PAGE } from './page.generated.js';

/** The only names under which the page answers: a name of somebody else's that leads here (DNS rebinding) is none of them. */
const HOSTS: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    `script-src 'sha256-${PAGE.scriptSha256}'`,
    `style-src 'sha256-${PAGE.styleSha256}'`,
    'img-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/** Makes the server of the page: it answers reads only, and under the names of this machine only. */
export function createUiServer(view: LiveView): Server {
  return createServer((request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    const url = readUrl(request);
    if (url === undefined) {
      answer(response, 403, {
        message: `this page answers as ${HOSTS.join(', ')} only; open it under one of these names`,
      });
    } else if (request.method !== 'GET') {
      response.setHeader('Allow', 'GET');
      answer(response, 405, { message: 'nothing can be changed here; only GET is answered' });
    } else {
      try {
        route(url, response, view);
      } catch (error) {
        answer(response, 500, { message: String(error) });
      }
    }
  });
}

/** Nothing when the request is not for this machine, or makes no sense. */
function readUrl({ headers, url }: IncomingMessage): URL | undefined {
  const base = `http://${headers.host ?? ''}`;
  if (!URL.canParse(url ?? '', base) || url?.startsWith('/') !== true) return undefined;
  const { hostname } = new URL(base);
  return HOSTS.includes(hostname) ? new URL(`http://localhost${url}`) : undefined;
}

function route({ pathname, searchParams }: URL, response: ServerResponse, view: LiveView): void {
  switch (pathname) {
    case '/':
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.end(PAGE.html);
      return;
    case '/events':
      sendPictures(response, view);
      return;
    case '/pods':
      answer(response, 200, view.findPods(searchParams.get('search') ?? ''));
      return;
    case '/pod':
      answerPod(response, view, searchParams.get('name') ?? '');
      return;
    default:
      answer(response, 404, { message: `there is nothing at ${pathname}` });
  }
}

function answerPod(response: ServerResponse, view: LiveView, text: string): void {
  const [namespace = '', name = ''] = text.split('/');
  const picture = view.pod({ namespace, name });
  if (picture === undefined) answer(response, 404, { message: `there is no pod ${text}` });
  else answer(response, 200, picture);
}

function answer(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { 'Content-Type': 'application/json; charset=utf-8' });
  response.end(`${JSON.stringify(body)}\n`);
}

/** Server-sent events. A browser that does not keep up gets the latest picture when it does again, not all of them. */
function sendPictures(response: ServerResponse, view: LiveView): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
  let waiting: string | undefined;
  const send = (event: string): void => {
    if (response.writableNeedDrain) waiting = event;
    else response.write(event);
  };
  response.on('drain', () => {
    const latest = waiting;
    waiting = undefined;
    if (latest !== undefined) send(latest);
  });
  const end = view.subscribe(picture => {
    if (picture !== undefined) send(`event: picture\ndata: ${picture}\n\n`);
    else if (waiting === undefined) send('event: changed\ndata:\n\n');
  });
  response.on('close', end);
}
