import { expect } from 'chai';
import fc from 'fast-check';
import type { ContainerRecord, InjectionRecord, InPlaceState, Ledger, SlotVersions } from '../../lib/decide/ledger.js';
import { isOurAnnotation, readLedger, withInjection, withUpgrade, writeLedger } from '../../lib/decide/ledger.js';

const HASH = 'kruise.io/sidecarset-hash';
const SHAPE = 'kruise.io/sidecarset-hash-without-image';
const LIST = 'kruise.io/sidecarset-injected-list';
const STATE = 'kruise.io/sidecarset-inplace-update-state';
const WORKING = 'kruise.io/sidecarset-working-hotupgrade-container';
const NOON = '2026-01-02T12:00:00Z';
const LATER = '2026-01-02T13:00:00Z';

// As an OpenKruise 1.9 controller leaves a pod.
const WRITTEN_BY_KRUISE = {
  [HASH]:
    '{"mesh":{"updateTimestamp":"2026-01-01T00:00:00Z","hash":"h1","sidecarSetName":"mesh","sidecarList":["a","b"],"controllerRevision":"mesh-1"}}',
  [SHAPE]:
    '{"mesh":{"updateTimestamp":"2026-01-01T00:00:00Z","hash":"s1","sidecarSetName":"mesh","sidecarList":["a","b"]}}',
  [LIST]: 'mesh',
};

const INJECTION = { sidecarSet: 'log', specHash: 'h', shapeHash: 's', sidecarList: ['b', 'a'], now: NOON };

function readAfter(ledger: Ledger, written: Readonly<Record<string, string>>): Ledger {
  return readLedger({ ...ledger.annotations, ...written });
}

/** The facts of a ledger, without where they came from. */
function factsOf({ records, injectedBy, inPlace, activeSlots, slotVersions }: Ledger): unknown {
  return structuredClone({ records, injectedBy, inPlace, activeSlots, slotVersions });
}

const names = fc.oneof(
  fc.constantFrom('mesh', 'log', 'constructor', '__proto__', 'toString', '10', '9'),
  fc.stringMatching(/^[a-z0-9]([-a-z0-9.]{0,8}[a-z0-9])?$/),
);
const timestamps = fc.option(fc.constantFrom(NOON, LATER), { nil: undefined });

function dictionary<T>(values: fc.Arbitrary<T>, keys: fc.Arbitrary<string> = names): fc.Arbitrary<Record<string, T>> {
  return fc.array(fc.tuple(keys, values), { maxLength: 4 }).map(entries => Object.fromEntries(entries));
}

function withoutUndefined<T extends object>(values: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return values.map(value => JSON.parse(JSON.stringify(value)) as T);
}

const records = withoutUndefined(
  fc.record({
    specHash: fc.string({ minLength: 1 }),
    shapeHash: fc.string({ minLength: 1 }),
    updateTimestamp: timestamps,
    sidecarList: fc.uniqueArray(names).map(list => list.toSorted()),
    controllerRevision: fc.option(names, { nil: undefined }),
  }),
) as fc.Arbitrary<InjectionRecord>;
const containerRecords = withoutUndefined(
  fc.record({
    imageID: fc.string(),
    containerID: fc.option(fc.string(), { nil: undefined }),
    supersededImages: fc.option(fc.array(fc.string()), { nil: undefined }),
  }),
) as fc.Arbitrary<ContainerRecord>;
const states = fc
  .record({
    revision: fc.string(),
    updateTimestamp: fc.constantFrom(NOON, LATER),
    lastContainerStatuses: dictionary(containerRecords),
  })
  .map((state): InPlaceState => state);
const slotVersions: fc.Arbitrary<SlotVersions> = fc.record({
  version: fc.stringMatching(/^\d{1,9}$/),
  versionAlt: fc.stringMatching(/^\d{1,9}$/),
});
const changes = fc.record({
  records: dictionary(records),
  injectedBy: fc.array(names),
  inPlace: dictionary(states),
  activeSlots: dictionary(fc.string()),
  slotVersions: dictionary(slotVersions),
});

describe('readLedger', () => {
  it('reads nothing from a pod that nobody touched', () => {
    const ledger = readLedger({ 'example.com/note': 'x' });
    expect(factsOf(ledger)).to.deep.equal({
      records: {},
      injectedBy: [],
      inPlace: {},
      activeSlots: {},
      slotVersions: {},
    });
    expect(ledger.problems).to.deep.equal([]);
    expect(ledger.annotations).to.deep.equal({});
  });

  it('reads what OpenKruise wrote', () => {
    const { records: read, injectedBy } = readLedger(WRITTEN_BY_KRUISE);
    expect(injectedBy).to.deep.equal(['mesh']);
    expect(read['mesh']).to.deep.equal({
      specHash: 'h1',
      shapeHash: 's1',
      updateTimestamp: '2026-01-01T00:00:00Z',
      sidecarList: ['a', 'b'],
      controllerRevision: 'mesh-1',
    });
  });

  it('reads the older form, a hash and nothing else', () => {
    const { records: read, problems } = readLedger({ [HASH]: '{"mesh":"h1"}', [SHAPE]: '{"mesh":"s1"}' });
    expect(read['mesh']).to.deep.equal({ specHash: 'h1', shapeHash: 's1', sidecarList: [] });
    expect(problems).to.deep.equal([]);
  });

  it('reads a record of which only one half is there', () => {
    expect(readLedger({ [SHAPE]: '{"mesh":"s1"}' }).records['mesh']?.specHash).to.equal('');
    expect(readLedger({ [HASH]: '{"mesh":"h1"}' }).records['mesh']?.shapeHash).to.equal('');
  });

  it('reads the list of SidecarSets however it is spaced', () => {
    expect(readLedger({ [LIST]: ' mesh,log,,mesh ' }).injectedBy).to.deep.equal(['log', 'mesh']);
  });

  it('reads null lists and times, as Go writes empty ones', () => {
    const { records: read } = readLedger({ [HASH]: '{"mesh":{"updateTimestamp":null,"hash":"h","sidecarList":null}}' });
    expect(read['mesh']).to.deep.equal({ specHash: 'h', shapeHash: '', sidecarList: [] });
  });

  it('reads slots and their versions', () => {
    const ledger = readLedger({
      [WORKING]: '{"mesh":"mesh-2"}',
      'version.sidecarset.kruise.io/mesh-1': '1',
      'versionalt.sidecarset.kruise.io/mesh-1': '0',
      'version.sidecarset.kruise.io/mesh-2': '0',
    });
    expect(ledger.activeSlots['mesh']).to.equal('mesh-2');
    expect(ledger.slotVersions['mesh-1']).to.deep.equal({ version: '1', versionAlt: '0' });
    expect(ledger.slotVersions['mesh-2']).to.deep.equal({ version: '0', versionAlt: '' });
  });

  it('reads the state of an upgrade, of containers without an image ID too', () => {
    const { inPlace } = readLedger({
      [STATE]: `{"mesh":{"revision":"h2","updateTimestamp":"${NOON}","lastContainerStatuses":{"a":{"imageID":"i1"},"b":{}}}}`,
    });
    expect(inPlace['mesh']).to.deep.equal({
      revision: 'h2',
      updateTimestamp: NOON,
      lastContainerStatuses: { a: { imageID: 'i1' }, b: { imageID: '' } },
    });
  });

  it('says what it could not read, and where, and reads the rest', () => {
    const { problems, records: read } = readLedger({
      [HASH]: '{"a":1,"b":"hash","c":{"hash":5},"d":[]}',
      [SHAPE]: 'not json',
      [STATE]: '[]',
      [WORKING]: '{"x":null}',
    });
    expect(Object.keys(read)).to.deep.equal(['b']);
    expect(problems.map(({ path }) => path)).to.deep.equal([
      `metadata.annotations[${HASH}].a`,
      `metadata.annotations[${HASH}].c`,
      `metadata.annotations[${HASH}].d`,
      `metadata.annotations[${SHAPE}]`,
      `metadata.annotations[${STATE}]`,
      `metadata.annotations[${WORKING}].x`,
    ]);
  });

  it('finds nothing under names that objects inherit', () => {
    const { records: read, inPlace, activeSlots } = readLedger(WRITTEN_BY_KRUISE);
    for (const name of ['constructor', '__proto__', 'toString']) {
      expect([read[name], inPlace[name], activeSlots[name]]).to.deep.equal([undefined, undefined, undefined]);
    }
  });

  it('survives any JSON in any annotation', () => {
    const texts = fc.oneof(
      fc.json(),
      fc.string(),
      fc.dictionary(names, fc.jsonValue()).map(value => JSON.stringify(value)),
    );
    const annotations = fc.record({ [HASH]: texts, [SHAPE]: texts, [LIST]: texts, [STATE]: texts, [WORKING]: texts });
    fc.assert(
      fc.property(annotations, hostile => {
        const ledger = readLedger(hostile);
        const written = withUpgrade(ledger, {
          sidecarSet: 'mesh',
          specHash: 'h',
          lastContainerStatuses: {},
          now: NOON,
        });
        expect(readAfter(ledger, written).records['mesh']?.specHash).to.equal('h');
      }),
      { numRuns: 500 },
    );
  });

  it('survives values that are no strings', () => {
    const hostile = { [HASH]: 5, [LIST]: { a: 1 }, [STATE]: null } as unknown as Record<string, string>;
    expect(readLedger(hostile).injectedBy).to.deep.equal([]);
  });

  it('survives nesting without end, and leaves Object.prototype alone', () => {
    const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
    const ledger = readLedger({ [HASH]: `{"__proto__":{"hash":"x","polluted":1},"deep":${deep}}`, [STATE]: deep });
    const written = withInjection(ledger, INJECTION);
    expect(written[HASH]).to.contain(deep);
    expect(({} as { polluted?: number }).polluted).to.equal(undefined);
  });
});

describe('writeLedger', () => {
  it('writes what is read back', () => {
    fc.assert(
      fc.property(changes, change => {
        const ledger = readLedger({});
        const after = readAfter(ledger, writeLedger(ledger, change));
        expect(factsOf(after)).to.deep.equal({
          ...structuredClone(change),
          injectedBy: [...new Set(change.injectedBy)].toSorted(),
        });
        expect(after.problems).to.deep.equal([]);
      }),
      { numRuns: 500 },
    );
  });

  it('adds to what is there and keeps the rest', () => {
    fc.assert(
      fc.property(changes, changes, (first, second) => {
        const ledger = readLedger(writeLedger(readLedger({}), first));
        const after = readAfter(ledger, writeLedger(ledger, second));
        for (const [name, record] of Object.entries(first.records)) {
          expect(after.records[name]).to.deep.equal(
            Object.hasOwn(second.records, name) ? second.records[name] : record,
          );
        }
        for (const [name, state] of Object.entries(first.inPlace)) {
          const kept = Object.keys(after.inPlace[name]?.lastContainerStatuses ?? {});
          expect(Object.keys(state.lastContainerStatuses).filter(container => !kept.includes(container))).to.deep.equal(
            [],
          );
        }
      }),
    );
  });

  it('writes nothing when nothing changes', () => {
    fc.assert(
      fc.property(changes, change => {
        const ledger = readLedger(writeLedger(readLedger({}), change));
        expect(writeLedger(ledger, change)).to.deep.equal({});
        expect(writeLedger(ledger, {})).to.deep.equal({});
      }),
    );
  });

  it('sorts names as Go sorts the keys of maps', () => {
    const record: InjectionRecord = { specHash: 'h', shapeHash: 's', sidecarList: [] };
    const written = writeLedger(readLedger({}), { records: { b: record, 9: record, a: record, 10: record } });
    expect(written[HASH]!.match(/"(\w+)":\{/g)).to.deep.equal(['"10":{', '"9":{', '"a":{', '"b":{']);
  });

  it('keeps records of others and keys that it does not know, to the letter', () => {
    const others = '{"hash":"x",  "id":12345678901234567890,"ratio":1.0,"nested":{"b":1,"a":2}}';
    const ledger = readLedger({
      [HASH]: `{"other":${others},"mesh":{"hash":"old","ours":[1e400],"sidecarSetName":"mesh"}}`,
    });
    const text = withInjection(ledger, { ...INJECTION, sidecarSet: 'mesh' })[HASH];
    expect(text).to.equal(
      `{"mesh":{"updateTimestamp":"${NOON}","hash":"h","sidecarSetName":"mesh","sidecarList":["a","b"],"ours":[1e400]},"other":${others}}`,
    );
  });

  it('writes the versions of slots', () => {
    const written = writeLedger(readLedger({}), { slotVersions: { 'mesh-1': { version: '7', versionAlt: '0' } } });
    expect(written).to.deep.equal({
      'version.sidecarset.kruise.io/mesh-1': '7',
      'versionalt.sidecarset.kruise.io/mesh-1': '0',
    });
  });
});

describe('withInjection', () => {
  it('writes what an OpenKruise controller reads', () => {
    const written = withInjection(readLedger({}), { ...INJECTION, controllerRevision: 'log-1' });
    expect(written).to.deep.equal({
      [HASH]: `{"log":{"updateTimestamp":"${NOON}","hash":"h","sidecarSetName":"log","sidecarList":["a","b"],"controllerRevision":"log-1"}}`,
      [SHAPE]: `{"log":{"updateTimestamp":"${NOON}","hash":"s","sidecarSetName":"log","sidecarList":["a","b"]}}`,
      [LIST]: 'log',
    });
  });

  it('writes an empty list, not null, for a SidecarSet without sidecars to upgrade', () => {
    expect(withInjection(readLedger({}), { ...INJECTION, sidecarList: [] })[HASH]).to.contain('"sidecarList":[]');
  });

  it('adds the SidecarSet to those that injected the pod', () => {
    const ledger = readLedger(WRITTEN_BY_KRUISE);
    const after = readAfter(ledger, withInjection(ledger, INJECTION));
    expect(after.injectedBy).to.deep.equal(['log', 'mesh']);
    expect(after.records['mesh']).to.deep.equal(ledger.records['mesh']);
  });

  it('notes the active slots of hot sidecars', () => {
    const written = withInjection(readLedger({}), { ...INJECTION, activeSlots: { proxy: 'proxy-1' } });
    expect(written[WORKING]).to.equal('{"proxy":"proxy-1"}');
  });

  it('changes nothing when the same injection is noted again later', () => {
    const written = withInjection(readLedger({}), INJECTION);
    expect(withInjection(readLedger(written), { ...INJECTION, now: LATER })).to.deep.equal({});
  });

  it('replaces the record when the injection differs', () => {
    const ledger = readLedger(withInjection(readLedger({}), INJECTION));
    const after = readAfter(ledger, withInjection(ledger, { ...INJECTION, specHash: 'h2', now: LATER }));
    expect(after.records['log']).to.deep.include({ specHash: 'h2', updateTimestamp: LATER });
  });
});

describe('withUpgrade', () => {
  const upgrade = { sidecarSet: 'mesh', specHash: 'h2', lastContainerStatuses: { a: { imageID: 'i1' } }, now: NOON };

  it('moves the record to the new hash and remembers the statuses before', () => {
    const written = withUpgrade(readLedger(WRITTEN_BY_KRUISE), { ...upgrade, controllerRevision: 'mesh-2' });
    expect(written).to.deep.equal({
      [HASH]: `{"mesh":{"updateTimestamp":"${NOON}","hash":"h2","sidecarSetName":"mesh","sidecarList":["a","b"],"controllerRevision":"mesh-2"}}`,
      [STATE]: `{"mesh":{"revision":"h2","updateTimestamp":"${NOON}","lastContainerStatuses":{"a":{"imageID":"i1"}}}}`,
    });
  });

  it('leaves the hash without images alone', () => {
    expect(withUpgrade(readLedger(WRITTEN_BY_KRUISE), upgrade)).to.not.have.property(SHAPE);
  });

  it('does not keep the name of a revision that the pod no longer holds', () => {
    const ledger = readLedger(WRITTEN_BY_KRUISE);
    const after = readAfter(ledger, withUpgrade(ledger, upgrade));
    expect(after.records['mesh']).to.not.have.property('controllerRevision');
  });

  it('remembers containers of an upgrade that is still under way', () => {
    const first = readLedger(withUpgrade(readLedger(WRITTEN_BY_KRUISE), upgrade));
    const written = withUpgrade(first, {
      ...upgrade,
      specHash: 'h3',
      lastContainerStatuses: { b: { imageID: 'i2', containerID: 'c2' } },
    });
    expect(readAfter(first, written).inPlace['mesh']).to.deep.equal({
      revision: 'h3',
      updateTimestamp: NOON,
      lastContainerStatuses: { a: { imageID: 'i1' }, b: { imageID: 'i2', containerID: 'c2' } },
    });
  });

  it('keeps the state of other SidecarSets to the letter', () => {
    const other = '{"revision":"r", "updateTimestamp":"x","more":1.50}';
    const written = withUpgrade(readLedger({ [STATE]: `{"other":${other}}` }), upgrade);
    expect(written[STATE]).to.contain(`"other":${other}`);
  });

  it('changes the active slot of a hot sidecar with its versions', () => {
    const written = withUpgrade(readLedger({ [WORKING]: '{"proxy":"proxy-1"}' }), {
      ...upgrade,
      activeSlots: { proxy: 'proxy-2' },
      slotVersions: { 'proxy-2': { version: '17', versionAlt: '1' } },
    });
    expect(written[WORKING]).to.equal('{"proxy":"proxy-2"}');
    expect(written['version.sidecarset.kruise.io/proxy-2']).to.equal('17');
  });
});

describe('isOurAnnotation', () => {
  it('knows ours from those of others', () => {
    const keys = [
      HASH,
      SHAPE,
      LIST,
      STATE,
      WORKING,
      'version.sidecarset.kruise.io/a-1',
      'versionalt.sidecarset.kruise.io/a-1',
    ];
    expect(keys.filter(isOurAnnotation)).to.deep.equal(keys);
    expect(
      ['kruise.io/other', 'kubectl.kubernetes.io/restartedAt', 'version', ''].filter(isOurAnnotation),
    ).to.deep.equal([]);
  });
});
