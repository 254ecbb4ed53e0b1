import { list, object, oneOf, optional, required, text } from './dsl.js';
import type { CelRule, Field, ForbiddenShape, ObjectNode, TextPattern } from './schema-node.js';
import { RESOURCES_POLICY } from './resources-policy.js';
import { TRANSFER_ENV } from './transfer-env.js';

const DNS_LABEL: TextPattern = {
  regex: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
  mustBe: 'lower-case letters, digits and dashes, with a letter or digit at both ends',
};

/** Longer than any reference that a registry knows; bounds what the API server reckons a CEL rule may cost. */
const LONGEST_IMAGE = 1024;

const UPGRADE_STRATEGY = object(
  {
    name: 'SidecarUpgradeStrategy',
    description: "How this sidecar's image is replaced inside a running pod.",
    rules: [
      {
        rule: "!has(self.upgradeType) || self.upgradeType != 'HotUpgrade' || (has(self.hotUpgradeEmptyImage) && size(self.hotUpgradeEmptyImage) > 0)",
        message:
          'HotUpgrade needs hotUpgradeEmptyImage, the image that the idle one of the two containers runs; name one or choose ColdUpgrade',
      },
    ],
  },
  {
    upgradeType: optional(
      oneOf(
        'SidecarUpgradeType',
        {
          ColdUpgrade: 'The container stops and starts again with the new image.',
          HotUpgrade:
            'The sidecar runs as two containers, NAME-1 and NAME-2. The idle one gets the new image, its postStart hook takes the work over, then the old one gets the empty image.',
        },
        {
          immutable: {
            message:
              'cannot be changed for a container that exists, because injected pods hold one container or two; give the container a new name instead',
          },
        },
      ),
      'Whether the sidecar stops for its upgrade, or hands its work over to a second container. Cannot be changed later.',
      { default: 'ColdUpgrade' },
    ),
    hotUpgradeEmptyImage: optional(
      text({ maxLength: LONGEST_IMAGE }),
      'Image of the idle container of a HotUpgrade. It runs with the same command, probes and hooks as the sidecar, and does nothing.',
    ),
  },
);

const SHARING = oneOf('SharePolicyType', { enabled: 'They are shared.', disabled: 'They are not shared.' });

const SHARE_VOLUME_POLICY = object(
  { name: 'ShareVolumePolicy', description: 'Whether the sidecar shares what the app containers mount.' },
  { type: optional(SHARING, 'Whether to share.', { default: 'disabled' }) },
);

/** `resources: {}` is no resources: clients written in Go send it always. */
const RESOURCES_TWICE: ForbiddenShape = {
  shape: {
    required: ['resourcesPolicy', 'resources'],
    properties: {
      resources: {
        anyOf: [
          { required: ['limits'], properties: { limits: { minProperties: 1 } } },
          { required: ['requests'], properties: { requests: { minProperties: 1 } } },
        ],
      },
    },
  },
  message: 'resourcesPolicy and resources both say how much the container gets; remove one of them',
};

const IS_HOT =
  "has(self.upgradeStrategy) && has(self.upgradeStrategy.upgradeType) && self.upgradeStrategy.upgradeType == 'HotUpgrade'";

/** What a hot sidecar needs to become two containers; a plain init container never does. */
function hotRules(canBeHot: string): readonly CelRule[] {
  return [
    {
      rule: `!(${canBeHot}) || !has(self.image) || !has(self.upgradeStrategy.hotUpgradeEmptyImage) || self.image != self.upgradeStrategy.hotUpgradeEmptyImage`,
      message:
        "hotUpgradeEmptyImage is the sidecar's own image: both of its containers would count as the idle one and no upgrade would ever end; name an image that does nothing",
    },
    {
      rule: `!(${canBeHot}) || size(self.name) <= 61`,
      message: 'a HotUpgrade appends -1 and -2 to the name, which leaves 61 characters',
    },
  ];
}

const NO_POLICY_FOR_PLAIN_INIT: CelRule = {
  rule: "!has(self.resourcesPolicy) || (has(self.restartPolicy) && self.restartPolicy == 'Always')",
  message:
    'resourcesPolicy works for containers and native sidecars only; set restartPolicy: Always, or use resources instead',
};

/** Everything that a sidecar has beside the fields of a Kubernetes container. */
function sidecarFields(podInjectPolicy: 'BeforeAppContainer' | 'AfterAppContainer'): Readonly<Record<string, Field>> {
  return {
    name: required(
      text({ minLength: 1, maxLength: 63, pattern: DNS_LABEL }),
      'Name of the container in the pod, unique in this SidecarSet and among all SidecarSets that select the same pod.',
    ),
    podInjectPolicy: optional(
      oneOf('PodInjectPolicy', {
        BeforeAppContainer: "Ahead of the pod's own containers.",
        AfterAppContainer: "Behind the pod's own containers.",
      }),
      "Where the container is put among the pod's own ones.",
      { default: podInjectPolicy },
    ),
    upgradeStrategy: optional(UPGRADE_STRATEGY, UPGRADE_STRATEGY.description, { default: {} }),
    shareVolumePolicy: optional(
      SHARE_VOLUME_POLICY,
      'Gives the sidecar every volume mount of the app containers, except at paths where it mounts something itself.',
      { default: {} },
    ),
    shareVolumeDevicePolicy: optional(
      SHARE_VOLUME_POLICY,
      'Gives the sidecar every raw block device of the app containers, except at paths that it uses itself.',
    ),
    transferEnv: optional(
      list(TRANSFER_ENV),
      "Environment variables that are copied from the pod's own containers at injection. A variable that the sidecar sets itself wins; a container or variable that does not exist is skipped.",
    ),
    resourcesPolicy: optional(RESOURCES_POLICY, RESOURCES_POLICY.description),
  };
}

/** One entry of `spec.containers`. */
export const SIDECAR: ObjectNode = object(
  {
    name: 'Sidecar',
    description: 'A Kubernetes container, together with how it gets into pods and how it is upgraded there.',
    extends: 'Container',
    forbidden: RESOURCES_TWICE,
    rules: hotRules(IS_HOT),
  },
  sidecarFields('BeforeAppContainer'),
);

/** One entry of `spec.initContainers`. */
export const INIT_SIDECAR: ObjectNode = object(
  {
    name: SIDECAR.name,
    description: SIDECAR.description,
    extends: 'Container',
    forbidden: RESOURCES_TWICE,
    rules: [
      NO_POLICY_FOR_PLAIN_INIT,
      ...hotRules(`${IS_HOT} && has(self.restartPolicy) && self.restartPolicy == 'Always'`),
    ],
  },
  sidecarFields('AfterAppContainer'),
);
