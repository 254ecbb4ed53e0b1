import { expect } from 'chai';
import type { Pod } from '../../lib/api/kubernetes.generated.js';
import { WORKING_HOT_CONTAINER_ANNOTATION } from '../../lib/api/names.js';
import { PODS } from '../../lib/api/resources.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { waitsForHandover } from './hot-invariants.js';
import { simulate } from './simulate.js';
import { IDLE_IMAGE } from './world/hot-sidecarset.js';
import type { PatchBody } from './world/forging-cluster.js';
import { ForgingCluster } from './world/forging-cluster.js';
import type { Saboteur } from './world/operator-host.js';

/** One container of a patch. */
interface ImageEdit {
  readonly name: string;
  readonly image: string;
}

const SLOT = /^(tunnel|vault)-[12]$/;
const twinOf = (slot: string): string => slot.replace(/[12]$/, digit => (digit === '1' ? '2' : '1'));

const forges =
  (forge: (body: PatchBody) => PatchBody | undefined): Saboteur =>
  cluster =>
    new ForgingCluster(cluster, PODS, forge);

/** Changes what a write says of slots; anything else of it stays. */
function editSlots(body: PatchBody, edit: (slot: ImageEdit) => readonly ImageEdit[]): PatchBody {
  const { spec } = body as { readonly spec?: Readonly<Record<string, readonly ImageEdit[]>> };
  if (spec === undefined) return body;
  const lists = Object.entries(spec).map(([list, edits]) => {
    // The API server refuses a pod whose containers change places; slots stand side by side.
    const inOrder = (one: ImageEdit): readonly ImageEdit[] => edit(one).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return [list, edits.flatMap(one => (SLOT.test(one.name) ? inOrder(one) : [one]))] as const;
  });
  return { ...body, spec: Object.fromEntries(lists) };
}

const empties = (body: PatchBody): boolean => JSON.stringify(body['spec'] ?? {}).includes(IDLE_IMAGE);

const SABOTAGE: readonly (readonly [does: string, wanted: RegExp, sabotage: Saboteur])[] = [
  [
    'puts the idle image into both slots',
    /both slots of .* have the idle image/,
    forges(body =>
      editSlots(body, ({ name }) => [name, twinOf(name)].map(slot => ({ name: slot, image: IDLE_IMAGE }))),
    ),
  ],
  [
    'empties the old slot before the new one serves',
    /has no live slot any more/,
    forges(body =>
      empties(body) ? body : editSlots(body, slot => [slot, { name: twinOf(slot.name), image: IDLE_IMAGE }]),
    ),
  ],
  [
    'fills the slot that serves',
    /has no live slot any more/,
    forges(body => (empties(body) ? body : editSlots(body, ({ name, image }) => [{ name: twinOf(name), image }]))),
  ],
  [
    'forgets to say which version a slot is',
    /are told wrong versions/,
    forges(body => {
      const { annotations = {}, ...metadata } = body['metadata'] as { readonly annotations?: PatchBody };
      const kept = Object.entries(annotations).filter(([key]) => !key.startsWith('version.'));
      return { ...body, metadata: { ...metadata, annotations: Object.fromEntries(kept) } };
    }),
  ],
  [
    'never empties the old slot',
    /all is calm, and yet the old slot of .* is not empty/,
    forges(body => (empties(body) ? undefined : body)),
  ],
];

describe('The simulator, for hot sidecars', () => {
  it('sees them filled, emptied, and filled over another', async () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= 30 && seen.size < 3; seed += 1) {
      const { counts } = await simulate(seed);
      for (const what of ['hot fill', 'hot empty', 'hot fill over another']) if (counts.has(what)) seen.add(what);
    }
    expect([...seen].toSorted()).to.deep.equal(['hot empty', 'hot fill', 'hot fill over another']);
  });

  for (const [does, wanted, sabotage] of SABOTAGE) {
    it(`notices an operator that ${does}`, async () => {
      expect(await firstViolation(sabotage, wanted)).to.match(wanted);
    });
  }
});

describe('A pod that is not ready', () => {
  const ACTIVE = { [WORKING_HOT_CONTAINER_ANNOTATION]: JSON.stringify({ tunnel: 'tunnel-2' }) };
  const podWith = (first: string, second: string): Pod => ({
    metadata: { annotations: ACTIVE },
    spec: {
      containers: [
        { name: 'tunnel-1', image: first },
        { name: 'tunnel-2', image: second },
      ],
    },
  });
  const asksFor = (image: string): SidecarSet => ({
    spec: { selector: {}, containers: [{ name: 'tunnel', image, upgradeStrategy: { upgradeType: 'HotUpgrade' } }] },
  });

  it('may wait for the end of a hot upgrade when it is to get back what it is about to give up', () => {
    expect(waitsForHandover(podWith('tunnel:1', 'tunnel:2'), asksFor('tunnel:1'))).to.equal(true);
  });

  it('does not wait for it when it is to get anything else, or has no hot upgrade under way', () => {
    expect(waitsForHandover(podWith('tunnel:1', 'tunnel:2'), asksFor('tunnel:3'))).to.equal(false);
    expect(waitsForHandover(podWith(IDLE_IMAGE, 'tunnel:2'), asksFor('tunnel:1'))).to.equal(false);
    expect(waitsForHandover(podWith('tunnel:1', IDLE_IMAGE), asksFor('tunnel:1'))).to.equal(false);
  });
});

/** Different stories give a rule different chances to be broken. */
async function firstViolation(sabotage: Saboteur, wanted: RegExp): Promise<string> {
  const seen: string[] = [];
  for (let seed = 1; seed <= 40; seed += 1) {
    const { violations } = await simulate(seed, { sabotage });
    const found = violations.find(violation => wanted.test(violation));
    if (found !== undefined) return found;
    seen.push(...violations);
  }
  return `nobody noticed; only: ${seen.join('\n')}`;
}
