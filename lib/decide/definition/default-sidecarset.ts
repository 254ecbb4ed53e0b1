import type { SidecarSet } from '../../api/sidecarset.generated.js';
import { editFields, editItems, fillAbsent, fillZero, inOrder } from '../edit.js';

const fillSharing = fillZero({ type: 'disabled' });

const fillSidecar = inOrder(
  fillAbsent({ upgradeStrategy: {}, shareVolumePolicy: {} }),
  editFields({
    upgradeStrategy: fillZero({ upgradeType: 'ColdUpgrade' }),
    shareVolumePolicy: fillSharing,
    shareVolumeDevicePolicy: fillSharing,
    resourcesPolicy: fillZero({ targetContainersNameRegex: '.*' }),
  }),
);

const fillSpec = inOrder(
  fillAbsent({ injectionStrategy: {}, updateStrategy: {}, revisionHistoryLimit: 10 }),
  editFields({
    containers: editItems(inOrder(fillZero({ podInjectPolicy: 'BeforeAppContainer' }), fillSidecar)),
    initContainers: editItems(inOrder(fillZero({ podInjectPolicy: 'AfterAppContainer' }), fillSidecar)),
    patchPodMetadata: editItems(fillZero({ patchPolicy: 'Retain' })),
    injectionStrategy: inOrder(
      fillAbsent({ paused: false }),
      editFields({ revision: fillZero({ policy: 'Always' }) }),
    ),
    updateStrategy: inOrder(
      fillZero({ type: 'RollingUpdate' }),
      fillAbsent({ paused: false, partition: 0, maxUnavailable: 1 }),
    ),
  }),
);

/**
 * Writes out the defaults of SidecarSet's own enum and scalar fields, as admission stores them and typed builders
 * emit them. Fields of core/v1 stay as their author left them, so that nobody sees a difference they did not make.
 *
 * Idempotent. A value of an unexpected shape is left for validation to report; nothing is lost.
 *
 * @param set - either API version
 */
export function defaultSidecarSet(set: SidecarSet): SidecarSet {
  return editFields({ spec: fillSpec })(set) as SidecarSet;
}
