import { effectOfChange, injected } from 'cdk8s-sidecarset/testing';
import { describe, expect, it } from 'vitest';

import { mesh, pod } from './mesh.mjs';

describe('the mesh, in vitest', () => {
  it('is injected', () => {
    expect(injected(pod, mesh()).spec.containers.map(({ name }) => name)).toEqual(['mesh', 'shop']);
  });

  it('is upgraded in place', () => {
    expect(effectOfChange(mesh(), mesh('mesh:2'))).toMatchObject({ kind: 'in-place' });
  });
});
