import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';
import { parse } from 'yaml';

import type { Namespace, Pod } from '../../lib/api/kubernetes.generated.js';
import { CONTROLLER_REVISIONS, NAMESPACES, SIDECARSETS } from '../../lib/api/resources.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { endCommand } from '../../lib/cli/command.js';
import { runInjectCommand } from '../../lib/cli/inject-command.js';
import type { JsonPatchOperation } from '../../lib/cluster/cluster.js';
import { defaultSidecarSet } from '../../lib/decide/definition/default-sidecarset.js';
import { injectPod } from '../../lib/decide/injection/inject-pod.js';
import { createMetrics } from '../../lib/telemetry/metrics.js';
import type { AdmissionHandler } from '../../webhook/admission-route.js';
import { podHandler } from '../../webhook/handle-pod.js';
import { applyJsonPatch } from '../simulation/server/json-patch.js';
import { VirtualClock } from '../simulation/virtual-clock.js';
import { aStore } from '../webhook/store-fixture.js';
import type { RunningWebhook, TestPki } from '../webhook/webhook-fixture.js';
import { aPki, aReview, ask, startWebhook } from '../webhook/webhook-fixture.js';
import type { InjectionGolden, Want } from './injection-golden.js';
import { faultsOf, fileOf, readInjectionGoldens, REFRESH, textOfWant, writeWant } from './injection-golden.js';

/** The moment at which every pod of the goldens is created. */
const NOW = '2024-01-01T00:00:00Z';

const goldens = readInjectionGoldens();

/** What the file says, or a failure that says how to write it. */
function wantOf({ want, folder }: InjectionGolden): Want {
  if (want === undefined) throw new Error(`${folder}/want.yaml is not there; to write it: ${REFRESH}`);
  return want;
}

function expectWanted(golden: InjectionGolden, got: unknown): void {
  expect(
    got,
    `${golden.folder}/want.yaml is out of date, or the code is wrong. To refresh it: ${REFRESH}`,
  ).to.deep.equal(wantOf(golden));
}

describe('injection goldens', () => {
  it('hold a pod, SidecarSets and the wanted outcome, and nothing else but namespaces', () => {
    expect(goldens.flatMap(({ folder }) => faultsOf(folder))).to.deep.equal([]);
  });

  it('name the Namespace of their pod, when they name any', () => {
    for (const { folder, namespace, namespaces } of goldens.filter(({ namespaces }) => namespaces.length > 0)) {
      expect(
        namespaces.map(({ metadata }) => metadata?.name),
        folder,
      ).to.include(namespace);
    }
  });

  it('are to the byte what the command that refreshes them would write', () => {
    for (const golden of goldens) {
      expect(readFileSync(join(golden.folder, 'want.yaml'), 'utf8'), golden.folder).to.equal(
        textOfWant(decide(golden)),
      );
    }
  });

  it('fail when they are stale, and say how to refresh them', () => {
    const golden = goldens.find(({ want }) => want?.kind === 'inject')!;
    const stale: Want = { kind: 'leave', reason: 'not-selected' };
    expect(() => expectWanted({ ...golden, want: stale }, decide(golden))).to.throw(REFRESH);
    expect(() => expectWanted({ ...golden, want: undefined }, decide(golden))).to.throw(REFRESH);
    const folder = mkdtempSync(join(tmpdir(), 'golden-'));
    writeWant({ folder }, stale);
    writeFileSync(join(folder, 'notes.txt'), '');
    expect(faultsOf(folder)).to.deep.equal([
      `${folder}/pod.yaml is not there; to write a want.yaml: ${REFRESH}`,
      `${folder}/sidecarsets.yaml is not there; to write a want.yaml: ${REFRESH}`,
      `${folder}/notes.txt is read by nobody`,
    ]);
    rmSync(folder, { recursive: true });
  });

  describe('through injectPod', () => {
    for (const golden of goldens) {
      it(golden.sentence, () => {
        const got = decide(golden);
        if (process.env['UPDATE_GOLDENS'] === '1') writeWant(golden, got);
        else expectWanted(golden, got);
      });
    }
  });

  describe('through the webhook, over TLS', () => {
    let pki: TestPki;
    let webhook: RunningWebhook;
    let handle: AdmissionHandler;

    before(async () => {
      pki = await aPki();
      webhook = await startWebhook(pki, request => handle(request));
    });
    after(() => webhook.server.drain());

    for (const golden of goldens) {
      it(golden.sentence, async () => {
        handle = handlerOf(golden);
        const { pod: object, namespace } = golden;
        const body = JSON.stringify(aReview({ object, namespace, name: object.metadata?.name }));
        const answer = await ask({ port: webhook.port, ca: pki.authority.certificate, body });
        expect(answer.code).to.equal(200);
        const { response } = JSON.parse(answer.text) as { readonly response: AdmissionResponse };
        expectWanted(golden, outcomeOf(object, response));
      });
    }
  });

  describe('through the command line', () => {
    for (const golden of goldens) {
      it(golden.sentence, async () => {
        const want = wantOf(golden);
        const namespaces = fileOf(golden, 'namespaces');
        const args = [
          ...['-f', fileOf(golden, 'pod')!, '--sidecarsets', fileOf(golden, 'sidecarsets')!],
          ...(namespaces === undefined ? [] : ['--namespaces', namespaces]),
        ];
        const world = { readFile: (path: string) => readFileSync(path, 'utf8'), filesIn: () => undefined, now: NOW };
        const { exitCode, output } = await endCommand('inject', () => runInjectCommand(args, world));
        if (want.kind === 'reject') {
          expect(output).to.contain(`(${want.reason})`).and.contain(want.message);
          expect(exitCode).to.equal(1);
          return;
        }
        expect(exitCode, output).to.equal(0);
        expect(output).to.contain(want.kind === 'leave' ? `(${want.reason})` : '# injected by');
        expect(parse(output)).to.deep.equal(want.kind === 'leave' ? golden.pod : want.pod);
      });
    }
  });
});

interface AdmissionResponse {
  readonly allowed: boolean;
  readonly patch?: string;
  readonly patchType?: string;
  readonly status?: { readonly message?: string };
  readonly auditAnnotations?: { readonly reason?: string };
}

/** What the API server makes of an answer, in the terms of a `want.yaml`. */
function outcomeOf(object: Pod, { allowed, patch, patchType, status, auditAnnotations }: AdmissionResponse): unknown {
  const reason = auditAnnotations?.reason;
  if (!allowed) return { kind: 'reject', reason, message: status?.message };
  if (patch === undefined) return { kind: 'leave', reason };
  expect({ patchType, reason }).to.deep.equal({ patchType: 'JSONPatch', reason: 'injected' });
  const operations = JSON.parse(Buffer.from(patch, 'base64').toString('utf8')) as readonly JsonPatchOperation[];
  return { kind: 'inject', pod: applyJsonPatch(object, operations) };
}

/** The decision as it looks in a file. */
function decide({ pod, namespace, namespaces, sidecarSets }: InjectionGolden): Want {
  const namespaceLabels = namespaces.find(({ metadata }) => metadata?.name === namespace)?.metadata?.labels;
  const decision = injectPod({
    pod,
    namespace,
    sidecarSets: sidecarSets.map(defaultSidecarSet),
    now: NOW,
    ...(namespaceLabels === undefined ? {} : { namespaceLabels }),
  });
  return JSON.parse(JSON.stringify({ ...decision, choices: undefined })) as Want;
}

function handlerOf({ sidecarSets, namespaces }: InjectionGolden): AdmissionHandler {
  return podHandler({
    sidecarSets: aStore<SidecarSet>(SIDECARSETS, sidecarSets.map(defaultSidecarSet)),
    namespaces: aStore<Namespace>(NAMESPACES, namespaces),
    revisions: aStore(CONTROLLER_REVISIONS, []),
    cluster: { get: () => Promise.reject(new Error('the cluster is asked for nothing')) },
    clock: new VirtualClock(),
    metrics: createMetrics({ version: '0', processMetrics: false }),
    events: { note: () => undefined },
  });
}
