import { expect } from 'chai';
import { CONFIG_MAPS } from '../../lib/api/resources.js';
import type { Patch } from '../../lib/cluster/cluster.js';
import { aConfigMap, refusalOf } from './subject.js';
import type { Subject } from './subject.js';

/** Partial writes that are the same for all kinds. */
export function describePatches(subject: () => Subject): void {
  describe('patch', () => {
    const key = (): { namespace: string; name: string } => ({ namespace: subject().namespace, name: 'a' });
    const patchOf = (patch: Patch, dryRun = false) => subject().cluster.patch(CONFIG_MAPS, key(), patch, { dryRun });
    let version: string;

    beforeEach(async () => {
      const created = await subject().cluster.create(
        CONFIG_MAPS,
        aConfigMap(subject(), 'a', { data: { stays: '1', goes: '2' } }, { app: 'web' }),
      );
      version = created.metadata?.resourceVersion ?? '';
    });

    for (const type of ['merge', 'strategic'] as const) {
      describe(`of type ${type}`, () => {
        it('sets what it names, removes what is null and leaves the rest', async () => {
          const patched = await patchOf({ type, body: { data: { goes: null, comes: '3' } } });
          expect(patched.data).to.deep.equal({ stays: '1', comes: '3' });
          expect(patched.metadata?.labels).to.deep.equal({ app: 'web' });
          expect(patched.metadata?.resourceVersion).not.to.equal(version);
        });

        it('is taken when it names the version that is stored', async () => {
          const patched = await patchOf({
            type,
            body: { metadata: { resourceVersion: version }, data: { comes: '3' } },
          });
          expect(patched.data).to.include({ comes: '3' });
        });

        it('is refused when it names an older version, even if it would change nothing: Conflict', async () => {
          await patchOf({ type: 'merge', body: { data: { by: 'other' } } });
          for (const data of [{ by: 'me' }, { by: 'other' }]) {
            const refusal = await refusalOf(patchOf({ type, body: { metadata: { resourceVersion: version }, data } }));
            expect(refusal).to.include({ code: 409, reason: 'Conflict' });
          }
        });

        it('is refused when it names another uid: Invalid', async () => {
          const refusal = await refusalOf(patchOf({ type, body: { metadata: { uid: 'another' } } }));
          expect(refusal).to.include({ code: 422, reason: 'Invalid' });
          expect(refusal.causes.map(cause => cause.field)).to.include('metadata.uid');
        });

        it('keeps the version when it changes nothing', async () => {
          const patched = await patchOf({ type, body: { data: { stays: '1' } } });
          expect(patched.metadata?.resourceVersion).to.equal(version);
        });
      });
    }

    describe('of type json', () => {
      it('does its operations in order', async () => {
        const patched = await patchOf({
          type: 'json',
          operations: [
            { op: 'test', path: '/metadata/resourceVersion', value: version },
            { op: 'replace', path: '/data/stays', value: '9' },
            { op: 'remove', path: '/data/goes' },
            { op: 'add', path: '/metadata/annotations', value: {} },
            { op: 'add', path: '/metadata/annotations/example.com~1key', value: 'v' },
          ],
        });
        expect(patched.data).to.deep.equal({ stays: '9' });
        expect(patched.metadata?.annotations).to.deep.equal({ 'example.com/key': 'v' });
      });

      it('does nothing at all when a test fails: Invalid', async () => {
        const refusal = await refusalOf(
          patchOf({
            type: 'json',
            operations: [
              { op: 'add', path: '/data/comes', value: '3' },
              { op: 'test', path: '/data/stays', value: 'other' },
            ],
          }),
        );
        expect(refusal).to.include({ code: 422, reason: 'Invalid' });
        expect((await subject().cluster.get(CONFIG_MAPS, key())).data).to.deep.equal({ stays: '1', goes: '2' });
      });

      for (const [what, operation] of [
        ['removes what is not there', { op: 'remove', path: '/data/nothing' }],
        ['adds to what is not there', { op: 'add', path: '/metadata/annotations/key', value: 'v' }],
      ] as const) {
        it(`is refused when it ${what}: Invalid`, async () => {
          const refusal = await refusalOf(patchOf({ type: 'json', operations: [operation] }));
          expect(refusal).to.include({ code: 422, reason: 'Invalid' });
        });
      }

      it('is refused when it sets another version: Conflict', async () => {
        const operations = [{ op: 'replace', path: '/metadata/resourceVersion', value: '1' }] as const;
        expect(await refusalOf(patchOf({ type: 'json', operations }))).to.include({ code: 409, reason: 'Conflict' });
      });
    });

    it('stores nothing in a dry run, but answers as if it had', async () => {
      const patched = await patchOf({ type: 'merge', body: { data: { stays: '9' } } }, true);
      expect(patched.data).to.include({ stays: '9' });
      expect((await subject().cluster.get(CONFIG_MAPS, key())).data).to.include({ stays: '1' });
    });

    it('cannot rename: BadRequest', async () => {
      const refusal = await refusalOf(patchOf({ type: 'merge', body: { metadata: { name: 'b' } } }));
      expect(refusal).to.include({ code: 400, reason: 'BadRequest' });
    });

    it('is refused for an object that is not there: NotFound', async () => {
      const { cluster, namespace } = subject();
      const patch: Patch = { type: 'merge', body: { data: {} } };
      const refusal = await refusalOf(cluster.patch(CONFIG_MAPS, { namespace, name: 'nobody' }, patch));
      expect(refusal).to.include({ code: 404, reason: 'NotFound' });
    });

    it('of a subresource that the kind does not have is refused: NotFound', async () => {
      const patch: Patch = { type: 'merge', body: {} };
      const refusal = await refusalOf(subject().cluster.patch(CONFIG_MAPS, key(), patch, { subresource: 'status' }));
      expect(refusal).to.include({ code: 404, reason: 'NotFound' });
    });
  });
}
