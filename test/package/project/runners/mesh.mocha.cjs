const assert = require('node:assert/strict');
const { decideInjection, injected } = require('cdk8s-sidecarset/testing');

describe('the mesh, in mocha as CommonJS', () => {
  it('is injected, whichever copy of the package made it', async () => {
    const { mesh, pod } = await import('./mesh.mjs');
    assert.deepEqual(
      injected(pod, mesh()).spec.containers.map(({ name }) => name),
      ['mesh', 'shop'],
    );
    assert.equal(decideInjection({ ...pod, metadata: {} }, mesh()).reason, 'not-selected');
  });
});
