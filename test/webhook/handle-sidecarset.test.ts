import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { CONFIG_MAPS, CONTROLLER_REVISIONS, SIDECARSETS } from '../../lib/api/resources.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { ObjectStore } from '../../lib/cluster/object-store.js';
import { validateSidecarSet } from '../../lib/decide/definition/validate-sidecarset.js';
import { formatProblem } from '../../lib/decide/definition/verdict.js';
import { hashSidecarSet } from '../../lib/decide/hash.js';
import type { AdmissionDecision, AdmissionRequest, Refusal } from '../../webhook/admission-review.js';
import { openReview } from '../../webhook/admission-review.js';
import type { AdmissionHandler } from '../../webhook/admission-route.js';
import { mutateSidecarSetHandler, validateSidecarSetHandler } from '../../webhook/handle-sidecarset.js';
import type { DefinitionSources } from '../../webhook/observe-definition.js';
import { aSidecar, aSidecarSet } from '../build/a-sidecarset.js';
import { applyJsonPatch } from '../simulation/server/json-patch.js';
import { aStore } from './store-fixture.js';
import { aReview } from './webhook-fixture.js';

const RESOURCE = { group: 'apps.kruise.io', version: 'v1beta1', resource: 'sidecarsets' };

function aRequest(object: unknown, fields: Readonly<Record<string, unknown>> = {}): AdmissionRequest {
  const opened = openReview(aReview({ resource: RESOURCE, namespace: '', object, ...fields }));
  if (opened.kind === 'malformed') throw new Error(opened.message);
  return opened.request;
}

function anUpdate(before: unknown, after: unknown): AdmissionRequest {
  return aRequest(after, { operation: 'UPDATE', oldObject: before });
}

function sources(others: readonly SidecarSet[] = [], fields: Partial<DefinitionSources> = {}): DefinitionSources {
  return { sidecarSets: aStore(SIDECARSETS, others), ...fields };
}

function refusal(decision: AdmissionDecision): Refusal {
  if (decision.verdict !== 'refuse') throw new Error(`${decision.verdict}: ${decision.reason}`);
  return decision;
}

/** The object as the mutating webhook leaves it. */
async function mutated(object: SidecarSet, handle = mutateSidecarSetHandler(sources())): Promise<SidecarSet> {
  const decision = await handle(aRequest(object));
  if (decision.verdict !== 'allow') throw new Error(JSON.stringify(decision));
  return applyJsonPatch(object, decision.patch ?? []) as SidecarSet;
}

/** Two faults: no selector, and a name twice. */
const FAULTY = aSidecarSet({ selector: {}, containers: [aSidecar(), aSidecar()] });

describe('mutateSidecarSetHandler', () => {
  it('fills in the defaults and stamps the hashes', async () => {
    const stored = await mutated(aSidecarSet());
    expect(stored.spec.updateStrategy).to.include({ type: 'RollingUpdate' });
    const { specHash, shapeHash } = hashSidecarSet(aSidecarSet());
    expect(stored.metadata?.annotations).to.deep.equal({
      'kruise.io/sidecarset-hash': specHash,
      'kruise.io/sidecarset-hash-without-image': shapeHash,
    });
  });

  describe('stamps what OpenKruise 1.9 stamped on', () => {
    const file = new URL('../decide/hash-vectors.json', import.meta.url);
    const vectors = JSON.parse(readFileSync(file, 'utf8')) as readonly (Pick<SidecarSet, 'spec'> &
      Readonly<Record<'name' | 'apiVersion' | 'hash' | 'hashWithoutImage', string>>)[];
    for (const { name, apiVersion, spec, hash, hashWithoutImage } of vectors) {
      it(name, async () => {
        const stored = await mutated({ apiVersion, kind: 'SidecarSet', metadata: { name }, spec });
        expect(stored.metadata?.annotations).to.deep.equal({
          'kruise.io/sidecarset-hash': hash,
          'kruise.io/sidecarset-hash-without-image': hashWithoutImage,
        });
      });
    }
  });

  it('changes nothing the second time', async () => {
    const stored = await mutated(aSidecarSet());
    const handle = mutateSidecarSetHandler(sources([stored]));
    expect(await handle(anUpdate(stored, stored))).to.deep.equal({ verdict: 'allow', reason: 'complete' });
    expect(await handle(aRequest(stored))).to.deep.equal({ verdict: 'allow', reason: 'complete' });
  });

  it('stamps new hashes over those that a client sent back', async () => {
    const stored = await mutated(aSidecarSet());
    const edited = { ...stored, spec: { ...stored.spec, containers: [aSidecar({ image: 'agent:3' })] } };
    const again = await mutated(edited);
    expect(again.metadata?.annotations?.['kruise.io/sidecarset-hash']).to.equal(hashSidecarSet(edited).specHash);
    expect(again.metadata?.annotations?.['kruise.io/sidecarset-hash']).to.not.equal(
      stored.metadata?.annotations?.['kruise.io/sidecarset-hash'],
    );
  });

  it('keeps fields that it does not know', async () => {
    const future = {
      ...aSidecarSet({ containers: [{ ...aSidecar(), newInKubernetes: { a: [1] } } as never] }),
      more: 1,
    };
    const stored = await mutated(future);
    expect(stored).to.have.nested.property('spec.containers[0].newInKubernetes.a').deep.equal([1]);
    expect(stored).to.have.property('more', 1);
  });

  it('already refuses what is wrong, before the schema speaks', async () => {
    expect(await mutateSidecarSetHandler(sources())(aRequest(FAULTY))).to.include({ verdict: 'refuse' });
  });
});

describe('validateSidecarSetHandler', () => {
  const judge = (request: AdmissionRequest, given: DefinitionSources = sources()) =>
    validateSidecarSetHandler(given)(request) as AdmissionDecision;

  it('refuses with every problem on a line of its own, in the words of synth', () => {
    const { status, reason } = refusal(judge(aRequest(FAULTY)));
    const { problems } = validateSidecarSet({ sidecarSet: FAULTY, others: [] });
    expect(problems).to.have.length(2);
    expect(reason).to.equal('definition-invalid');
    expect(status.message.split('\n')).to.deep.equal([
      'SidecarSet set has 2 problems:',
      ...problems.map(formatProblem),
    ]);
  });

  it('gives kubectl and programs the problems as causes', () => {
    const { status } = refusal(judge(aRequest(FAULTY)));
    expect(status).to.include({ code: 422, reason: 'Invalid' });
    expect(status.details).to.include({ group: 'apps.kruise.io', kind: 'SidecarSet', name: 'set' });
    expect(status.details?.causes[0]).to.include({ reason: 'FieldValueInvalid', field: 'spec.selector' });
  });

  it('counts in the singular too', () => {
    const { status } = refusal(judge(aRequest(aSidecarSet({ selector: {} }))));
    expect(status.message.split('\n')[0]).to.equal('SidecarSet set has 1 problem:');
  });

  it('does not drown the author of a thousand faults', () => {
    const containers = Array.from({ length: 1000 }, (_, index) => aSidecar({ name: `Wrong_${index}` }));
    const { status } = refusal(judge(aRequest(aSidecarSet({ containers }))));
    expect(status.details?.causes).to.have.length(100);
    expect(status.message).to.match(/\nand \d+ more$/);
  });

  it('compares with the other SidecarSets, not with its own older self', () => {
    const other = aSidecarSet({}, { name: 'other' });
    expect(judge(anUpdate(aSidecarSet(), aSidecarSet({ customVersion: '2' })), sources([aSidecarSet()]))).to.include({
      verdict: 'allow',
    });
    expect(refusal(judge(aRequest(aSidecarSet()), sources([other]))).status.message).to.contain('other');
  });

  describe('of a canary whose base the watch has not brought yet', () => {
    const base = aSidecarSet({}, { name: 'base' });
    const annotations = { 'apps.kruise.io/sidecarset-canary': 'true', 'apps.kruise.io/sidecarset-base': 'base' };
    const canary = aSidecarSet({ updateStrategy: { type: 'NotUpdate' } }, { name: 'canary', annotations });
    const asked: string[] = [];
    const stored = (answer: SidecarSet | undefined): DefinitionSources =>
      sources([], {
        readSidecarSet: name => {
          asked.push(name);
          return Promise.resolve(answer);
        },
      });

    it('asks the API server, and takes it', async () => {
      expect(await validateSidecarSetHandler(stored(base))(aRequest(canary))).to.include({ reason: 'valid' });
      expect(await mutateSidecarSetHandler(stored(base))(aRequest(canary))).to.include({ reason: 'completed' });
      expect(asked).to.deep.equal(['base', 'base']);
    });

    it('refuses it when the API server has none either', async () => {
      const { status } = refusal(await validateSidecarSetHandler(stored(undefined))(aRequest(canary)));
      expect(status.message).to.contain('is "base", which does not exist');
    });

    it('does not say that there is none when it could not ask', async () => {
      const readSidecarSet = (): Promise<undefined> => Promise.reject(new Error('connection refused'));
      const decision = await validateSidecarSetHandler(sources([], { readSidecarSet }))(aRequest(canary));
      expect(decision).to.include({ verdict: 'fail', reason: 'not-synced', code: 503 });
      expect(decision).to.have.property('message').that.contains('SidecarSet base').and.contains('connection refused');
    });

    it('asks for nothing that memory knows', async () => {
      const readSidecarSet = (): Promise<undefined> => Promise.reject(new Error('asked'));
      const decision = await validateSidecarSetHandler(sources([base], { readSidecarSet }))(aRequest(canary));
      expect(decision).to.include({ reason: 'valid' });
    });
  });

  it('warns of what an update will do', () => {
    const after = aSidecarSet({ containers: [aSidecar({ image: 'agent:3' })] });
    const decision = judge(anUpdate(aSidecarSet(), after));
    expect(decision).to.include({ verdict: 'allow', reason: 'valid' });
    expect(decision).to.have.property('warnings').that.is.not.empty;
  });

  describe('lets old faults pass when', () => {
    const stored = { ...FAULTY, metadata: { ...FAULTY.metadata, finalizers: ['a/b'] } };

    it('only metadata changes', () => {
      const after = { ...stored, metadata: { ...stored.metadata, labels: { a: 'b' } } };
      expect(judge(anUpdate(stored, after))).to.deep.equal({ verdict: 'allow', reason: 'definition-unchanged' });
    });

    it('only status changes', () => {
      const after = { ...stored, status: { matchedPods: 3 } };
      expect(judge(anUpdate(stored, after))).to.include({ reason: 'definition-unchanged' });
    });

    it('nothing but our own defaults is added', () => {
      const after = { ...stored, spec: { ...stored.spec, updateStrategy: { type: 'RollingUpdate' } } };
      expect(judge(anUpdate(stored, after))).to.include({ reason: 'definition-unchanged' });
    });

    it('it is being deleted', () => {
      const metadata = { ...stored.metadata, finalizers: [], deletionTimestamp: '2024-01-01T00:00:00Z' };
      const after = { ...stored, metadata, spec: { containers: 'rubbish' } };
      expect(judge(anUpdate(stored, after))).to.deep.equal({ verdict: 'allow', reason: 'being-deleted' });
    });

    it('it is a write of a subresource, or a deletion', () => {
      expect(judge(aRequest(FAULTY, { subResource: 'status', operation: 'UPDATE', oldObject: FAULTY }))).to.include({
        reason: 'not-a-definition',
      });
      expect(judge(aRequest(null, { operation: 'DELETE', oldObject: FAULTY }))).to.include({
        reason: 'not-a-definition',
      });
    });
  });

  it('judges an update of the spec with all its faults, old ones too', () => {
    const after = { ...FAULTY, spec: { ...FAULTY.spec, containers: [aSidecar({ image: 'agent:3' })] } };
    expect(refusal(judge(anUpdate(FAULTY, after))).status.message).to.contain('spec.selector');
  });

  it('judges a change of what makes a canary, although it is metadata', () => {
    const marks = (base: string) => ({
      annotations: { 'apps.kruise.io/sidecarset-canary': 'true', 'apps.kruise.io/sidecarset-base': base },
    });
    const canary = (base: string) => aSidecarSet({ updateStrategy: { type: 'NotUpdate' } }, marks(base));
    const others = ['one', 'two'].map(name => aSidecarSet({}, { name }));
    expect(judge(anUpdate(canary('one'), canary('one')), sources(others))).to.include({ verdict: 'allow' });
    const { status } = refusal(judge(anUpdate(canary('one'), canary('two')), sources(others)));
    expect(status.message).to.contain('sidecarset-base');
  });

  it('decides nothing before it knows the other SidecarSets', () => {
    const given = { sidecarSets: new ObjectStore({ resource: SIDECARSETS }) };
    expect(judge(aRequest(aSidecarSet()), given)).to.include({ verdict: 'fail', code: 503 });
  });

  describe('with the administrator’s list of pod annotations', () => {
    const patching = aSidecarSet({ patchPodMetadata: [{ annotations: { 'team/key': 'a' }, patchPolicy: 'Retain' }] });
    const list = (data: Readonly<Record<string, string>>) => ({
      podMetadata: {
        configMaps: aStore(CONFIG_MAPS, [
          { metadata: { name: 'kruise-configuration', namespace: 'ops', resourceVersion: '1' }, data },
        ]),
        namespace: 'ops',
        patchPodMetadataDefaultsAllowed: false,
      },
    });

    it('refuses every key when there is no list', () => {
      expect(refusal(judge(aRequest(patching), sources([], list({})))).status.message).to.contain('team/key');
    });

    it('allows the keys of the list', () => {
      const rules = JSON.stringify({ rules: [{ annotationKeyExprs: ['^team/'] }] });
      const given = sources([], list({ SidecarSet_PatchPodMetadata_WhiteList: rules }));
      expect(judge(aRequest(patching), given)).to.include({ verdict: 'allow' });
    });

    it('lets every key pass while the list is not known', () => {
      const configMaps = new ObjectStore({ resource: CONFIG_MAPS });
      const podMetadata = { ...list({}).podMetadata, configMaps };
      expect(judge(aRequest(patching), sources([], { podMetadata }))).to.include({ verdict: 'allow' });
    });
  });

  describe('with a revision to inject', () => {
    const named = (revisionName: string) => aSidecarSet({ injectionStrategy: { revision: { revisionName } } });
    const revision = (name: string, set: string) => ({
      metadata: { name, namespace: 'ops', resourceVersion: '1', labels: { 'kruise.io/sidecarset-name': set } },
      revision: 1,
    });

    it('refuses one that does not exist, or is another SidecarSet’s', () => {
      const revisions = aStore(CONTROLLER_REVISIONS, [revision('set-1', 'set'), revision('other-1', 'other')]);
      expect(judge(aRequest(named('set-1')), sources([], { revisions }))).to.include({ verdict: 'allow' });
      for (const name of ['other-1', 'set-2']) {
        const { status } = refusal(judge(aRequest(named(name)), sources([], { revisions })));
        expect(status.message).to.contain(name);
      }
    });
  });
});

describe('the handlers of SidecarSets', () => {
  it('decide about any JSON object without a crash', async () => {
    const base = aSidecarSet({
      volumes: [{ name: 'v', emptyDir: {} }],
      initContainers: [aSidecar({ name: 'i', restartPolicy: 'Always' })],
      updateStrategy: { partition: '10%' },
    });
    const anyValue = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constant(null));
    const anySet = fc.tuple(fc.array(fc.nat(60), { maxLength: 4 }), anyValue).map(([picks, value]) => {
      return replaceSomewhere(base, picks, value);
    });
    const handlers: readonly AdmissionHandler[] = [
      mutateSidecarSetHandler(sources([aSidecarSet({}, { name: 'other' })])),
      validateSidecarSetHandler(sources([aSidecarSet({}, { name: 'other' })])),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(anySet, fc.dictionary(fc.string(), anyValue)),
        fc.option(anySet),
        async (object, before) => {
          if (typeof object !== 'object' || object === null || Array.isArray(object)) return;
          const isUpdate = typeof before === 'object' && before !== null && !Array.isArray(before);
          const request = isUpdate ? anUpdate(before, object) : aRequest(object);
          for (const handle of handlers) {
            expect((await handle(request)).verdict).to.be.oneOf(['allow', 'refuse']);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** Goes down into a value as the picks say and puts another value there. */
function replaceSomewhere(value: unknown, picks: readonly number[], replacement: unknown): unknown {
  const [pick, ...rest] = picks;
  if (pick === undefined || typeof value !== 'object' || value === null) return replacement;
  const keys = Object.keys(value);
  const key = keys[pick % Math.max(1, keys.length)];
  if (key === undefined) return replacement;
  const changed = replaceSomewhere((value as Record<string, unknown>)[key], rest, replacement);
  if (Array.isArray(value)) return value.with(Number(key), changed);
  return { ...value, [key]: changed };
}
