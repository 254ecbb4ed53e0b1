import { expect } from 'chai';
import type { Pod } from '../../lib/api/kubernetes.generated.js';
import { PODS } from '../../lib/api/resources.js';
import type { Patch, WriteOptions } from '../../lib/cluster/cluster.js';
import { aPod, refusalOf } from './subject.js';
import type { Subject } from './subject.js';

/** What the API server lets happen to pods. */
export function describePods(subject: () => Subject): void {
  describe('pods', () => {
    const key = (): { namespace: string; name: string } => ({ namespace: subject().namespace, name: 'web' });
    const create = (spec: Partial<Pod['spec']> = {}) => subject().cluster.create(PODS, aPod(subject(), 'web', spec));
    const patch = (body: object, options: WriteOptions = {}) =>
      subject().cluster.patch(PODS, key(), { type: 'strategic', body: { ...body } }, options);
    const status = (body: object) => patch({ status: body }, { subresource: 'status' });
    const images = (pod: Pod): string[] =>
      (pod.spec?.containers ?? []).map(({ name, image }) => `${name}=${image ?? ''}`);

    afterEach(async () => {
      await subject()
        .cluster.remove(PODS, key(), { gracePeriodSeconds: 0 })
        .catch(() => undefined);
    });

    it('begin Pending, whatever they say themselves, with the usual defaults', async () => {
      const { cluster } = subject();
      const pod = await cluster.create(PODS, { ...aPod(subject(), 'web'), status: { phase: 'Running' } });
      expect(pod.status).to.include({ phase: 'Pending' });
      expect(pod.metadata?.generation).to.equal(1);
      expect(pod.spec).to.include({
        restartPolicy: 'Always',
        terminationGracePeriodSeconds: 30,
        dnsPolicy: 'ClusterFirst',
      });
      expect(pod.spec?.containers[0]).to.deep.equal({
        name: 'app',
        image: 'app:1',
        imagePullPolicy: 'IfNotPresent',
        resources: {},
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
      });
    });

    it('are refused with every fault at once: Invalid', async () => {
      const mount = { name: 'nowhere', mountPath: '/x' };
      const containers = [
        { name: 'a', image: 'a:1' },
        { name: 'a', image: '', volumeMounts: [mount] },
      ];
      const refusal = await refusalOf(create({ containers }));
      expect(refusal).to.include({ code: 422, reason: 'Invalid' });
      expect(refusal.causes.map(cause => cause.field)).to.include.members([
        'spec.containers[1].image',
        'spec.containers[1].name',
        'spec.containers[1].volumeMounts[0].name',
      ]);
    });

    it('let a container change its image, which counts as a new generation', async () => {
      await create({ initContainers: [{ name: 'native', image: 'native:1', restartPolicy: 'Always' }] });
      const patched = await patch({
        spec: {
          containers: [{ name: 'mesh', image: 'mesh:2' }],
          initContainers: [{ name: 'native', image: 'native:2' }],
        },
      });
      expect(images(patched)).to.deep.equal(['app=app:1', 'mesh=mesh:2']);
      expect(patched.spec?.initContainers?.[0]?.image).to.equal('native:2');
      expect(patched.metadata?.generation).to.equal(2);
    });

    for (const [what, spec] of [
      ['another environment', { containers: [{ name: 'mesh', env: [{ name: 'K', value: 'V' }] }] }],
      ['another container', { containers: [{ name: 'late', image: 'late:1' }] }],
      ['a container less', { containers: [{ $patch: 'delete', name: 'mesh' }] }],
      ['an empty image', { containers: [{ name: 'mesh', image: '' }] }],
      ['a node', { nodeName: 'n1' }],
    ] as const) {
      it(`do not take ${what} once they exist: Invalid`, async () => {
        await create();
        expect(await refusalOf(patch({ spec }))).to.include({ code: 422, reason: 'Invalid' });
      });
    }

    it('are changed in one write, or not at all when they have moved on: Conflict', async () => {
      const { metadata } = await create();
      await patch({ metadata: { labels: { by: 'other' } } });
      const guarded = {
        metadata: { resourceVersion: metadata?.resourceVersion, annotations: { ours: '1' } },
        spec: { containers: [{ name: 'mesh', image: 'mesh:2' }] },
      };
      expect(await refusalOf(patch(guarded))).to.include({ code: 409, reason: 'Conflict' });
      const stored = await subject().cluster.get(PODS, key());
      expect(images(stored)).to.deep.equal(['app=app:1', 'mesh=mesh:1']);
      const fresh = {
        ...guarded,
        metadata: { ...guarded.metadata, resourceVersion: stored.metadata?.resourceVersion },
      };
      const patched = await patch(fresh);
      expect(images(patched)).to.deep.equal(['app=app:1', 'mesh=mesh:2']);
      expect(patched.metadata?.annotations).to.deep.equal({ ours: '1' });
    });

    it('keep their status apart from their spec', async () => {
      await create();
      const viaMain = await patch({ status: { phase: 'Failed' } });
      expect(viaMain.status?.phase).to.equal('Pending');
      const body = { spec: { containers: [{ name: 'mesh', image: 'evil:1' }] }, status: { phase: 'Running' } };
      const viaStatus = await patch(body, { subresource: 'status' });
      expect(viaStatus.status?.phase).to.equal('Running');
      expect(images(viaStatus)).to.deep.equal(['app=app:1', 'mesh=mesh:1']);
      expect(viaStatus.metadata?.generation).to.equal(1);
    });

    it('merge conditions by their type and replace container statuses', async () => {
      await create();
      const container = (name: string): object => ({ name, image: 'i', imageID: 'id', ready: true, restartCount: 0 });
      await status({
        conditions: [{ type: 'Ready', status: 'False' }],
        containerStatuses: [container('app'), container('mesh')],
      });
      const patched = await status({
        conditions: [
          { type: 'Ready', status: 'True' },
          { type: 'Mine', status: 'True' },
        ],
        containerStatuses: [container('mesh')],
      });
      const conditions = (patched.status?.conditions ?? []).map(({ type, status: value }) => `${type}=${value}`);
      expect(conditions).to.have.members(['Ready=True', 'Mine=True']);
      expect(patched.status?.containerStatuses?.map(({ name }) => name)).to.deep.equal(['mesh']);
    });

    it('are bound to a node once: Conflict', async () => {
      const { cluster, namespace } = subject();
      await create();
      const bind = (name: string): Promise<unknown> => {
        const binding = {
          apiVersion: 'v1',
          kind: 'Binding',
          metadata: { namespace, name: 'web' },
          target: { kind: 'Node', name },
        };
        return cluster.create(PODS, binding, { subresource: 'binding' });
      };
      await bind('n1');
      const bound = await cluster.get(PODS, key());
      expect(bound.spec?.nodeName).to.equal('n1');
      expect(bound.metadata?.generation).to.equal(1);
      expect(bound.status?.conditions?.map(({ type, status: value }) => `${type}=${value}`)).to.include(
        'PodScheduled=True',
      );
      expect(await refusalOf(bind('n2'))).to.include({ code: 409, reason: 'Conflict' });
    });

    it('go at once while they have no node, and after a time of grace when they have one', async () => {
      const { cluster } = subject();
      await create();
      await cluster.remove(PODS, key());
      expect((await refusalOf(cluster.get(PODS, key()))).reason).to.equal('NotFound');

      await create({ nodeName: 'n1', terminationGracePeriodSeconds: 60 });
      await cluster.remove(PODS, key());
      const marked = await cluster.get(PODS, key());
      expect(marked.metadata).to.include({ deletionGracePeriodSeconds: 60, generation: 2 });
      expect(marked.metadata?.deletionTimestamp).to.be.a('string');
      await cluster.remove(PODS, key(), { gracePeriodSeconds: 5 });
      expect((await cluster.get(PODS, key())).metadata?.deletionGracePeriodSeconds).to.equal(5);
      await cluster.remove(PODS, key(), { gracePeriodSeconds: 0, preconditions: { uid: marked.metadata?.uid ?? '' } });
      expect((await refusalOf(cluster.get(PODS, key()))).reason).to.equal('NotFound');
    });

    it('take JSON patches that are guarded by a test of the version: Invalid when it fails', async () => {
      const { metadata } = await create();
      const guarded = (image: string): Patch => ({
        type: 'json',
        operations: [
          { op: 'test', path: '/metadata/resourceVersion', value: metadata?.resourceVersion },
          { op: 'replace', path: '/spec/containers/1/image', value: image },
        ],
      });
      const patched = await subject().cluster.patch(PODS, key(), guarded('mesh:2'));
      expect(images(patched)).to.deep.equal(['app=app:1', 'mesh=mesh:2']);
      const refusal = await refusalOf(subject().cluster.patch(PODS, key(), guarded('mesh:3')));
      expect(refusal).to.include({ code: 422, reason: 'Invalid' });
    });
  });
}
