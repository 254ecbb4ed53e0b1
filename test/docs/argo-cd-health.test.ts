import { readFileSync } from 'node:fs';

import { expect } from 'chai';
import type { LuaEngine } from 'wasmoon';
import { LuaFactory } from 'wasmoon';

import type { Pod } from '../../lib/api/kubernetes.generated.js';
import type { SidecarSet, SidecarSetSpec } from '../../lib/api/sidecarset.generated.js';
import { planRollout } from '../../lib/decide/rollout/plan-rollout.js';
import { aPod } from '../build/a-pod.js';
import { aSidecar, aSidecarSet } from '../build/a-sidecarset.js';

const OLD = aSidecarSet({ containers: [aSidecar({ image: 'agent:1' })] });

/** The SidecarSet with the status that the operator would give it. */
function stored(pods: readonly Pod[], spec: Partial<SidecarSetSpec> = {}, now = '2024-01-01T00:01:00Z'): SidecarSet {
  const sidecarSet = aSidecarSet(spec);
  const { status } = planRollout({ sidecarSet, pods, namespaces: {}, now });
  return { ...sidecarSet, status: status! };
}

describe('the health script for Argo CD', () => {
  const script = readFileSync('docs/examples/argo-cd/health.lua', 'utf8');
  let lua: LuaEngine;

  before(async () => {
    lua = await new LuaFactory().createEngine();
  });

  after(() => lua.global.close());

  async function healthOf(sidecarSet: SidecarSet): Promise<{ readonly status: string; readonly message: string }> {
    lua.global.set('obj', JSON.parse(JSON.stringify(sidecarSet)));
    return (await lua.doString(script)) as { status: string; message: string };
  }

  it('waits for the operator, before its first look and after each change', async () => {
    expect(await healthOf(aSidecarSet())).to.include({ status: 'Progressing' });
    const { metadata, ...seen } = stored([]);
    const changed = { ...seen, metadata: { ...metadata, generation: 2 } };
    expect(await healthOf(changed)).to.deep.equal({
      status: 'Progressing',
      message: 'The operator has not seen the last change yet',
    });
  });

  it('is Healthy when all is updated, when there are no pods, and when a partition holds the rest', async () => {
    const current = aPod('a', { injectedBy: aSidecarSet() });
    expect(await healthOf(stored([current]))).to.deep.equal({ status: 'Healthy', message: '1 of 1 pod is updated' });
    expect(await healthOf(stored([]))).to.include({ status: 'Healthy' });
    const partitioned = stored([aPod('b', { injectedBy: OLD })], { updateStrategy: { partition: 1 } });
    expect(await healthOf(partitioned)).to.include({ status: 'Healthy' });
  });

  it('is Progressing while pods are upgraded, Suspended while it is paused', async () => {
    const pods = [aPod('a', { injectedBy: OLD })];
    expect(await healthOf(stored(pods))).to.include({ status: 'Progressing' });
    expect(await healthOf(stored(pods, { updateStrategy: { paused: true } }))).to.include({ status: 'Suspended' });
  });

  it('is Degraded when a rollout stalls, and when too many pods are not ready', async () => {
    const upgradedFrom = { agent: { imageID: 'sha256:of-agent:2' } };
    const statuses = { agent: { image: 'docker.io/library/agent:1', ready: false } };
    const stuck = aPod('a', { injectedBy: aSidecarSet(), upgradedFrom, statuses, ready: false });
    const pods = [stuck, aPod('b', { injectedBy: OLD })];
    expect(await healthOf(stored(pods, {}, '2024-01-01T02:00:00Z'))).to.include({ status: 'Degraded' });
    const away = ['a', 'b'].map(name => aPod(name, { injectedBy: aSidecarSet(), ready: false }));
    const { status, message } = await healthOf(stored(away));
    expect([status, message]).to.deep.equal(['Degraded', '0 of 2 pods are ready; maxUnavailable allows 1 not to be']);
  });
});
