import { expect } from 'chai';
import { SIDECARSETS } from '../../lib/api/resources.js';
import type { Patch } from '../../lib/cluster/cluster.js';
import { refusalOf, withSidecarSet } from './subject.js';
import type { Subject } from './subject.js';

/** Our own custom resource. */
export function describeSidecarSets(subject: () => Subject): void {
  describe('SidecarSets', () => {
    const merge = (body: Readonly<Record<string, unknown>>): Patch => ({ type: 'merge', body });

    it('keep fields of a container that nobody here knows', () =>
      withSidecarSet(subject(), async ({ metadata: { name } }) => {
        const { cluster } = subject();
        const containers = [{ name: 'mesh', image: 'mesh:1', fieldOfTheFuture: { deep: [1, { a: null, b: 'c' }] } }];
        const patched = await cluster.patch(
          SIDECARSETS,
          { name },
          { type: 'json', operations: [{ op: 'replace', path: '/spec/containers', value: containers }] },
        );
        const [container] = patched.spec.containers ?? [];
        expect(container).to.deep.include({ fieldOfTheFuture: { deep: [1, { a: null, b: 'c' }] } });
        const [listed] = (await cluster.list(SIDECARSETS, { fieldSelector: `metadata.name=${name}` })).items;
        expect(listed).to.deep.equal(patched);
      }));

    it('count a generation for their spec, none for labels and status', () =>
      withSidecarSet(subject(), async ({ metadata: { name, generation } }) => {
        const { cluster } = subject();
        expect(generation).to.equal(1);
        const labelled = await cluster.patch(SIDECARSETS, { name }, merge({ metadata: { labels: { a: 'b' } } }));
        expect(labelled.metadata?.generation).to.equal(1);
        const status = merge({ status: { observedGeneration: 1, matchedPods: 7 } });
        const reported = await cluster.patch(SIDECARSETS, { name }, status, { subresource: 'status' });
        expect(reported.metadata?.generation).to.equal(1);
        expect(reported.status).to.include({ matchedPods: 7 });
        const paused = await cluster.patch(
          SIDECARSETS,
          { name },
          merge({ spec: { updateStrategy: { paused: true } } }),
        );
        expect(paused.metadata?.generation).to.equal(2);
        expect(paused.status).to.include({ matchedPods: 7 });
      }));

    it('take their status through the subresource only, and nothing else through it', () =>
      withSidecarSet(subject(), async ({ metadata: { name } }) => {
        const { cluster } = subject();
        const viaMain = await cluster.patch(SIDECARSETS, { name }, merge({ status: { matchedPods: 7 } }));
        expect(viaMain.status?.matchedPods).to.equal(undefined);
        const body = { metadata: { labels: { a: 'b' } }, spec: { containers: null }, status: { matchedPods: 7 } };
        const viaStatus = await cluster.patch(SIDECARSETS, { name }, merge(body), { subresource: 'status' });
        expect(viaStatus.status?.matchedPods).to.equal(7);
        expect(viaStatus.metadata?.labels).to.equal(undefined);
        expect(viaStatus.spec).to.deep.equal(viaMain.spec);
      }));

    it('guard their status by the version: Conflict', () =>
      withSidecarSet(subject(), async ({ metadata: { name, resourceVersion } }) => {
        const { cluster } = subject();
        await cluster.patch(SIDECARSETS, { name }, merge({ metadata: { labels: { a: 'b' } } }));
        const guarded = merge({ metadata: { resourceVersion }, status: { matchedPods: 7 } });
        const refusal = await refusalOf(cluster.patch(SIDECARSETS, { name }, guarded, { subresource: 'status' }));
        expect(refusal).to.include({ code: 409, reason: 'Conflict' });
        expect(refusal.message).to.contain(`sidecarsets.apps.kruise.io "${name}"`);
      }));

    it('know no strategic patches: UnsupportedMediaType', () =>
      withSidecarSet(subject(), async ({ metadata: { name } }) => {
        const patch: Patch = { type: 'strategic', body: { spec: {} } };
        const refusal = await refusalOf(subject().cluster.patch(SIDECARSETS, { name }, patch));
        expect(refusal).to.include({ code: 415, reason: 'UnsupportedMediaType' });
      }));

    it('insist on a version when they are replaced: Invalid', () =>
      withSidecarSet(subject(), async set => {
        const { name } = set.metadata;
        const refusal = await refusalOf(subject().cluster.replace(SIDECARSETS, { ...set, metadata: { name } }));
        expect(refusal).to.include({ code: 422, reason: 'Invalid' });
      }));
  });
}
