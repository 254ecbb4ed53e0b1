import assert from 'node:assert/strict';
import { effectOfChange, injected } from 'cdk8s-sidecarset/testing';

import { mesh, pod } from './mesh.mjs';

describe('the mesh, in mocha as an ES module', () => {
  it('is injected', () => {
    assert.deepEqual(
      injected(pod, mesh()).spec.containers.map(({ name }) => name),
      ['mesh', 'shop'],
    );
  });

  it('is upgraded in place', () => {
    assert.equal(effectOfChange(mesh(), mesh('mesh:2')).kind, 'in-place');
  });
});
