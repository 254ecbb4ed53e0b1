import { expect } from 'chai';
import fc from 'fast-check';

import type { ControllerRevision, Pod } from '../../../lib/api/kubernetes.generated.js';
import type {
  InjectionFailurePolicy,
  InjectRevision,
  SidecarSet,
  SidecarSetSpec,
  SidecarSetStatus,
  UpdateStrategy,
} from '../../../lib/api/sidecarset.generated.js';
import { hashSidecarSet } from '../../../lib/decide/hash.js';
import { injectPod } from '../../../lib/decide/injection/inject-pod.js';
import type { InjectionDecision } from '../../../lib/decide/injection/injection-snapshot.js';
import { revisionData } from '../../../lib/decide/revision/revision-data.js';
import { aRevision } from '../../build/a-revision.js';
import { aSidecar, aSidecarSet } from '../../build/a-sidecarset.js';
import { deepFreeze } from '../../build/deep-freeze.js';

const METADATA = { uid: 'uid-of-set', generation: 2 };

/** The set whose present spec says `agent:2`. */
function theSet(spec: Partial<SidecarSetSpec> = {}, status: SidecarSetStatus = {}): SidecarSet {
  return deepFreeze({ ...aSidecarSet(spec, METADATA), status });
}

const OLD = theSet({ containers: [aSidecar({ image: 'agent:1' })] });

/** Gives new pods this revision. */
const wanting = (revision: InjectRevision, strategy: UpdateStrategy = {}): Partial<SidecarSetSpec> => ({
  injectionStrategy: { revision },
  updateStrategy: strategy,
});

/** As {@link wanting}; a pod that cannot get it is refused. */
const failing = (revision: InjectRevision): Partial<SidecarSetSpec> => ({
  injectionStrategy: { revision, failurePolicy: 'Fail' },
});

const HISTORY = [
  aRevision('set-old', 1, { data: revisionData(OLD), customVersion: 'v1' }),
  aRevision('set-new', 2, { data: revisionData(theSet()), customVersion: 'v2' }),
];

function decide(
  sidecarSet: SidecarSet,
  {
    revisions = HISTORY,
    labels = {},
    others = [],
    defaultFailurePolicy = 'Ignore',
  }: {
    revisions?: readonly ControllerRevision[];
    labels?: Record<string, string>;
    others?: readonly SidecarSet[];
    defaultFailurePolicy?: InjectionFailurePolicy;
  } = {},
): InjectionDecision {
  const pod: Pod = { metadata: { labels: { app: 'web', ...labels } }, spec: { containers: [{ name: 'app' }] } };
  const sidecarSets = [sidecarSet, ...others];
  const now = '2024-05-01T12:00:00Z';
  return injectPod({ pod, namespace: 'default', sidecarSets, revisions, defaultFailurePolicy, now });
}

function inject(...args: Parameters<typeof decide>): Pod {
  const decision = decide(...args);
  if (decision.kind !== 'inject') throw new Error(`not injected: ${JSON.stringify(decision)}`);
  return decision.pod;
}

const imageOf = ({ spec }: Pod): string | undefined => spec?.containers.find(({ name }) => name === 'agent')?.image;

function recordOf({ metadata }: Pod): { hash?: string; controllerRevision?: string } {
  const records = JSON.parse(metadata?.annotations?.['kruise.io/sidecarset-hash'] ?? '{}') as Record<string, object>;
  return records['set'] ?? {};
}

describe('injectPod: the present spec', () => {
  it('is what a pod gets when no revision is named, under the name that the status gives it', () => {
    const pod = inject(theSet({}, { latestRevision: 'set-new', observedGeneration: 2 }));
    expect(imageOf(pod)).to.equal('agent:2');
    expect(recordOf(pod)).to.include({ controllerRevision: 'set-new', hash: hashSidecarSet(theSet()).specHash });
  });

  it('goes without the name of a revision while the status is about an older spec, or silent', () => {
    for (const status of [{ latestRevision: 'set-old', observedGeneration: 1 }, {}, { observedGeneration: 2 }]) {
      expect(recordOf(inject(theSet({}, status)))).to.not.have.property('controllerRevision');
    }
  });

  it('is also what its own custom version means, before there is a revision of it', () => {
    const pod = inject(theSet({ ...wanting({ customVersion: 'v3' }), customVersion: 'v3' }));
    expect(imageOf(pod)).to.equal('agent:2');
  });
});

describe('injectPod: a named revision', () => {
  it('is what every new pod gets, with its own hash and name', () => {
    const pod = inject(
      theSet(wanting({ revisionName: 'set-old' }), { latestRevision: 'set-new', observedGeneration: 2 }),
    );
    expect(imageOf(pod)).to.equal('agent:1');
    expect(recordOf(pod)).to.include({ controllerRevision: 'set-old', hash: hashSidecarSet(OLD).specHash });
  });

  it('may be named by its custom version, of which the newest counts', () => {
    const newer = theSet({ containers: [aSidecar({ image: 'agent:1.1' })] });
    const revisions = [...HISTORY, aRevision('set-newer', 3, { data: revisionData(newer), customVersion: 'v1' })];
    const set = theSet(wanting({ customVersion: 'v1' }));
    expect(imageOf(inject(set))).to.equal('agent:1');
    expect(imageOf(inject(set, { revisions }))).to.equal('agent:1.1');
    expect(imageOf(inject(set, { revisions: revisions.toReversed() }))).to.equal('agent:1.1');
  });

  it('is found by its name rather than by the custom version', () => {
    const pod = inject(theSet(wanting({ revisionName: 'set-old', customVersion: 'v2' })));
    expect(imageOf(pod)).to.equal('agent:1');
  });

  it('brings its volumes along, and leaves out those of the present spec', () => {
    const volumes = (name: string): Partial<SidecarSetSpec> => ({
      containers: [aSidecar({ volumeMounts: [{ name, mountPath: '/data' }] })],
      volumes: [{ name, emptyDir: {} }],
    });
    const revisions = [aRevision('set-old', 1, { data: revisionData(theSet(volumes('then'))) })];
    const { spec } = inject(theSet({ ...volumes('now'), ...wanting({ revisionName: 'set-old' }) }), { revisions });
    expect(spec?.volumes).to.deep.equal([{ name: 'then', emptyDir: {} }]);
  });

  it('goes to nobody but the pods that the present selectors say', () => {
    const set = theSet({ ...wanting({ revisionName: 'set-old' }), selector: { matchLabels: { app: 'other' } } });
    expect(decide(set)).to.include({ kind: 'leave', reason: 'not-selected' });
  });

  it('that does not exist rejects the pod of a Fail set, and names the SidecarSet, the revision and the way out', () => {
    const decision = decide(theSet(failing({ revisionName: 'set-gone' })));
    expect(decision).to.include({ kind: 'reject', reason: 'revision-missing' });
    expect(decision).to.have.property('message').that.contains('SidecarSet set').and.contains('revision set-gone');
    expect(decide(theSet(failing({ customVersion: 'v9' }))))
      .to.have.property('message')
      .that.contains('customVersion v9');
  });

  it('that does not exist leaves the SidecarSet out when its policy is Ignore, and says so in its choice', () => {
    const decision = decide(theSet(wanting({ revisionName: 'set-gone' })));
    expect(decision).to.include({ kind: 'leave', reason: 'revision-missing' });
    expect(decision.choices).to.have.length(1);
    expect(decision.choices[0]).to.include({ chosen: false, reason: 'revision-missing' });
    expect(decision.choices[0]).to.have.property('message').that.contains('revision set-gone');
  });

  it('that does not exist keeps no other SidecarSet from the pod', () => {
    const other = aSidecarSet({ containers: [aSidecar({ name: 'other' })] }, { name: 'zoo' });
    const pod = inject(theSet(wanting({ revisionName: 'set-gone' })), { others: [other] });
    expect(pod.spec?.containers.map(({ name }) => name)).to.deep.equal(['other', 'app']);
  });

  it('that does not exist is a matter of the operator’s default for a SidecarSet that says nothing', () => {
    const set = theSet(wanting({ revisionName: 'set-gone' }));
    expect(decide(set, { defaultFailurePolicy: 'Fail' })).to.include({ kind: 'reject', reason: 'revision-missing' });
  });

  it('of another SidecarSet, or that holds nothing, does not exist', () => {
    const set = theSet(wanting({ revisionName: 'set-old' }));
    const foreign = aRevision('set-old', 1, { data: revisionData(OLD), sidecarSet: 'other' });
    const earlier = aRevision('set-old', 1, { data: revisionData(OLD), owner: 'uid-of-the-earlier' });
    for (const revision of [foreign, earlier, aRevision('set-old', 1, { data: 'none' })]) {
      expect(decide(set, { revisions: [revision] })).to.include({ reason: 'revision-missing' });
    }
  });

  it('rejects no pod that the SidecarSet does not select or is paused for', () => {
    const spec = wanting({ revisionName: 'set-gone' });
    const paused = theSet({ injectionStrategy: { ...spec.injectionStrategy, paused: true } });
    expect(decide(paused)).to.include({ kind: 'leave', reason: 'not-selected' });
  });
});

describe('injectPod: after a rollout was rolled back', () => {
  const updateStrategy = { onFailure: { action: 'Rollback' } } as const;
  const failedUpdate = {
    specHash: hashSidecarSet(theSet()).specHash,
    action: 'Rollback',
    failingPods: 1,
    message: '',
    rolledBackTo: 'set-old',
  };
  const given = (spec: Partial<SidecarSetSpec>, failed: Partial<typeof failedUpdate> = {}): string | undefined =>
    imageOf(inject(theSet(spec, { failedUpdate: { ...failedUpdate, ...failed } })));

  it('gives new pods what it was rolled back to, for the present spec would fail in them too', () => {
    expect(given({ updateStrategy })).to.equal('agent:1');
  });

  it('gives the present spec as soon as that, or onFailure, is another', () => {
    expect(given({ updateStrategy }, { specHash: 'of-others' })).to.equal('agent:2');
    expect(given({ updateStrategy: { onFailure: { action: 'Continue' } } })).to.equal('agent:2');
    expect(given({})).to.equal('agent:2');
  });

  it('gives the present spec when that revision is gone', () => {
    expect(given({ updateStrategy }, { rolledBackTo: 'set-gone' })).to.equal('agent:2');
  });

  it('gives the revision that injectionStrategy names, whatever failed', () => {
    expect(given({ ...wanting({ revisionName: 'set-new' }), updateStrategy })).to.equal('agent:2');
  });
});

describe('injectPod: a revision for a part of the new pods', () => {
  const partial = { revisionName: 'set-old', policy: 'Partial' } as const;
  const given = (strategy: UpdateStrategy, status: SidecarSetStatus = {}, labels: Record<string, string> = {}) =>
    imageOf(inject(theSet(wanting(partial, strategy), status), { labels }));

  it('goes to every pod while the rollout is paused', () => {
    expect(given({ paused: true })).to.equal('agent:1');
  });

  it('goes to pods that the update selector does not match', () => {
    const selector = { matchLabels: { ring: 'canary' } };
    expect(given({ selector })).to.equal('agent:1');
    expect(given({ selector }, {}, { ring: 'canary' })).to.equal('agent:2');
  });

  it('goes to as many pods as the partition keeps old, and no more', () => {
    expect(given({ partition: 2 }, { matchedPods: 5, updatedPods: 4 })).to.equal('agent:1');
    expect(given({ partition: 2 }, { matchedPods: 5, updatedPods: 3 })).to.equal('agent:2');
    expect(given({}, { matchedPods: 5, updatedPods: 5 })).to.equal('agent:2');
  });

  it('meets the share of the partition, to the pod', () => {
    const aPartition = fc.oneof(
      fc.nat({ max: 30 }),
      fc.integer({ min: 0, max: 100 }).map(percent => `${percent}%` as const),
    );
    fc.assert(
      fc.property(aPartition, fc.integer({ min: 2, max: 30 }), (partition, podCount) => {
        let old = 0;
        for (let matchedPods = 0; matchedPods < podCount; matchedPods += 1) {
          if (given({ partition }, { matchedPods, updatedPods: matchedPods - old }) === 'agent:1') old += 1;
        }
        const share =
          typeof partition === 'number' ? partition : Math.ceil((Number.parseInt(partition, 10) * podCount) / 100);
        const updatesOne = typeof partition === 'string' && partition !== '100%';
        expect(old).to.equal(Math.min(share, updatesOne ? podCount - 1 : podCount));
      }),
      { numRuns: 60 },
    );
  });
});
