import type { CelRule } from './schema-node.js';

const LISTS = ['containers', 'initContainers'] as const;

/**
 * Names of containers clash across the two lists, too, and a hot sidecar `X` takes the names `X-1` and `X-2` instead of
 * its own. (Within one list its map key sees to it.)
 */
export const CONTAINER_NAME_RULES: readonly CelRule[] = [
  {
    rule: '!has(self.containers) || !has(self.initContainers) || !self.containers.exists(c, self.initContainers.exists(i, i.name == c.name))',
    message: 'a name stands in containers and in initContainers; rename one of the two',
  },
  ...LISTS.flatMap(hot => LISTS.map(plain => slotNamesAreFree({ hot, plain }))),
];

function slotNamesAreFree({ hot, plain }: { hot: string; plain: string }): CelRule {
  const isHot = (name: string): string => `${name}.upgradeStrategy.upgradeType == 'HotUpgrade'`;
  const slots = "[h.name + '-1', h.name + '-2']";
  return {
    rule: `!has(self.${hot}) || !has(self.${plain}) || !self.${hot}.exists(h, ${isHot('h')} && self.${plain}.exists(p, !(${isHot('p')}) && p.name in ${slots}))`,
    message: 'a hot sidecar X runs as X-1 and X-2, and another container has one of these names; rename one of the two',
  };
}
