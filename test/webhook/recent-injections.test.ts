import { expect } from 'chai';

import type { Namespace, Pod } from '../../lib/api/kubernetes.generated.js';
import { CONTROLLER_REVISIONS, NAMESPACES, SIDECARSETS } from '../../lib/api/resources.js';
import type { SidecarSet, SidecarSetSpec, SidecarSetStatus } from '../../lib/api/sidecarset.generated.js';
import type { ObjectStore } from '../../lib/cluster/object-store.js';
import { revisionData } from '../../lib/decide/revision/revision-data.js';
import { createMetrics } from '../../lib/telemetry/metrics.js';
import type { AdmissionRequest } from '../../webhook/admission-review.js';
import { openReview } from '../../webhook/admission-review.js';
import { podHandler } from '../../webhook/handle-pod.js';
import { aRevision } from '../build/a-revision.js';
import { aSidecar, aSidecarSet } from '../build/a-sidecarset.js';
import { applyJsonPatch } from '../simulation/server/json-patch.js';
import { VirtualClock } from '../simulation/virtual-clock.js';
import { aStore } from './store-fixture.js';
import { aReview } from './webhook-fixture.js';

/** As the documentation says: when the status goes on without them, and when it stands still. */
const PATIENCE_MS = 5_000;
const PATIENCE_WITHOUT_STATUS_MS = 15_000;

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { generateName: 'web-', labels: { app: 'web' } },
  spec: { containers: [{ name: 'app', image: 'app:1' }] },
};

const OLD = aSidecarSet({ containers: [aSidecar({ image: 'agent:1' })] });

/** Two pods stay old; `agent:1` is the older revision, `agent:2` the present spec. */
const PARTIAL: Partial<SidecarSetSpec> = {
  injectionStrategy: { revision: { revisionName: 'set-old', policy: 'Partial' } },
  updateStrategy: { partition: 2 },
};

/** One replica's webhook, and what it knows. */
class Replica {
  readonly clock: VirtualClock = new VirtualClock();
  readonly #sidecarSets: ObjectStore<SidecarSet>;
  readonly #handle: ReturnType<typeof podHandler>;
  #version = 100;

  constructor(spec = PARTIAL) {
    this.#sidecarSets = aStore<SidecarSet>(SIDECARSETS, [aSidecarSet(spec, { uid: 'uid-of-set' })]);
    this.#handle = podHandler({
      sidecarSets: this.#sidecarSets,
      namespaces: aStore<Namespace>(NAMESPACES, []),
      revisions: aStore(CONTROLLER_REVISIONS, [aRevision('set-old', 1, { data: revisionData(OLD) })]),
      cluster: { get: () => Promise.reject(new Error('the cluster is asked for nothing')) },
      clock: this.clock,
      metrics: createMetrics({ version: '0', processMetrics: false }),
      events: { note: () => undefined },
    });
  }

  /** The watch brings a new status. */
  sees(status: SidecarSetStatus, spec = PARTIAL): void {
    this.#version += 1;
    const metadata = { uid: 'uid-of-set', resourceVersion: String(this.#version) };
    this.#sidecarSets.replace([{ ...aSidecarSet(spec, metadata), status }], String(this.#version));
  }

  /** @returns the image of the sidecar that a new pod gets */
  async asked(fields: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const opened = openReview(aReview({ object: POD, ...fields }));
    const { request } = opened as { readonly request: AdmissionRequest };
    const decision = await this.#handle(request);
    if (decision.verdict !== 'allow') throw new Error(decision.reason);
    const { spec } = applyJsonPatch(request.object ?? {}, decision.patch ?? []) as Pod;
    return spec?.containers.find(({ name }) => name === 'agent')?.image ?? '';
  }

  /** Asked about many pods at once. */
  askedAtOnce(count: number): Promise<readonly string[]> {
    return Promise.all(Array.from({ length: count }, () => this.asked()));
  }
}

describe('pods that the status does not count yet', () => {
  it('count all the same, also when they are asked about at the same moment', async () => {
    expect(await new Replica().askedAtOnce(4)).to.deep.equal(['agent:1', 'agent:1', 'agent:2', 'agent:2']);
  });

  it('count once: no more when the status counts them', async () => {
    const replica = new Replica();
    await replica.askedAtOnce(3);
    replica.sees({ matchedPods: 3, updatedPods: 1 });
    expect(await replica.asked()).to.equal('agent:2');
    // One of the old ones is gone.
    replica.sees({ matchedPods: 3, updatedPods: 2 });
    expect(await replica.askedAtOnce(2)).to.deep.equal(['agent:1', 'agent:2']);
  });

  it('count until the status counts as many of their version, and not of the other', async () => {
    const replica = new Replica();
    await replica.askedAtOnce(3);
    replica.sees({ matchedPods: 1, updatedPods: 1 });
    expect(await replica.asked()).to.equal('agent:2');
  });

  it('do not count for ever when they never come', async () => {
    const replica = new Replica();
    await replica.askedAtOnce(2);
    await replica.clock.advance(PATIENCE_WITHOUT_STATUS_MS - 1);
    expect(await replica.asked()).to.equal('agent:2');
    await replica.clock.advance(1);
    expect(await replica.asked()).to.equal('agent:1');
  });

  it('do not count for long when the status goes on and does not show them', async () => {
    const replica = new Replica();
    await replica.askedAtOnce(2);
    await replica.clock.advance(PATIENCE_MS - 1);
    replica.sees({ matchedPods: 1, updatedPods: 1 });
    expect(await replica.asked()).to.equal('agent:2');
    await replica.clock.advance(1);
    expect(await replica.asked()).to.equal('agent:1');
  });

  it('do not count when they are only asked about in a dry run, or for the second time', async () => {
    const replica = new Replica();
    expect(await replica.asked({ dryRun: true })).to.equal('agent:1');
    expect(await replica.asked({ dryRun: true })).to.equal('agent:1');
    expect(await replica.askedAtOnce(3)).to.deep.equal(['agent:1', 'agent:1', 'agent:2']);
  });

  it('are not remembered for a SidecarSet that gives all new pods the same', async () => {
    const { injectionStrategy } = PARTIAL;
    const everybody = {
      injectionStrategy: { revision: { ...injectionStrategy?.revision, policy: 'Always' as const } },
    };
    const replica = new Replica(everybody);
    expect(await replica.askedAtOnce(2)).to.deep.equal(['agent:1', 'agent:1']);
    replica.sees({}, PARTIAL);
    expect(await replica.askedAtOnce(3)).to.deep.equal(['agent:1', 'agent:1', 'agent:2']);
  });
});
