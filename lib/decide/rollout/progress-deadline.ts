import type { SidecarSet } from '../../api/sidecarset.generated.js';

/** How long a rollout waits for a pod unless its author says otherwise; the default of a Deployment, too. */
const DEFAULT_DEADLINE_SECONDS = 600;

/** How long an upgraded pod may take to be ready again. What cannot be read counts as the default, ten minutes. */
export function progressDeadlineMs({ spec }: SidecarSet): number {
  const seconds: unknown = spec.updateStrategy?.progressDeadlineSeconds;
  const isSound = typeof seconds === 'number' && Number.isInteger(seconds) && seconds > 0;
  return (isSound ? seconds : DEFAULT_DEADLINE_SECONDS) * 1000;
}

/** The same for people: `10 minutes`, `90 seconds`. */
export function describeDeadline(sidecarSet: SidecarSet): string {
  const seconds = progressDeadlineMs(sidecarSet) / 1000;
  const [count, unit] = seconds % 60 === 0 ? [seconds / 60, 'minute'] : [seconds, 'second'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
