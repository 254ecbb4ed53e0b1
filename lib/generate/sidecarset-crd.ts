import type {
  CustomResourceColumnDefinition,
  CustomResourceDefinition,
  CustomResourceDefinitionVersion,
} from '../api/kubernetes.generated.js';
import { GROUP, OLD_VERSION, STORED_VERSION } from '../api/names.js';
import type { ObjectNode } from '../api/schema/schema-node.js';
import type { CoreModels } from './core-models.js';
import { nodeSchema } from './node-schema.js';

/** The first four as OpenKruise has them; the rest stands behind `kubectl get -o wide`. */
const COLUMNS: readonly CustomResourceColumnDefinition[] = [
  column('MATCHED', '.status.matchedPods', 'Pods that are selected and hold the sidecars.'),
  column('UPDATED', '.status.updatedPods', 'Matched pods that hold the current sidecars.'),
  column('READY', '.status.readyPods', 'Matched pods that are ready.'),
  { name: 'AGE', type: 'date', jsonPath: '.metadata.creationTimestamp', description: 'Time since the creation.' },
  wide('UPDATED-READY', 'integer', '.status.updatedReadyPods', 'Matched pods that are updated and ready.'),
  wide('NOT-INJECTED', 'integer', '.status.notInjected.count', 'Pods that are selected but hold no sidecars.'),
  wide('NOT-UPGRADABLE', 'integer', '.status.notUpgradable.count', 'Matched pods that must be created anew.'),
  wide('STRATEGY', 'string', '.spec.updateStrategy.type', 'Whether injected pods are updated.'),
  wide('PAUSED', 'boolean', '.spec.updateStrategy.paused', 'Whether the rollout is paused.'),
  wide('PROGRESS', 'string', '.status.conditions[?(@.type=="Progressing")].reason', 'What the rollout does.'),
  wide('REVISION', 'string', '.status.latestRevision', 'The revision of the current sidecars.'),
];

/**
 * The CustomResourceDefinition of SidecarSet: both versions with one schema, so that nothing is lost between them and
 * no conversion webhook is needed.
 */
export function sidecarSetCrd(root: ObjectNode, models: CoreModels): CustomResourceDefinition {
  const openAPIV3Schema = { description: root.description, ...nodeSchema(root, models) };
  const version = (name: string): CustomResourceDefinitionVersion => ({
    name,
    served: true,
    storage: name === STORED_VERSION,
    subresources: { status: {} },
    additionalPrinterColumns: COLUMNS,
    schema: { openAPIV3Schema },
  });
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `sidecarsets.${GROUP}` },
    spec: {
      group: GROUP,
      scope: 'Cluster',
      names: { kind: 'SidecarSet', listKind: 'SidecarSetList', plural: 'sidecarsets', singular: 'sidecarset' },
      conversion: { strategy: 'None' },
      versions: [version(STORED_VERSION), version(OLD_VERSION)],
    },
  };
}

function column(name: string, jsonPath: string, description: string): CustomResourceColumnDefinition {
  return { name, type: 'integer', jsonPath, description };
}

function wide(name: string, type: string, jsonPath: string, description: string): CustomResourceColumnDefinition {
  return { name, type, jsonPath, description, priority: 1 };
}
