import type { Pod } from '../lib/api/kubernetes.generated.js';
import { GROUP, STORED_VERSION } from '../lib/api/names.js';
import type { SidecarSet } from '../lib/api/sidecarset.generated.js';
import type { EventNote } from '../lib/cluster/event-correlator.js';

type About = EventNote['about'];

/** The SidecarSet that an event is about. With the uid, because `kubectl describe` asks for events by it. */
export function aboutSidecarSet({ metadata: { name = '', uid } = {} }: Pick<SidecarSet, 'metadata'>): About {
  return { apiVersion: `${GROUP}/${STORED_VERSION}`, kind: 'SidecarSet', name, ...(uid === undefined ? {} : { uid }) };
}

/** The pod that an event is about, as {@link aboutSidecarSet}. */
export function aboutPod({ metadata: { namespace = '', name = '', uid } = {} }: Pick<Pod, 'metadata'>): About {
  return { apiVersion: 'v1', kind: 'Pod', namespace, name, ...(uid === undefined ? {} : { uid }) };
}
