import type { SidecarSet } from '../api/sidecarset.generated.js';
import { injectPod } from '../decide/injection/inject-pod.js';
import type { Choice, InjectionDecision, InjectionSnapshot } from '../decide/injection/injection-snapshot.js';
import { CHOICE_WORDS, LEAVE_WORDS } from '../decide/injection/injection-words.js';
import { formatSelector } from '../decide/label-selector.js';
import type { Ledger } from '../decide/ledger.js';
import { readLedger } from '../decide/ledger.js';

const GONE_WORDS = 'gone: it injected the pod, and there is no SidecarSet of this name any more';

/** What becomes, or became, of a pod, in words. */
export interface ExplainedInjection {
  /** `NAMESPACE/NAME`. */
  readonly pod: string;
  /** Goes on from the pod's name. */
  readonly verdict: string;
  readonly sidecarSets: readonly ExplainedChoice[];
}

/** What one SidecarSet has to do with a pod. */
export interface ExplainedChoice {
  readonly name: string;
  /** The verdict and its reason; absent: there is no SidecarSet of this name any more. */
  readonly choice?: Choice;
  readonly words: string;
}

/**
 * Explains what becomes, or became, of a pod: for each SidecarSet why it is chosen or not, and for a pod that lives already
 * whether it has that SidecarSet's containers, and in which version.
 *
 * @param behind - SidecarSet → why the pod does not have its present version; those that are not named here it has so
 */
export function explainInjection(
  snapshot: InjectionSnapshot,
  behind: Readonly<Record<string, string>> = {},
): ExplainedInjection {
  const { pod, namespace } = snapshot;
  const decision = injectPod(snapshot);
  const lives = pod.metadata?.uid !== undefined;
  const ledger = readLedger(pod.metadata?.annotations ?? {});
  const gone = ledger.injectedBy.filter(name => !decision.choices.some(({ sidecarSet }) => sidecarSet === name));
  return {
    pod: `${namespace}/${pod.metadata?.name ?? `${pod.metadata?.generateName ?? ''}*`}`,
    verdict: lives ? past(ledger) : future(decision),
    sidecarSets: [
      ...decision.choices.map(choice => ({
        name: choice.sidecarSet,
        choice,
        words: describeChoice(choice, { snapshot, ledger, lives, behind }),
      })),
      ...gone.map(name => ({ name, words: GONE_WORDS })),
    ],
  };
}

/** {@link explainInjection} as text: one line for the pod, and one for each SidecarSet. */
export function describeInjection(snapshot: InjectionSnapshot, behind: Readonly<Record<string, string>> = {}): string {
  const { pod, verdict, sidecarSets } = explainInjection(snapshot, behind);
  const width = Math.max(0, ...sidecarSets.map(({ name }) => name.length));
  const rows = sidecarSets.map(({ name, words }) => `  ${name.padEnd(width)}  ${words}`);
  return [`Pod ${pod} ${verdict}`, ...rows, ''].join('\n');
}

function past({ injectedBy }: Ledger): string {
  return injectedBy.length === 0 ? 'was injected by no SidecarSet' : `was injected by ${injectedBy.join(', ')}`;
}

function future(decision: InjectionDecision): string {
  switch (decision.kind) {
    case 'inject': {
      const chosen = decision.choices.filter(choice => choice.chosen).map(choice => choice.sidecarSet);
      return `would be injected by ${chosen.join(', ')}`;
    }
    case 'leave':
      return `would be left as it is (${decision.reason}): ${LEAVE_WORDS[decision.reason]}`;
    case 'reject':
      return `would be rejected (${decision.reason}): ${decision.message}`;
  }
}

interface Circumstances {
  readonly snapshot: InjectionSnapshot;
  readonly ledger: Ledger;
  readonly lives: boolean;
  readonly behind: Readonly<Record<string, string>>;
}

function describeChoice(choice: Choice, circumstances: Circumstances): string {
  const { sidecarSet, chosen, reason } = choice;
  const { snapshot, lives } = circumstances;
  const set = snapshot.sidecarSets.find(({ metadata }) => metadata?.name === sidecarSet);
  const details = set === undefined ? '' : describeDifference(set, reason, snapshot);
  const verdict = `${chosen ? 'chosen' : 'not chosen'} (${reason}): ${CHOICE_WORDS[reason]}${details}`;
  return lives ? `${verdict}; ${describeRecord(choice, circumstances)}` : verdict;
}

/** Both sides of a comparison that failed, so that nobody has to look them up. */
function describeDifference({ spec }: SidecarSet, reason: Choice['reason'], snapshot: InjectionSnapshot): string {
  switch (reason) {
    case 'labels-differ':
      return ` (${formatSelector(spec.selector)} against ${formatLabels(snapshot.pod.metadata?.labels)})`;
    case 'other-namespace':
      return ` (${spec.namespace ?? ''} against ${snapshot.namespace})`;
    case 'namespace-labels-differ':
      return ` (${formatSelector(spec.namespaceSelector ?? {})} against ${formatLabels(snapshot.namespaceLabels)})`;
    default:
      return '';
  }
}

function formatLabels(labels: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? 'no labels' : pairs.join(',');
}

function describeRecord({ sidecarSet, chosen }: Choice, { ledger, behind }: Circumstances): string {
  const { injectedBy, records } = ledger;
  if (!injectedBy.includes(sidecarSet)) {
    if (!chosen) return 'the pod does not have it';
    return 'the pod does not have it: it was created before that, or while the webhook was away; a new pod will get it';
  }
  const since = records[sidecarSet]?.updateTimestamp;
  const version = behind[sidecarSet] ?? 'the present version';
  const has = `the pod has it${since === undefined ? '' : `, as of ${since}`}, ${version}`;
  return chosen ? has : `${has}; a new pod will not`;
}
