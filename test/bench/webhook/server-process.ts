import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import type { Namespace } from '../../../lib/api/kubernetes.generated.js';
import { CONTROLLER_REVISIONS, NAMESPACES, SIDECARSETS } from '../../../lib/api/resources.js';
import { systemClock } from '../../../lib/cluster/clock.js';
import { ObjectStore } from '../../../lib/cluster/object-store.js';
import { joinLines, LINES_MS } from '../../../lib/telemetry/line-buffer.js';
import { createLog } from '../../../lib/telemetry/log.js';
import { createMetrics } from '../../../lib/telemetry/metrics.js';
import { podHandler } from '../../../webhook/handle-pod.js';
import type { ServingCertificate } from '../../../webhook/server.js';
import { createWebhookServer } from '../../../webhook/server.js';
import type { Scenario } from './workload.js';
import { sidecarSetsOf } from './workload.js';

// The process that is measured: the webhook as the operator runs it, or node:https that answers one fixed text.

/** What the process is asked. */
export type Order =
  | { readonly kind: 'serve'; readonly certificate: ServingCertificate; readonly what: Scenario | { answer: string } }
  | { readonly kind: 'cpu' };

/** What it answers: the port, or the processor time that it has used so far. */
export type Report =
  { readonly kind: 'serving'; readonly port: number } | { readonly kind: 'cpu'; readonly micros: number };

async function serveWebhook(certificate: ServingCertificate, scenario: Scenario): Promise<number> {
  const metrics = createMetrics({ version: 'bench' });
  const lines = joinLines(
    text => process.stdout.write(text),
    run => setTimeout(run, LINES_MS),
  );
  const log = createLog({ nowMs: () => Date.now(), write: line => lines.write(line) });
  const sidecarSets = new ObjectStore({ resource: SIDECARSETS });
  const namespaces = new ObjectStore<Namespace>({ resource: NAMESPACES });
  const revisions = new ObjectStore({ resource: CONTROLLER_REVISIONS });
  const cluster = { get: () => Promise.reject(new Error('nobody to ask')) };
  const sources = { sidecarSets, namespaces, revisions, cluster, clock: systemClock };
  const handle = podHandler({ ...sources, metrics, events: { note: () => undefined } });
  sidecarSets.replace(sidecarSetsOf(scenario), String(scenario.sidecarSets + 1));
  namespaces.replace([{ metadata: { name: 'shop', resourceVersion: '1', labels: { team: 'shop' } } }], '1');
  revisions.replace([], '1');
  const handlers = { mpod: handle, msidecarset: handle, vsidecarset: handle };
  const server = createWebhookServer({ handlers, clock: systemClock, log, metrics });
  server.setCertificate(certificate);
  return server.listen({ port: 0, host: '127.0.0.1' });
}

function serveText({ certificate, key }: ServingCertificate, answer: string): Promise<number> {
  const server = createServer({ cert: certificate, key, minVersion: 'TLSv1.2' }, (request, response) => {
    request.on('data', () => undefined);
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end(answer);
    });
  });
  return new Promise(resolve => {
    server.listen({ port: 0, host: '127.0.0.1' }, () => resolve((server.address() as AddressInfo).port));
  });
}

function report(line: Report): void {
  process.send?.(line);
}

process.on('message', (order: Order) => {
  if (order.kind === 'cpu') {
    const { user, system } = process.cpuUsage();
    report({ kind: 'cpu', micros: user + system });
    return;
  }
  const { certificate, what } = order;
  const port = 'answer' in what ? serveText(certificate, what.answer) : serveWebhook(certificate, what);
  void port.then(found => report({ kind: 'serving', port: found }));
});
process.on('disconnect', () => process.exit());
