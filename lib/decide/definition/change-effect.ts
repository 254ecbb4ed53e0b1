import type { SidecarSet } from '../../api/sidecarset.generated.js';
import { counted } from '../counted.js';
import type { JsonObject } from '../edit.js';
import { isObject } from '../edit.js';
import { fillCoreDefaults } from '../hash/core-defaults.js';
import { toGoJson } from '../hash/go-json.js';
import { hashSidecarSet } from '../hash.js';
import { keptCount } from '../rollout/partition.js';
import { defaultSidecarSet } from './default-sidecarset.js';
import { problemIn, show } from './rules/finding.js';
import { inside, rootOf } from './rules/place.js';
import { textIn } from './rules/read-field.js';
import type { SidecarEntry } from './rules/sidecar-entry.js';
import { sidecarsOf } from './rules/sidecar-entry.js';
import type { FieldProblem } from './verdict.js';

/** A SidecarSet as it is stored, and as it is going to be. */
export interface Change {
  readonly before: SidecarSet;
  readonly after: SidecarSet;
}

/**
 * Says what a change of sidecars does to pods that were injected before: an upgrade in place, or nothing until they are
 * created anew. Pods are counted as the stored status counts them, where it does. There is nothing to say when none of
 * them becomes outdated.
 */
export function describeChange({ before, after }: Change): readonly FieldProblem[] {
  const [old, current] = [hashSidecarSet(before), hashSidecarSet(after)];
  if (old.specHash === current.specHash) return [];
  const known = new Map(hashedSidecars(before).map(sidecar => [nameOf(sidecar), sidecar] as const));
  if (old.shapeHash === current.shapeHash) {
    return hashedSidecars(after).flatMap(sidecar => describeImage(sidecar, { known, before, after }));
  }
  const effects = [
    ...hashedSidecars(after).flatMap(sidecar => describeShape(sidecar, known.get(nameOf(sidecar)))),
    ...describeRemovals({ before, after }),
  ];
  const told = effects.length > 0 ? effects : [{ path: 'spec', message: 'the order of containers changed' }];
  return told.map(({ path, message }) => ({ path, message: `needs new pods: ${message}; ${fateOfPods(before)}` }));
}

function fateOfPods(before: SidecarSet): string {
  const count = matchedPods(before);
  if (count === 1) return 'the one pod that exists keeps what it has until it is created anew';
  return `${count === undefined ? '' : `the ${count} `}pods that exist keep what they have until they are created anew`;
}

/** As the status says; nothing where it says nothing. */
function matchedPods(set: SidecarSet): number | undefined {
  const count = inside(rootOf(set), 'status').value['matchedPods'];
  return typeof count === 'number' ? count : undefined;
}

/** The sidecars that the hashes cover, with every default in place. */
function hashedSidecars(set: SidecarSet): readonly SidecarEntry[] {
  const sidecars = sidecarsOf(defaultSidecarSet(set));
  const initCounts = sidecars.some(sidecar => isInit(sidecar) && !sidecar.plainInit);
  return sidecars
    .filter(sidecar => initCounts || !isInit(sidecar))
    .map(sidecar => ({ ...sidecar, value: fillCoreDefaults(sidecar.value) as JsonObject }));
}

function isInit({ path }: SidecarEntry): boolean {
  return path.startsWith('spec.initContainers');
}

interface ImageChange extends Change {
  readonly known: ReadonlyMap<string, SidecarEntry>;
}

function describeImage(sidecar: SidecarEntry, { known, ...change }: ImageChange): readonly FieldProblem[] {
  const from = known.get(nameOf(sidecar))?.value['image'];
  const to = sidecar.value['image'];
  if (from === to) return [];
  return [problemIn(sidecar, 'image', `${fateOf(sidecar, change)}: changes from ${show(from)} to ${show(to)}`)];
}

function fateOf(sidecar: SidecarEntry, { before, after }: Change): string {
  const { value: strategy } = inside(rootOf(after), 'spec', 'updateStrategy');
  if (sidecar.plainInit) return 'new pods only, because it is an init container that ends';
  if (strategy['type'] === 'NotUpdate') return 'new pods only, because updateStrategy.type is NotUpdate';
  const inPlace = `in place${whichPods(matchedPods(before), strategy)}`;
  return strategy['paused'] === true ? `${inPlace}, once updateStrategy.paused is false` : inPlace;
}

function whichPods(count: number | undefined, { selector, partition }: JsonObject): string {
  if (count === undefined) return '';
  const all = counted(count, 'pod');
  if (isObject(selector)) return ` for those of ${all} that updateStrategy.selector matches`;
  const kept = keptCount(partition as number | string | undefined, count);
  return kept === 0 ? ` for ${all}` : ` for ${count - kept} of ${all} (updateStrategy.partition keeps ${kept} old)`;
}

function describeShape(sidecar: SidecarEntry, before: SidecarEntry | undefined): readonly FieldProblem[] {
  if (before === undefined) return [{ path: sidecar.path, message: `container ${nameOf(sidecar)} is new` }];
  const changed = changedFields(before.value, sidecar.value).filter(field => field !== 'image');
  if (changed.length === 0) return [];
  const message = `${changed.join(', ')} of container ${nameOf(sidecar)} changed${hint(changed)}`;
  return [{ path: sidecar.path, message }];
}

/** The one field that changes without anybody touching it. */
function hint(changed: readonly string[]): string {
  return changed.includes('imagePullPolicy') ? ' (its default follows the tag of the image; set it to keep it)' : '';
}

function changedFields(before: JsonObject, after: JsonObject): readonly string[] {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  const written = (sidecar: JsonObject, field: string): string =>
    toGoJson({ [field]: sidecar[field] }, { struct: 'SidecarContainer' });
  return [...fields].filter(field => written(before, field) !== written(after, field));
}

function describeRemovals({ before, after }: Change): readonly FieldProblem[] {
  const kept = new Set(hashedSidecars(after).map(nameOf));
  return hashedSidecars(before)
    .filter(sidecar => !kept.has(nameOf(sidecar)))
    .map(sidecar => ({
      path: isInit(sidecar) ? 'spec.initContainers' : 'spec.containers',
      message: `container ${nameOf(sidecar)} is gone`,
    }));
}

function nameOf(sidecar: SidecarEntry): string {
  return textIn(sidecar, 'name') ?? '';
}
