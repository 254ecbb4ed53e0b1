import { expect } from 'chai';
import type { Namespace, Pod } from '../../lib/api/kubernetes.generated.js';
import { CONTROLLER_REVISIONS, NAMESPACES, SIDECARSETS } from '../../lib/api/resources.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { ApiError } from '../../lib/cluster/api-error.js';
import type { Cluster } from '../../lib/cluster/cluster.js';
import type { EventNote } from '../../lib/cluster/event-correlator.js';
import { ObjectStore } from '../../lib/cluster/object-store.js';
import { revisionData } from '../../lib/decide/revision/revision-data.js';
import { createMetrics } from '../../lib/telemetry/metrics.js';
import type { AdmissionDecision, AdmissionRequest } from '../../webhook/admission-review.js';
import { openReview } from '../../webhook/admission-review.js';
import type { PodHandlerOptions } from '../../webhook/handle-pod.js';
import { podHandler } from '../../webhook/handle-pod.js';
import { aRevision } from '../build/a-revision.js';
import { aSidecar, aSidecarSet } from '../build/a-sidecarset.js';
import { applyJsonPatch } from '../simulation/server/json-patch.js';
import { VirtualClock } from '../simulation/virtual-clock.js';
import { aStore } from './store-fixture.js';
import { aReview } from './webhook-fixture.js';

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { generateName: 'web-', labels: { app: 'web' } },
  spec: { containers: [{ name: 'app', image: 'app:1' }] },
};

function aRequest(fields: Readonly<Record<string, unknown>> = {}): AdmissionRequest {
  const opened = openReview(aReview({ object: POD, ...fields }));
  if (opened.kind === 'malformed') throw new Error(opened.message);
  return opened.request;
}

/** No Namespace but those in the store; whoever asks for another waits in vain. */
const NO_CLUSTER: Pick<Cluster, 'get'> = {
  get: () => Promise.reject(new ApiError({ code: 404, reason: 'NotFound', message: 'not found', call: 'get' })),
};

function options(sidecarSets: readonly SidecarSet[], fields: Partial<PodHandlerOptions> = {}): PodHandlerOptions {
  return {
    sidecarSets: aStore(SIDECARSETS, sidecarSets),
    namespaces: aStore<Namespace>(NAMESPACES, [
      { metadata: { name: 'default', resourceVersion: '1', labels: { team: 'shop' } } },
    ]),
    revisions: aStore(CONTROLLER_REVISIONS, []),
    cluster: NO_CLUSTER,
    clock: new VirtualClock(),
    metrics: createMetrics({ version: '0', processMetrics: false }),
    events: { note: () => undefined },
    ...fields,
  };
}

async function patched(decision: AdmissionDecision | Promise<AdmissionDecision>): Promise<Pod> {
  const decided = await decision;
  if (decided.verdict !== 'allow') throw new Error(`${decided.verdict}: ${decided.reason}`);
  return applyJsonPatch(POD, decided.patch ?? []) as Pod;
}

describe('podHandler', () => {
  it('injects the sidecars of a SidecarSet that selects the pod', async () => {
    const pod = await patched(podHandler(options([aSidecarSet()]))(aRequest()));
    expect(pod.spec?.containers.map(container => container.name)).to.deep.equal(['agent', 'app']);
    expect(pod.metadata?.annotations).to.include({ 'kruise.io/sidecarset-injected-list': 'set' });
    expect(pod.metadata?.annotations?.['kruise.io/sidecarset-hash']).to.contain('"2024-01-01T00:00:00Z"');
  });

  it("adds nothing to a pod of the operator's own namespace but what asks for that namespace", async () => {
    const asking = aSidecarSet({ containers: [aSidecar({ name: 'own' })], namespace: 'operator' }, { name: 'asking' });
    const scopeNamespaces = { ownNamespace: 'operator', exemptNamespaces: [] };
    const handle = podHandler(options([asking, aSidecarSet()], { scopeNamespaces }));
    const pod = await patched(handle(aRequest({ namespace: 'operator' })));
    expect(pod.metadata?.annotations).to.include({ 'kruise.io/sidecarset-injected-list': 'asking' });
  });

  it("leaves the app's numbers alone, also those that JavaScript cannot keep", async () => {
    const lifecycle = JSON.parse('{"preStop":{"sleep":{"seconds":9007199254740993}}}') as object;
    const containers = [{ name: 'app', image: 'app:1', lifecycle }];
    const decision = await podHandler(options([aSidecarSet()]))(aRequest({ object: { ...POD, spec: { containers } } }));
    expect(decision).to.include({ reason: 'injected' });
    expect(JSON.stringify(decision)).to.contain('"agent:2"').and.not.contain('9007199254740992');
  });

  it('follows the SidecarSets as they come, change and go', async () => {
    const sidecarSets = aStore<SidecarSet>(SIDECARSETS, []);
    const handle = podHandler(options([], { sidecarSets }));
    const reason = async (): Promise<string> => (await handle(aRequest())).reason;
    expect(await reason()).to.equal('not-selected');
    sidecarSets.apply({ type: 'ADDED', object: aSidecarSet({}, { resourceVersion: '101' }) });
    expect(await reason()).to.equal('injected');
    const elsewhere = aSidecarSet({ selector: { matchLabels: { app: 'db' } } }, { resourceVersion: '102' });
    sidecarSets.apply({ type: 'MODIFIED', object: elsewhere });
    expect(await reason()).to.equal('not-selected');
    const back = aSidecarSet({}, { resourceVersion: '103' });
    sidecarSets.apply({ type: 'MODIFIED', object: back });
    sidecarSets.apply({ type: 'DELETED', object: { ...back, metadata: { ...back.metadata, resourceVersion: '104' } } });
    expect(await reason()).to.equal('not-selected');
  });

  it('says in the log which SidecarSets it injected', async () => {
    const decision = await podHandler(options([aSidecarSet()]))(aRequest());
    expect(decision).to.deep.include({
      reason: 'injected',
      facts: { sidecarSets: ['set'], generateName: 'web-' },
    });
  });

  it('changes nothing when it is asked again about what it has made', async () => {
    const handle = podHandler(options([aSidecarSet()]));
    const pod = await patched(handle(aRequest()));
    const again = await handle(aRequest({ object: pod }));
    expect(again).to.include({ verdict: 'allow', reason: 'already-injected' });
    expect(again).to.not.have.property('patch');
  });

  it('lets a pod that nobody selects through without a word', async () => {
    const set = aSidecarSet({ selector: { matchLabels: { app: 'db' } } });
    expect(await podHandler(options([set]))(aRequest())).to.deep.equal({ verdict: 'allow', reason: 'not-selected' });
  });

  it('refuses a pod whose own container has the name of a sidecar, and says why', async () => {
    const object = { ...POD, spec: { containers: [{ name: 'agent', image: 'mine' }] } };
    const decision = await podHandler(options([aSidecarSet()]))(aRequest({ object }));
    expect(decision).to.include({ verdict: 'refuse', reason: 'container-name-taken' });
    expect(decision).to.have.nested.property('status.code', 403);
    expect(decision).to.have.nested.property('status.message').that.contains('SidecarSet set').and.contains('agent');
  });

  it('leaves everything but the creation of pods alone', async () => {
    const handle = podHandler(options([aSidecarSet()]));
    const requests = [
      aRequest({ operation: 'DELETE', object: null, oldObject: POD }),
      aRequest({ operation: 'UPDATE', oldObject: POD }),
      aRequest({ subResource: 'binding' }),
      aRequest({ operation: 'CONNECT', subResource: 'exec' }),
    ];
    for (const request of requests) {
      expect(await handle(request)).to.deep.equal({ verdict: 'allow', reason: 'not-a-creation' });
    }
  });

  it('decides nothing before it knows the SidecarSets: half of them would make half an injection', async () => {
    const sidecarSets = new ObjectStore({ resource: SIDECARSETS });
    expect(await podHandler(options([], { sidecarSets }))(aRequest())).to.include({
      verdict: 'fail',
      reason: 'not-synced',
      code: 503,
    });
  });

  it('decides nothing before it knows the revisions', async () => {
    const revisions = new ObjectStore({ resource: CONTROLLER_REVISIONS });
    const decision = await podHandler(options([aSidecarSet()], { revisions }))(aRequest());
    expect(decision).to.include({ verdict: 'fail', reason: 'not-synced', code: 503 });
  });

  it('injects the revision that the SidecarSet names', async () => {
    const metadata = { uid: 'uid-of-set' };
    const old = aSidecarSet({ containers: [aSidecar({ image: 'agent:1' })] });
    const revisions = aStore(CONTROLLER_REVISIONS, [aRevision('set-old', 1, { data: revisionData(old) })]);
    const set = aSidecarSet({ injectionStrategy: { revision: { revisionName: 'set-old' } } }, metadata);
    const pod = await patched(podHandler(options([set], { revisions }))(aRequest()));
    expect(pod.spec?.containers[0]).to.include({ name: 'agent', image: 'agent:1' });
  });

  it('refuses a pod for which the SidecarSet names a revision that does not exist', async () => {
    const revision = { revisionName: 'set-gone' };
    const set = aSidecarSet({ injectionStrategy: { revision, failurePolicy: 'Fail' } });
    const decision = await podHandler(options([set]))(aRequest());
    expect(decision).to.include({ verdict: 'refuse', reason: 'revision-missing' });
    expect(decision).to.have.nested.property('status.message').that.contains('set-gone');
  });

  it('lets that pod through when the policy is Ignore, with an event on the SidecarSet, but none for a dry run', async () => {
    const set = aSidecarSet({ injectionStrategy: { revision: { revisionName: 'set-gone' } } });
    const notes: EventNote[] = [];
    const handle = podHandler(options([set], { events: { note: note => notes.push(note) } }));
    expect(await handle(aRequest({ dryRun: true }))).to.include({ verdict: 'allow', reason: 'revision-missing' });
    expect(notes).to.deep.equal([]);
    await handle(aRequest());
    expect(notes).to.have.length(1);
    expect(notes[0]).to.deep.include({ type: 'Warning', reason: 'revision-missing' });
    expect(notes[0]?.about).to.include({ kind: 'SidecarSet', name: 'set' });
    expect(notes[0]?.message).to.contain('namespace default').and.contain('set-gone');
  });

  it('counts pods by SidecarSet, or by the reason why not; but not those of dry runs', async () => {
    const tools = options([aSidecarSet()]);
    const handle = podHandler(tools);
    await handle(aRequest());
    await handle(aRequest({ dryRun: true }));
    await handle(aRequest({ object: { ...POD, metadata: {} } }));
    const text = await tools.metrics.text();
    expect(text).to.contain('sidecarset_pods_injected_total{sidecarset="set"} 1');
    expect(text).to.contain('sidecarset_pods_not_injected_total{reason="not-selected"} 1');
  });

  it('counts a pod once, however often the API server asks about it', async () => {
    const tools = options([aSidecarSet()]);
    const handle = podHandler(tools);
    await handle(aRequest({ object: await patched(handle(aRequest())) }));
    const text = await tools.metrics.text();
    expect(text).to.contain('sidecarset_pods_injected_total{sidecarset="set"} 1');
    expect(text).not.to.contain('already-injected');
  });

  it('answers a dry run like the real thing', async () => {
    const handle = podHandler(options([aSidecarSet()]));
    expect(await handle(aRequest({ dryRun: true }))).to.deep.equal(await handle(aRequest()));
  });

  describe('with a namespaceSelector', () => {
    const set = aSidecarSet({ namespaceSelector: { matchLabels: { team: 'shop' } } });

    /** Counts how often it is asked. */
    function aCluster(answer: () => Promise<unknown>): Pick<Cluster, 'get'> & { asked: number } {
      const cluster = {
        asked: 0,
        get: (() => {
          cluster.asked += 1;
          return answer();
        }) as Cluster['get'],
      };
      return cluster;
    }

    it('reads the labels of the namespace from memory', async () => {
      const cluster = aCluster(() => Promise.reject(new Error('asked')));
      expect(await podHandler(options([set], { cluster }))(aRequest())).to.include({ reason: 'injected' });
      expect(cluster.asked).to.equal(0);
    });

    it('asks once about a namespace that is too new to be known', async () => {
      const cluster = aCluster(() => Promise.resolve({ metadata: { name: 'new', labels: { team: 'shop' } } }));
      const decision = await podHandler(options([set], { cluster }))(aRequest({ namespace: 'new' }));
      expect(decision).to.include({ reason: 'injected' });
      expect(cluster.asked).to.equal(1);
    });

    it('goes on without the labels when they cannot be had', async () => {
      const cluster = aCluster(() => Promise.reject(new Error('timeout')));
      const decision = await podHandler(options([set], { cluster }))(aRequest({ namespace: 'new' }));
      expect(decision).to.include({ verdict: 'allow', reason: 'not-selected' });
      expect(cluster.asked).to.equal(1);
    });

    it('asks nobody about a namespace whose labels no SidecarSet reads', async () => {
      const cluster = aCluster(() => Promise.reject(new Error('asked')));
      const handle = podHandler(options([aSidecarSet()], { cluster }));
      expect(await handle(aRequest({ namespace: 'new' }))).to.include({ reason: 'injected' });
      expect(cluster.asked).to.equal(0);
    });
  });
});
