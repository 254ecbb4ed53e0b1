import { expect } from 'chai';

import { revisionData } from '../../../lib/decide/revision/revision-data.js';
import { restoreRevision } from '../../../lib/decide/revision/restore-revision.js';
import { aRevision } from '../../build/a-revision.js';
import { aSidecar, aSidecarSet } from '../../build/a-sidecarset.js';

describe('restoreRevision', () => {
  const now = aSidecarSet({
    selector: { matchLabels: { app: 'now' } },
    containers: [aSidecar({ image: 'agent:9' })],
    imagePullSecrets: [{ name: 'new' }],
  });

  it('gives back what the revision was made of, with the selectors and strategies of now', () => {
    const then = aSidecarSet({
      selector: { matchLabels: { app: 'then' } },
      initContainers: [aSidecar({ name: 'init' })],
      volumes: [{ name: 'log', emptyDir: {} }],
    });
    const restored = restoreRevision(now, aRevision('set-a', 1, { data: revisionData(then) }))!;
    expect(restored.spec.selector).to.deep.equal(now.spec.selector);
    expect(restored.metadata).to.equal(now.metadata);
    expect(revisionData(restored)).to.deep.equal(revisionData(then));
  });

  it('leaves out what the revision did not have', () => {
    const restored = restoreRevision(now, aRevision('set-a', 1, { data: revisionData(aSidecarSet()) }));
    expect(restored?.spec).to.not.have.any.keys('imagePullSecrets', 'volumes');
  });

  it('keeps fields of a container that it does not know', () => {
    const containers = [{ name: 'agent', fieldOfTomorrow: { deep: [1] } }];
    const restored = restoreRevision(now, aRevision('set-a', 1, { data: { spec: { containers } } }));
    expect(restored?.spec.containers).to.deep.equal(containers);
  });

  it('says when there is nothing to restore', () => {
    for (const data of [null, 'text', [], {}, { spec: null }, { spec: ['containers'] }]) {
      expect(restoreRevision(now, { ...aRevision('set-a', 1), data })).to.equal(undefined);
    }
  });
});
