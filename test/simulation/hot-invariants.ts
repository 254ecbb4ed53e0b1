import type { ContainerStatus, Pod } from '../../lib/api/kubernetes.generated.js';
import type { Sidecar, SidecarSet } from '../../lib/api/sidecarset.generated.js';
import type { Ledger } from '../../lib/decide/ledger.js';
import { readLedger } from '../../lib/decide/ledger.js';
import type { Entry } from './world/journal.js';
import { IDLE_IMAGE } from './world/hot-sidecarset.js';
import { imagesOf, statusesOf } from './world/pod-facts.js';

/** The hot sidecar of a pod as it stands there. */
interface HotSidecar {
  readonly name: string;
  readonly slots: readonly Slot[];
}

interface Slot {
  readonly name: string;
  readonly image: string | undefined;
  readonly status: ContainerStatus | undefined;
}

/** A write of ours that emptied slots: for which SidecarSet, and the IDs that the containers had. */
interface Emptying {
  readonly sidecarSet: string;
  readonly ids: Readonly<Record<string, string | undefined>>;
}

/** The containers that a sidecar is in a pod; written once more, since the planner's own answer cannot show that it is wrong. */
export function slotNames({ name, upgradeStrategy }: Sidecar): readonly string[] {
  return upgradeStrategy?.upgradeType === 'HotUpgrade' ? [`${name}-1`, `${name}-2`] : [name];
}

/**
 * What is wrong with hot sidecars after one change of a pod, whoever made it: a hot sidecar that lived always has a slot
 * that serves, never are both slots idle, and both always know each other's version.
 */
export function judgeSlots(entry: Entry): readonly string[] {
  const { kind, before, after, key } = entry;
  if (kind !== 'pod' || after === undefined || after.metadata?.deletionTimestamp !== undefined) return [];
  const lived = new Set(
    before === undefined
      ? []
      : hotSidecarsOf(before)
          .filter(lives)
          .map(({ name }) => name),
  );
  const { slotVersions } = ledgerOf(after);
  return hotSidecarsOf(after).flatMap(sidecar => [
    ...(sidecar.slots.every(isIdle) ? [`both slots of ${sidecar.name} in ${key} have the idle image`] : []),
    ...(lived.has(sidecar.name) && !lives(sidecar) ? [`${sidecar.name} in ${key} has no live slot any more`] : []),
    ...(knowEachOther(sidecar, slotVersions) ? [] : [`the slots of ${sidecar.name} in ${key} are told wrong versions`]),
  ]);
}

/**
 * What is left of hot upgrades once everything is calm.
 *
 * @param sidecarSet - its name; hot sidecars of others are none of its business
 * @param pods - that it matches
 */
export function unfinishedHandovers(sidecarSet: string, pods: readonly Pod[]): readonly string[] {
  return pods.flatMap(pod =>
    hotSidecarsOf(pod)
      .filter(({ name }) => ledgerOf(pod).records[sidecarSet]?.sidecarList.includes(name) === true)
      .filter(({ slots }) => !slots.some(isIdle))
      .map(({ name }) => `all is calm, and yet the old slot of ${name} in ${pod.metadata?.name ?? ''} is not empty`),
  );
}

/**
 * Does this pod have to end a hot upgrade before it can get what the SidecarSet asks for now? It has when the slot that is
 * still to be emptied holds just that image: nothing would restart there, and nothing be handed over.
 */
export function waitsForHandover(pod: Pod, { spec }: SidecarSet): boolean {
  const wanted = new Map(
    [...(spec.initContainers ?? []), ...(spec.containers ?? [])].map(each => [each.name, each.image]),
  );
  const { activeSlots } = ledgerOf(pod);
  return hotSidecarsOf(pod).some(
    ({ name, slots }) =>
      !slots.some(isIdle) && slots.find(slot => slot.name !== activeSlots[name])?.image === wanted.get(name),
  );
}

/** The slots that this change emptied, by SidecarSet; none when we did not make it. */
export function emptyingsOf({ kind, author, before, after }: Entry): readonly Emptying[] {
  if (kind !== 'pod' || author === undefined || before === undefined || after === undefined) return [];
  const emptied = hotSidecarsOf(after).flatMap(({ name, slots }) => {
    const old = hotSidecarsOf(before).find(sidecar => sidecar.name === name)?.slots ?? [];
    return slots
      .filter(slot => isIdle(slot) && old.some(was => was.name === slot.name && !isIdle(was)))
      .map(slot => ({
        sidecar: name,
        slot: slot.name,
        id: slot.status?.containerID,
      }));
  });
  return Object.values(ledgerOf(after).records).flatMap((record, index) => {
    const ours = emptied.filter(({ sidecar }) => record.sidecarList.includes(sidecar));
    if (ours.length === 0) return [];
    const sidecarSet = Object.keys(ledgerOf(after).records)[index] ?? '';
    return {
      sidecarSet,
      ids: Object.fromEntries(ours.map(({ slot, id }) => [slot, id])),
    };
  });
}

/** What this change was for hot sidecars, for those who count: which of its steps, and whether another upgrade overtook. */
export function hotEvents(entry: Entry): readonly string[] {
  const { kind, author, before, after } = entry;
  if (kind !== 'pod' || author === undefined || before === undefined || after === undefined) return [];
  const old = hotSidecarsOf(before);
  const filled = hotSidecarsOf(after).filter(({ name, slots }) =>
    slots.some(slot => {
      const was = old.find(sidecar => sidecar.name === name)?.slots.find(each => each.name === slot.name);
      return was !== undefined && was.image !== slot.image && !isIdle(slot);
    }),
  );
  const overtaken = filled.filter(
    ({ name }) => !old.some(sidecar => sidecar.name === name && sidecar.slots.some(isIdle)),
  );
  return [
    ...filled.map(() => 'hot fill'),
    ...overtaken.map(() => 'hot fill over another'),
    ...emptyingsOf(entry).map(() => 'hot empty'),
  ];
}

function hotSidecarsOf(pod: Pod): readonly HotSidecar[] {
  const images = imagesOf(pod);
  const statuses = statusesOf(pod);
  return Object.keys(ledgerOf(pod).activeSlots).map(name => ({
    name,
    slots: [`${name}-1`, `${name}-2`].map(slot => ({
      name: slot,
      image: images.get(slot),
      status: statuses.find(each => each.name === slot),
    })),
  }));
}

function isIdle({ image }: Slot): boolean {
  return image === IDLE_IMAGE;
}

/**
 * A slot serves: it runs what is asked of it, no idle image, and says that it is ready. One that became ready after it was
 * asked for something else, before the kubelet has seen that, never served for anybody.
 */
function lives({ slots }: HotSidecar): boolean {
  return slots.some(slot => {
    const { image = '', status } = slot;
    const runsIt = status?.state?.running !== undefined && status.image.endsWith(`/${image}`);
    return !isIdle(slot) && status?.ready === true && runsIt;
  });
}

/** A slot that holds the idle image is version 0; each is told the version of the other. */
function knowEachOther({ slots }: HotSidecar, versions: Ledger['slotVersions']): boolean {
  const [first, second] = slots.map(({ name }) => versions[name]);
  return (
    slots.every(slot => isIdle(slot) === (versions[slot.name]?.version === '0')) &&
    first?.versionAlt === second?.version &&
    second?.versionAlt === first?.version
  );
}

const ledgers = new WeakMap<Pod, Ledger>();

/** The journal holds the same few pods in thousands of states. */
function ledgerOf(pod: Pod): Ledger {
  const known = ledgers.get(pod) ?? readLedger(pod.metadata?.annotations ?? {});
  ledgers.set(pod, known);
  return known;
}
