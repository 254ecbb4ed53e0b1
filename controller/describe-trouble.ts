import type { Pod } from '../lib/api/kubernetes.generated.js';
import type { FailedUpdate, SidecarSet } from '../lib/api/sidecarset.generated.js';
import type { EventNote } from '../lib/cluster/event-correlator.js';
import { aboutPod, aboutSidecarSet } from './about.js';

/** The event on a pod that the API server did not let us change. */
export function refusalNote(
  sidecarSet: string,
  pod: Pick<Pod, 'metadata'>,
  { error, pauseMs }: { readonly error: unknown; readonly pauseMs: number },
): EventNote {
  const said = error instanceof Error ? error.message : String(error);
  return {
    about: aboutPod(pod),
    type: 'Warning',
    reason: 'refused',
    message: `SidecarSet ${sidecarSet} must not change this pod, and tries again in ${pauseMs / 1000} s: ${said}`,
  };
}

/** The event on a SidecarSet whose upgraded pods fail so often that `onFailure` acts. */
export function failureNote(sidecarSet: SidecarSet, { action, rolledBackTo, message }: FailedUpdate): EventNote {
  const taken = rolledBackTo === undefined ? 'no further pod is upgraded' : `pods go back to ${rolledBackTo}`;
  return {
    about: aboutSidecarSet(sidecarSet),
    type: 'Warning',
    reason: 'failing-updates',
    message: `${message}; onFailure ${action}: ${taken}`,
  };
}
