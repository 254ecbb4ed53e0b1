import type { Container, ContainerStatus, Pod } from '../../lib/api/kubernetes.generated.js';
import { BASE_ANNOTATION, IS_INJECTED_ENV, UPGRADABLE_CONDITION } from '../../lib/api/names.js';
import type { Sidecar, SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { hashesOf } from '../../lib/decide/hash.js';
import { matchesLabels } from '../../lib/decide/label-selector.js';
import type { Ledger } from '../../lib/decide/ledger.js';
import { isOurAnnotation, readLedger } from '../../lib/decide/ledger.js';
import { selectsPod } from '../../lib/decide/match.js';
import { emptyingsOf, judgeSlots, slotNames, unfinishedHandovers } from './hot-invariants.js';
import type { Takings } from './world/budget-invariant.js';
import { isKeptByBudget, judgeBudgets } from './world/budget-invariant.js';
import type { Entry, Journal, Truth } from './world/journal.js';
import type { Knowledge } from './world/witness.js';
import type { Replacement } from './world/failure-invariant.js';
import { failureInForce, judgeAfterFailure } from './world/failure-invariant.js';
import { keptCount, unavailableLimit } from './world/limits.js';
import { judgeWorkload } from './world/workload-invariant.js';
import { containerIds, imagesOf, isReady, keyOf, statusesOf, uidOf } from './world/pod-facts.js';
import { CANARY } from './world/user-acts.js';

/** A rule that was broken, in words that name who, what and where. */
export type Violation = string;

/** Pods that our writes took out of service and that are not back yet: SidecarSet → pod uid → what ran before. */
export type Disruptions = Readonly<Record<string, Readonly<Record<string, ContainerIds>>>>;

/** Container name → its ID at the moment of our write. */
type ContainerIds = Readonly<Record<string, string | undefined>>;

/** One write of ours on the sidecars of one SidecarSet in one pod. */
export interface Upgrade {
  readonly name: string;
  readonly before: Pod;
  readonly after: Pod;
}

/** What the writer may have taken for the truth. */
interface View {
  readonly sidecarSet: SidecarSet;
  readonly pods: Truth['pods'];
  readonly namespaces: Truth['namespaces'];
}

/** The pods that are out because of us. */
export interface OutOfService {
  readonly disruptions: Disruptions;
  readonly takings: Takings;
}

/** What else an upgrade is judged by. */
interface Surroundings {
  /** Just before it. */
  readonly from: Truth;
  /** Pods that are out because of us. */
  readonly out: Readonly<Record<string, ContainerIds>>;
  readonly takings: Takings;
  readonly knew: Knowledge;
  readonly journal: Journal;
}

/** What is wrong with one change of the cluster, whoever made it. */
export function judgeEntry(entry: Entry, journal: Journal, out: OutOfService): readonly Violation[] {
  const { author, before, after } = entry;
  const violations = entry.kind === 'sidecarset' ? judgeStatus(entry) : [...judgeSlots(entry)];
  if (author === undefined || after === undefined) return violations;
  if (entry.kind === 'pod') {
    violations.push(
      ...(before === undefined ? [`${entry.key} was created by the operator`] : judgePod(entry, journal)),
    );
  }
  if (entry.from.leader !== author.process) {
    violations.push(`${author.process} wrote ${entry.key} while "${entry.from.leader}" held the lease`);
  }
  for (const upgrade of upgradesOf(entry)) violations.push(...judgeUpgrade(upgrade, entry, journal, out));
  return violations;
}

/** The pods that are out of service because of us, after this change. */
export function followDisruptions(disruptions: Disruptions, entry: Entry): Disruptions {
  if (entry.kind !== 'pod') return disruptions;
  const { before, after } = entry;
  const uid = (after ?? before)?.metadata?.uid ?? '';
  const next: Record<string, Readonly<Record<string, ContainerIds>>> = {};
  for (const [name, pods] of Object.entries(disruptions)) {
    const { [uid]: ids, ...others } = pods;
    const isOut = ids !== undefined && after !== undefined && !isBack(after, ids);
    next[name] = isOut ? pods : others;
  }
  for (const upgrade of upgradesOf(entry)) {
    const ids = changedContainers(upgrade);
    if (Object.keys(ids).length === 0) continue;
    const { [uid]: earlier, ...others } = next[upgrade.name] ?? {};
    // What else keeps a pod from being ready is none of our doing: such a pod is free.
    const isFree = !isReady(upgrade.before) && (earlier === undefined || isUp(upgrade.before, earlier));
    next[upgrade.name] = isFree ? others : { ...others, [uid]: ids };
  }
  for (const { sidecarSet, ids } of emptyingsOf(entry)) next[sidecarSet] = { ...next[sidecarSet], [uid]: ids };
  return next;
}

/** What is still to be done once everything is calm: every pod that nothing holds is current, and the status says so. */
export function judgeRest(
  truth: Truth,
  disruptions: Disruptions,
  concerns: (pod: Pod, sidecarSet: SidecarSet) => boolean = () => true,
): readonly Violation[] {
  const { pods, sidecarSets, namespaces } = truth;
  const out = new Set(Object.values(disruptions).flatMap(Object.keys));
  const lives = [...pods.values()].filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
  return [...sidecarSets.values()].flatMap(sidecarSet => {
    const name = sidecarSet.metadata?.name ?? '';
    const matched = matchedPods({ sidecarSet, pods, namespaces });
    const current = matched.filter(pod => isCurrent(pod, sidecarSet));
    const failed = failureInForce(sidecarSet);
    // What has failed is given to nobody; where it is rolled back, nobody keeps it.
    const late = matched.filter(
      pod =>
        failed === undefined &&
        !current.includes(pod) &&
        concerns(pod, sidecarSet) &&
        mayBeUpgraded(pod, { sidecarSet, namespaces }) &&
        !isKeptByBudget(pod, sidecarSet, { truth, out }),
    );
    const kept = failed?.rolledBackTo === undefined ? [] : current.filter(pod => concerns(pod, sidecarSet));
    const room = matched.length - keptCount(sidecarSet, matched.length) - current.length;
    const { observedGeneration, matchedPods: counted, updatedPods, notInjected } = sidecarSet.status ?? {};
    const canaries = [...sidecarSets.values()].filter(other => isActiveCanary(other, name));
    const missing = [...pods.values()]
      .filter(pod => isMissing(pod, { sidecarSet, namespaces }))
      .filter(pod => !canaries.some(canary => isSelected(pod, { sidecarSet: canary, namespaces }))).length;
    const wanted = [sidecarSet.metadata?.generation, matched.length, current.length, missing];
    return [
      // Also in pods that are selected no more: what we have begun there nobody else would end.
      ...unfinishedHandovers(
        name,
        lives.filter(pod => isInjected(pod, { sidecarSet, namespaces })),
      ),
      ...(kept.length > 0 && mayWrite(sidecarSet)
        ? [`${name}: nothing holds ${kept.map(keyOf).join()} and yet they hold what is rolled back`]
        : []),
      ...(late.length > 0 && room > 0 ? [`${name}: nothing holds ${late.map(keyOf).join()} and yet they are old`] : []),
      ...(String([observedGeneration, counted, updatedPods, notInjected?.count]) === String(wanted)
        ? []
        : [
            `${name}: status says ${String([observedGeneration, counted, updatedPods, notInjected?.count])}, true is ${String(wanted)}`,
          ]),
    ];
  });
}

/** App containers of a new pod are those that its author asked for. */
export function judgeInjection(asked: Pod, created: Pod): readonly Violation[] {
  const apps = (pod: Pod): string =>
    JSON.stringify((pod.spec?.containers ?? []).filter(isApp).map(({ name, image }) => [name, image]));
  const { problems, injectedBy } = ledgerOf(created);
  return [
    ...(injectedBy.includes(CANARY.name) && injectedBy.includes(CANARY.base)
      ? [`${keyOf(created)} was injected by a canary and by its base`]
      : []),
    ...(apps(asked) === apps(created) ? [] : [`injection changed the app containers of ${keyOf(created)}`]),
    ...problems.map(({ message }) => `injection wrote a ledger that does not read back: ${message}`),
  ];
}

function judgeStatus(entry: Extract<Entry, { kind: 'sidecarset' }>): Violation[] {
  const { before, after, key } = entry;
  const observed = after?.status?.observedGeneration ?? 0;
  const violations: Violation[] = [];
  if (observed > (after?.metadata?.generation ?? Infinity)) {
    violations.push(`${key}: status has observed generation ${String(observed)}, which is ahead`);
  }
  if (before !== undefined && after !== undefined && observed < (before.status?.observedGeneration ?? 0)) {
    violations.push(`${key}: status.observedGeneration went back to ${String(observed)}`);
  }
  if (entry.author !== undefined && after?.metadata?.generation !== before?.metadata?.generation) {
    violations.push(`${key}: the operator changed the spec of a SidecarSet`);
  }
  return violations;
}

/** Beside its images and our annotations nothing of a pod is ours to change. */
function judgePod(entry: Extract<Entry, { kind: 'pod' }>, journal: Journal): readonly Violation[] {
  const { before, after, key, author } = entry;
  if (before === undefined || after === undefined) return [];
  const upgraded = upgradesOf(entry).flatMap(({ name }) => {
    const sets = journal
      .between(author?.knew[name]?.sidecarSetsSeen ?? 0, entry.to)
      .map(truth => truth.sidecarSets.get(name));
    return sets.flatMap(sidecarSet => sidecarsOf(sidecarSet).flatMap(slotNames));
  });
  const emptied = emptyingsOf(entry).flatMap(({ ids }) => Object.keys(ids));
  const rest = (pod: Pod): string => JSON.stringify(notOurs(pod, new Set([...upgraded, ...emptied])));
  return [
    ...(rest(before) === rest(after) ? [] : [`the operator changed more of ${key} than its sidecars`]),
    ...ledgerOf(after).problems.map(
      ({ path, message }) => `the ledger of ${key} does not read back: ${path} ${message}`,
    ),
  ];
}

function notOurs({ metadata, spec, status }: Pod, upgraded: ReadonlySet<string>): unknown {
  const { annotations = {}, labels, ownerReferences, finalizers } = metadata ?? {};
  const bare = (container: Container): Container =>
    upgraded.has(container.name) ? { ...container, image: '' } : container;
  const conditions = status?.conditions?.filter(({ type }) => type !== UPGRADABLE_CONDITION);
  return [
    Object.entries(annotations).filter(([key]) => !isOurAnnotation(key)),
    { labels, ownerReferences, finalizers },
    { ...spec, containers: spec?.containers.map(bare), initContainers: spec?.initContainers?.map(bare) },
    { ...status, conditions },
  ];
}

/** The upgrades that a change is made of: the SidecarSets whose record it moved, or whose sidecars. */
function upgradesOf(entry: Entry): readonly Upgrade[] {
  if (entry.kind !== 'pod' || entry.author === undefined) return [];
  const { before, after } = entry;
  if (before === undefined || after === undefined) return [];
  const [old, fresh] = [before, after].map(pod => ledgerOf(pod).records);
  const images = imagesOf(before);
  const moved = [...imagesOf(after)].filter(([name, image]) => images.get(name) !== image).map(([name]) => name);
  return [...new Set([...Object.keys(old ?? {}), ...Object.keys(fresh ?? {})])]
    .filter(
      name =>
        old?.[name]?.specHash !== fresh?.[name]?.specHash ||
        moved.some(container => old?.[name]?.sidecarList.includes(container)),
    )
    .map(name => ({ name, before, after }));
}

/**
 * An upgrade is right when it was right by something that the writer may still have taken for the truth: what it had
 * been shown when it decided, or anything later. What it had acknowledged in the status it cannot have forgotten.
 */
function judgeUpgrade(
  upgrade: Upgrade,
  entry: Entry,
  journal: Journal,
  { disruptions, takings }: OutOfService,
): readonly Violation[] {
  const { author, from } = entry;
  const { name } = upgrade;
  const knew = author?.knew[name];
  if (author === undefined || knew === undefined) return [`${entry.key} was upgraded for ${name}, out of the blue`];
  const acknowledged = journal.before(knew.atMs).sidecarSets.get(name);
  const known = new Set(journal.between(knew.sidecarSetsSeen, from).map(truth => truth.sidecarSets.get(name)));
  const sidecarSets = [...known].filter(
    sidecarSet =>
      sidecarSet !== undefined &&
      (sidecarSet.metadata?.uid !== acknowledged?.metadata?.uid ||
        (sidecarSet.metadata?.generation ?? 0) >= (acknowledged?.status?.observedGeneration ?? 0)),
  );
  const truths = journal.between(knew.podsSeen, from).toReversed();
  const labels = new Set(journal.between(knew.namespacesSeen, from).map(({ namespaces }) => namespaces));
  let first: Violation | undefined;
  for (const sidecarSet of sidecarSets.toReversed() as SidecarSet[]) {
    for (const namespaces of [...labels].toReversed()) {
      for (const { pods } of truths) {
        const view = { sidecarSet, pods, namespaces };
        const violation = judgeInView(upgrade, view, { from, out: disruptions[name] ?? {}, takings, knew, journal });
        if (violation === undefined) return [];
        first ??= violation;
      }
    }
  }
  return [`${author.process} upgraded ${entry.key} for ${name}: ${first ?? 'there is no such SidecarSet'}`];
}

function judgeInView(upgrade: Upgrade, view: View, around: Surroundings): Violation | undefined {
  const { from, out, journal } = around;
  const { before, after } = upgrade;
  const { sidecarSet } = view;
  const { type, paused } = sidecarSet.spec.updateStrategy ?? {};
  if (type === 'NotUpdate') return 'its type is NotUpdate';
  if (paused === true) return 'it is paused';
  const matched = matchedPods(view);
  const failed = failureInForce(sidecarSet);
  const wrong =
    failed === undefined
      ? judgeForward(upgrade, view, { matched, from })
      : judgeAfterFailure(failed, replacementOf(upgrade, journal));
  if (wrong !== undefined) return wrong;
  if (!isReady(before) || Object.keys(changedContainers(upgrade)).length === 0) return undefined;
  const uids = new Set(matched.map(uidOf));
  const away = [...from.pods.values()].filter(pod => countsAsAway(pod, { sidecarSet, ids: out[uidOf(pod)] }));
  const others = away.map(uidOf).filter(uid => uids.has(uid) && uid !== uidOf(after));
  const limit = unavailableLimit(sidecarSet, matched.length);
  if (others.length < limit) {
    return (
      judgeWorkload(before, { sidecarSet, matched, out: others }) ?? judgeBudgets(before, { ...around, sidecarSet })
    );
  }
  return `${String(others.length)} others were unavailable because of us, and no more than ${String(limit)} may be`;
}

/** A pod that was upgraded counts until it is ready again; once it is old again, only until what we have changed is. */
function countsAsAway(
  pod: Pod,
  { sidecarSet, ids }: { readonly sidecarSet: SidecarSet; readonly ids: ContainerIds | undefined },
): boolean {
  return ids !== undefined && (isCurrent(pod, sidecarSet) || !isUp(pod, ids));
}

/** An upgrade to what the SidecarSet asks for now. */
function judgeForward(
  { before, after }: Upgrade,
  view: View,
  { matched, from }: { readonly matched: readonly Pod[]; readonly from: Truth },
): Violation | undefined {
  const { sidecarSet } = view;
  if (!mayBeUpgraded(before, view)) return 'the pod is not selected, or has another shape';
  if (!isCurrent(after, sidecarSet)) return 'the pod has not become current, or its ledger says otherwise';
  const uids = new Set(matched.map(uidOf));
  const ours = [...from.pods.values()].filter(pod => uids.has(uidOf(pod)));
  const current = new Set([...ours, ...matched].filter(pod => isCurrent(pod, sidecarSet)).map(uidOf));
  const room = matched.length - keptCount(sidecarSet, matched.length);
  if (current.has(uidOf(after)) || current.size < room) return undefined;
  return `${String(current.size)} of ${String(matched.length)} were new already, and no more than ${String(room)} may be`;
}

function replacementOf({ name, before, after }: Upgrade, journal: Journal): Replacement {
  const [from, to] = [before, after].map(pod => ledgerOf(pod).records[name]?.specHash);
  const had = new Set(journal.between(0, journal.now).map(({ sidecarSets }) => sidecarSets.get(name)));
  const holdsIt = [...had].some(sidecarSet => sidecarSet !== undefined && isCurrent(after, sidecarSet));
  return { from, to, holdsIt };
}

function mayBeUpgraded(pod: Pod, view: Sight): boolean {
  const { sidecarSet } = view;
  const { selector } = sidecarSet.spec.updateStrategy ?? {};
  if (!mayWrite(sidecarSet) || !isMatched(pod, view)) return false;
  const record = ledgerOf(pod).records[sidecarSet.metadata?.name ?? ''];
  if (record?.shapeHash !== hashesOf(sidecarSet).shapeHash) return false;
  return selector === undefined || matchesLabels(selector, pod.metadata?.labels ?? {});
}

function mayWrite({ spec }: SidecarSet): boolean {
  return spec.updateStrategy?.type !== 'NotUpdate' && spec.updateStrategy?.paused !== true;
}

function matchedPods(view: View): readonly Pod[] {
  return [...view.pods.values()].filter(pod => isMatched(pod, view));
}

type Sight = Omit<View, 'pods'>;

function isMatched(pod: Pod, sight: Sight): boolean {
  return isInjected(pod, sight) && isSelected(pod, sight);
}

function isMissing(pod: Pod, sight: Sight): boolean {
  const isAlive = pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed';
  return isAlive && !isInjected(pod, sight) && isSelected(pod, sight);
}

/** Does this SidecarSet stand in for the base, wherever both select a pod? */
function isActiveCanary({ metadata, spec }: SidecarSet, base: string): boolean {
  return metadata?.annotations?.[BASE_ANNOTATION] === base && spec.injectionStrategy?.paused !== true;
}

function isInjected(pod: Pod, { sidecarSet }: Sight): boolean {
  return ledgerOf(pod).injectedBy.includes(sidecarSet.metadata?.name ?? '');
}

function isSelected(pod: Pod, { sidecarSet, namespaces }: Sight): boolean {
  if (pod.metadata?.deletionTimestamp !== undefined) return false;
  const { namespace = '', labels = {} } = pod.metadata ?? {};
  const namespaceLabels = namespaces.get(namespace)?.metadata?.labels ?? {};
  return selectsPod({ sidecarSet, namespace, labels, namespaceLabels }).selected;
}

/** By the ledger and by what the pod really has. */
function isCurrent(pod: Pod, sidecarSet: SidecarSet): boolean {
  const record = ledgerOf(pod).records[sidecarSet.metadata?.name ?? ''];
  if (record?.specHash !== hashesOf(sidecarSet).specHash) return false;
  const images = imagesOf(pod);
  return sidecarsOf(sidecarSet).every(sidecar => slotNames(sidecar).some(name => images.get(name) === sidecar.image));
}

/** Back in service: Ready, and what was changed runs what was asked for. */
function isBack(pod: Pod, ids: ContainerIds): boolean {
  return isReady(pod) && changedStatuses(pod, ids).every(runsWhatWasAskedFor(pod, ids));
}

/** What was changed runs what was asked for, and is ready; the rest of the pod may not be. */
function isUp(pod: Pod, ids: ContainerIds): boolean {
  const statuses = changedStatuses(pod, ids);
  return statuses.every(({ ready }) => ready) && statuses.every(runsWhatWasAskedFor(pod, ids));
}

function changedStatuses(pod: Pod, ids: ContainerIds): readonly ContainerStatus[] {
  return statusesOf(pod).filter(({ name }) => name in ids);
}

function runsWhatWasAskedFor(pod: Pod, ids: ContainerIds): (status: ContainerStatus) => boolean {
  const images = imagesOf(pod);
  return ({ name, containerID, image }) => containerID !== ids[name] || image.endsWith(`/${images.get(name) ?? ''}`);
}

function changedContainers({ before, after }: Upgrade): ContainerIds {
  const [old, ids] = [imagesOf(before), containerIds(before)];
  const changed = [...imagesOf(after)].filter(([name, image]) => old.get(name) !== image);
  return Object.fromEntries(changed.map(([name]) => [name, ids.get(name)]));
}

function sidecarsOf(sidecarSet: SidecarSet | undefined): readonly Sidecar[] {
  const natives = (sidecarSet?.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  return [...natives, ...(sidecarSet?.spec.containers ?? [])];
}

function isApp({ env = [] }: Container): boolean {
  return !env.some(({ name }) => name === IS_INJECTED_ENV);
}

function ledgerOf(pod: Pod): Ledger {
  return readLedger(pod.metadata?.annotations ?? {});
}
