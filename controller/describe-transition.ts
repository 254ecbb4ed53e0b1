import type { SidecarSet, SidecarSetStatus } from '../lib/api/sidecarset.generated.js';
import type { EventNote } from '../lib/cluster/event-correlator.js';
import { counted } from '../lib/decide/counted.js';
import { aboutSidecarSet } from './about.js';

type Told = Pick<EventNote, 'type' | 'reason' | 'message'>;

/**
 * What the events of a SidecarSet say of the step from the stored status to the next: a rollout begins, completes or
 * stalls, or pods are found that cannot be upgraded in place. A status that is written for another reason tells nothing,
 * so that a restart does not say again what was said.
 *
 * @param next - the status that has been written over the stored one
 */
export function describeTransition(sidecarSet: SidecarSet, next: SidecarSetStatus): readonly EventNote[] {
  const { status = {} } = sidecarSet;
  const about = aboutSidecarSet(sidecarSet);
  return [progress, stall, reshaped].flatMap(tell => tell(status, next) ?? []).map(told => ({ about, ...told }));
}

/** What the event on the SidecarSet says of a wave. */
export function describeWave(
  sidecarSet: SidecarSet,
  counts: { readonly upgrades: number; readonly held: number },
): EventNote {
  const about = aboutSidecarSet(sidecarSet);
  const { upgrades, held } = counts;
  const message = `Writes to ${counted(upgrades, 'pod')} now; ${held} ${held === 1 ? 'is' : 'are'} held`;
  return { about, type: 'Normal', reason: 'wave', message };
}

function progress(before: SidecarSetStatus, after: SidecarSetStatus): Told | undefined {
  const [was, is] = [find(before, 'Progressing'), find(after, 'Progressing')];
  if (is?.status === 'True' && was?.status !== 'True') {
    return { type: 'Normal', reason: 'upgrading', message: is.message };
  }
  if (was?.status !== 'True' || is?.reason !== 'Complete') return undefined;
  return { type: 'Normal', reason: 'complete', message: is.message };
}

function stall(before: SidecarSetStatus, after: SidecarSetStatus): Told | undefined {
  const is = find(after, 'Stalled');
  if (is?.status !== 'True' || find(before, 'Stalled')?.status === 'True') return undefined;
  const { message } = is;
  // That upgraded pods fail, or are refused, is told as such.
  if (is.reason === 'ProgressDeadlineExceeded')
    return { type: 'Warning', reason: 'progress-deadline-exceeded', message };
  if (is.reason !== 'DisruptionBudgetExhausted') return undefined;
  return { type: 'Warning', reason: 'disruption-budget-exhausted', message };
}

function reshaped(
  { notUpgradable: before }: SidecarSetStatus,
  { notUpgradable: after }: SidecarSetStatus,
): Told | undefined {
  if ((before?.count ?? 0) > 0 || after === undefined || after.count === 0) return undefined;
  const names = (after.examples ?? []).map(({ namespace, name }) => `${namespace}/${name}`).join(', ');
  const message = `${after.count} ${after.count === 1 ? 'pod' : 'pods'} cannot be upgraded in place and must be created anew: ${names}`;
  return { type: 'Warning', reason: 'reshaped', message };
}

function find(
  { conditions }: SidecarSetStatus,
  type: string,
): NonNullable<SidecarSetStatus['conditions']>[number] | undefined {
  return conditions?.find(condition => condition.type === type);
}
