import type { Container, EnvVar } from '../../api/kubernetes.generated.js';
import {
  SLOT_VERSION_ALT_ANNOTATION_PREFIX,
  SLOT_VERSION_ALT_ENV,
  SLOT_VERSION_ANNOTATION_PREFIX,
  SLOT_VERSION_ENV,
} from '../../api/names.js';
import type { Sidecar } from '../../api/sidecarset.generated.js';

/** The two slots of one hot sidecar in a new pod. */
export interface Slots {
  /** Active slot first. */
  readonly containers: readonly [Container, Container];
  /** Annotations that hold the versions of both slots. */
  readonly versions: Readonly<Record<string, string>>;
  /** Names of the slots. */
  readonly active: string;
  readonly idle: string;
}

/** Is this a sidecar that is upgraded by handing over between two slots? */
export function isHot(sidecar: Sidecar): boolean {
  return sidecar.upgradeStrategy?.upgradeType === 'HotUpgrade';
}

/**
 * Names of the containers that a sidecar becomes in a pod: its own, or those of its two slots.
 *
 * @returns one name, or for a hot sidecar `X-1` and `X-2`
 */
export function containerNames(sidecar: Sidecar): readonly string[] {
  return isHot(sidecar) ? [`${sidecar.name}-1`, `${sidecar.name}-2`] : [sidecar.name];
}

/**
 * Makes the two slots of a hot sidecar (OpenKruise's hot upgrade): `X-1` runs the image and is version 1, `X-2` runs
 * the idle image and is version 0; each knows the other's version as its alternative.
 *
 * @param sidecar - with an idle image (`hotUpgradeEmptyImage`)
 * @param container - what the sidecar became, under the sidecar's own name
 */
export function openSlots(sidecar: Sidecar, container: Container): Slots {
  const active = `${sidecar.name}-1`;
  const idle = `${sidecar.name}-2`;
  const idleImage = sidecar.upgradeStrategy?.hotUpgradeEmptyImage;
  return {
    active,
    idle,
    containers: [
      slot(container, active),
      { ...slot(container, idle), ...(idleImage === undefined ? {} : { image: idleImage }) },
    ],
    versions: {
      [SLOT_VERSION_ANNOTATION_PREFIX + active]: '1',
      [SLOT_VERSION_ALT_ANNOTATION_PREFIX + active]: '0',
      [SLOT_VERSION_ANNOTATION_PREFIX + idle]: '0',
      [SLOT_VERSION_ALT_ANNOTATION_PREFIX + idle]: '1',
    },
  };
}

function slot(container: Container, name: string): Container {
  const versions: readonly EnvVar[] = [
    fromAnnotation(SLOT_VERSION_ENV, SLOT_VERSION_ANNOTATION_PREFIX + name),
    fromAnnotation(SLOT_VERSION_ALT_ENV, SLOT_VERSION_ALT_ANNOTATION_PREFIX + name),
  ];
  const names = versions.map(variable => variable.name);
  const others = (container.env ?? []).filter(variable => !names.includes(variable.name));
  return { ...container, name, env: [...others, ...versions] };
}

function fromAnnotation(name: string, annotation: string): EnvVar {
  return { name, valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: `metadata.annotations['${annotation}']` } } };
}
