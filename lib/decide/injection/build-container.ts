import type { Container, EnvVar, Pod } from '../../api/kubernetes.generated.js';
import type { Sidecar } from '../../api/sidecarset.generated.js';
import { oncePerObject } from '../once-per-object.js';
import { INJECTED_MARK } from './injected.js';
import { sharedVolumes } from './share-volumes.js';
import { transferredEnv } from './transfer-env.js';

/** What a SidecarSet adds to a container's own fields; the API server knows none of it in a pod. */
const SIDECAR_FIELDS: ReadonlySet<string> = new Set<Exclude<keyof Sidecar, keyof Container>>([
  'podInjectPolicy',
  'upgradeStrategy',
  'shareVolumePolicy',
  'shareVolumeDevicePolicy',
  'transferEnv',
  'resourcesPolicy',
]);

/**
 * Turns one sidecar into the container that a pod gets: the fields that only a SidecarSet knows are gone, variables,
 * mounts and devices taken over from the app containers are there, and so is the mark of injection. Fields that we do
 * not know travel on untouched.
 *
 * @param pod - the pod without any injected container of this admission
 * @param appContainers - its app containers
 */
export function buildContainer(
  sidecar: Sidecar,
  { pod, appContainers }: { readonly pod: Pod; readonly appContainers: readonly Container[] },
): Container {
  const shared = sharedVolumes(sidecar, appContainers);
  const isNoMark = ({ name }: EnvVar): boolean => name !== INJECTED_MARK.name;
  const own = (sidecar.env ?? []).filter(isNoMark);
  const taken = [...transferredEnv(sidecar, { pod, appContainers }), ...shared.env].filter(isNoMark);
  return {
    ...coreFields(sidecar),
    env: [...own, ...missingFrom(own, taken), INJECTED_MARK],
    ...(shared.volumeMounts.length === 0
      ? {}
      : { volumeMounts: [...(sidecar.volumeMounts ?? []), ...shared.volumeMounts] }),
    ...(shared.volumeDevices.length === 0
      ? {}
      : { volumeDevices: [...(sidecar.volumeDevices ?? []), ...shared.volumeDevices] }),
  };
}

const coreFields = oncePerObject((sidecar: Sidecar): Container => {
  const fields = Object.entries(sidecar).filter(([field]) => !SIDECAR_FIELDS.has(field));
  return Object.fromEntries(fields) as unknown as Container;
});

/** The sidecar's own entry of a name wins, then the first one taken over. */
function missingFrom(own: readonly EnvVar[], taken: readonly EnvVar[]): readonly EnvVar[] {
  const names = new Set(own.map(variable => variable.name));
  return taken.filter(variable => !names.has(variable.name) && names.add(variable.name).has(variable.name));
}
