import type { FieldProblem } from '../verdict.js';
import type { Rule } from './finding.js';
import { problemIn, show } from './finding.js';
import { each, inside, join } from './place.js';
import { isBlank, numberIn, textIn } from './read-field.js';
import type { SidecarEntry } from './sidecar-entry.js';
import { everySidecar, sidecarsOf } from './sidecar-entry.js';

/** Of a container whose slots still have valid names. */
const LONGEST_NAME = 61;

/** A hot sidecar has an image for its idle slot, and nothing that only one of two slots can have. */
export const checkHotUpgrade: Rule = everySidecar(sidecar => {
  if (!isHot(sidecar)) return [];
  const strategy = inside(sidecar, 'upgradeStrategy');
  const idleImage = isBlank(strategy, 'hotUpgradeEmptyImage')
    ? [
        problemIn(
          strategy,
          'hotUpgradeEmptyImage',
          'is missing; a HotUpgrade needs an image for the idle one of its two containers',
        ),
      ]
    : [];
  const name = textIn(sidecar, 'name') ?? '';
  const image = textIn(sidecar, 'image');
  const twins =
    !isBlank(sidecar, 'image') && !sidecar.plainInit && image === textIn(strategy, 'hotUpgradeEmptyImage')
      ? [
          problemIn(
            strategy,
            'hotUpgradeEmptyImage',
            `is the sidecar's own image ${show(image)}: both of its containers would count as the idle one and no upgrade would ever end; name an image that does nothing`,
          ),
        ]
      : [];
  const slotName =
    name.length > LONGEST_NAME
      ? [
          problemIn(
            sidecar,
            'name',
            `has ${name.length} characters; a HotUpgrade appends -1 and -2, which leaves ${LONGEST_NAME}`,
          ),
        ]
      : [];
  const hostPorts = each(sidecar, 'ports')
    .filter(port => (numberIn(port, 'hostPort') ?? 0) > 0)
    .map(port =>
      problemIn(
        port,
        'hostPort',
        'cannot be claimed by both containers of a HotUpgrade; remove it or choose ColdUpgrade',
      ),
    );
  return [...slotName, ...idleImage, ...twins, ...hostPorts];
});

/** A sidecar stays one container or two: injected pods cannot follow a change of that. */
export const checkUpgradeTypeStays: Rule = ({ sidecarSet, before }) => {
  if (before === undefined) return [];
  const known = new Map(sidecarsOf(before).map(sidecar => [textIn(sidecar, 'name'), isHot(sidecar)] as const));
  return sidecarsOf(sidecarSet).flatMap((sidecar): readonly FieldProblem[] => {
    const wasHot = known.get(textIn(sidecar, 'name'));
    if (wasHot === undefined || wasHot === isHot(sidecar)) return [];
    const message = `cannot be changed from ${wasHot ? 'HotUpgrade' : 'ColdUpgrade'}, because injected pods hold ${wasHot ? 'two containers' : 'one container'}; give the sidecar a new name instead`;
    return [{ path: join(sidecar.path, 'upgradeStrategy.upgradeType'), message }];
  });
};

/** A plain init container has ended before anything could be handed over. */
export const warnOfHotInitContainer: Rule = everySidecar(sidecar =>
  sidecar.plainInit && isHot(sidecar)
    ? [
        {
          path: join(sidecar.path, 'upgradeStrategy.upgradeType'),
          message:
            'HotUpgrade does nothing for an init container that ends; set restartPolicy: Always or choose ColdUpgrade',
        },
      ]
    : [],
);

function isHot(sidecar: SidecarEntry): boolean {
  return inside(sidecar, 'upgradeStrategy').value['upgradeType'] === 'HotUpgrade';
}
