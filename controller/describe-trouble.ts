import { GROUP, STORED_VERSION } from '../lib/api/names.js';
import type { FailedUpdate } from '../lib/api/sidecarset.generated.js';
import type { EventNote } from '../lib/cluster/event-correlator.js';
import type { Step } from '../lib/decide/rollout/rollout-plan.js';

/** The event on a pod that the API server did not let us change. */
export function refusalNote(
  sidecarSet: string,
  { namespace, name }: Step,
  { error, pauseMs }: { readonly error: unknown; readonly pauseMs: number },
): EventNote {
  const said = error instanceof Error ? error.message : String(error);
  return {
    about: { apiVersion: 'v1', kind: 'Pod', namespace, name },
    type: 'Warning',
    reason: 'refused',
    message: `SidecarSet ${sidecarSet} must not change this pod, and tries again in ${pauseMs / 1000} s: ${said}`,
  };
}

/** The event on a SidecarSet whose upgraded pods fail so often that `onFailure` acts. */
export function failureNote(sidecarSet: string, { action, rolledBackTo, message }: FailedUpdate): EventNote {
  const taken = rolledBackTo === undefined ? 'no further pod is upgraded' : `pods go back to ${rolledBackTo}`;
  return {
    about: { apiVersion: `${GROUP}/${STORED_VERSION}`, kind: 'SidecarSet', name: sidecarSet },
    type: 'Warning',
    reason: 'failing-updates',
    message: `${message}; onFailure ${action}: ${taken}`,
  };
}
