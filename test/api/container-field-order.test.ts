import { expect } from 'chai';

import { SIDECAR_LAYOUT } from '../../lib/api/container-field-order.generated.js';
import type { GoType } from '../../lib/api/go-layout.js';

const STRUCTS = Object.entries(SIDECAR_LAYOUT);

/** The struct that a type leads to in the end. */
function structOf(type: GoType): string | undefined {
  if (typeof type === 'string') return undefined;
  if ('struct' in type) return type.struct;
  if ('pointer' in type) return structOf(type.pointer);
  return structOf('list' in type ? type.list : type.map);
}

describe('the layout of a sidecar in Go', () => {
  it('has every struct that a field leads to, and no other', () => {
    const used = STRUCTS.flatMap(([, fields]) => fields.flatMap(({ type }) => structOf(type) ?? []));
    expect(Object.keys(SIDECAR_LAYOUT).toSorted()).to.deep.equal(
      [...new Set([...used, 'SidecarContainer'])].toSorted(),
    );
  });

  it('has every field of a struct once', () => {
    const repeated = STRUCTS.filter(([, fields]) => new Set(fields.map(({ name }) => name)).size < fields.length);
    expect(repeated).to.deep.equal([]);
  });

  it("puts the sidecar's own fields behind those of a container, and newer fields of Kubernetes behind both", () => {
    const names = SIDECAR_LAYOUT['SidecarContainer']?.map(({ name }) => name) ?? [];
    expect(names.slice(0, 2)).to.deep.equal(['name', 'image']);
    const own = [
      'podInjectPolicy',
      'upgradeStrategy',
      'shareVolumePolicy',
      'shareVolumeDevicePolicy',
      'transferEnv',
      'resourcesPolicy',
    ];
    expect(names.slice(names.indexOf('tty') + 1)).to.deep.equal([...own, 'restartPolicyRules']);
  });
});
