import { expect } from 'chai';
import { claimLease, newLease, releaseLease } from '../../lib/cluster/lease.js';

const KEY = { namespace: 'sidecarset-system', name: 'leader' };
const NOW_MS = Date.UTC(2024, 0, 1, 0, 0, 0, 7);
const NOW = '2024-01-01T00:00:00.007000Z';
const ME = { identity: 'me', leaseDurationMs: 15_000, nowMs: NOW_MS };
const OLD = '2023-12-31T23:59:00.000000Z';

describe('lease', () => {
  it('begins with its first holder and no transition', () => {
    expect(newLease(KEY, ME)).to.deep.equal({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: KEY,
      spec: {
        holderIdentity: 'me',
        leaseDurationSeconds: 15,
        acquireTime: NOW,
        renewTime: NOW,
        leaseTransitions: 0,
      },
    });
  });

  it('keeps when and how often it changed hands while its holder renews it, and whatever else it holds', () => {
    const spec = {
      holderIdentity: 'me',
      acquireTime: OLD,
      renewTime: OLD,
      leaseTransitions: 3,
      strategy: 'of tomorrow',
    };
    const lease = { metadata: { ...KEY, resourceVersion: '7', labels: { a: 'b' } }, spec };
    expect(claimLease(lease, ME)).to.deep.equal({
      ...lease,
      spec: { ...spec, leaseDurationSeconds: 15, renewTime: NOW },
    });
  });

  it('counts a change of hands', () => {
    const spec = { holderIdentity: 'other', acquireTime: OLD, renewTime: OLD, leaseTransitions: 3 };
    const claimed = claimLease({ metadata: KEY, spec }, ME).spec;
    expect(claimed).to.include({ holderIdentity: 'me', acquireTime: NOW, leaseTransitions: 4 });
  });

  it('is held by nobody, and for a second only, once it is given back', () => {
    const spec = {
      holderIdentity: 'me',
      acquireTime: OLD,
      renewTime: OLD,
      leaseTransitions: 3,
      leaseDurationSeconds: 15,
    };
    expect(releaseLease({ metadata: KEY, spec }, NOW_MS).spec).to.deep.equal({
      holderIdentity: '',
      leaseDurationSeconds: 1,
      acquireTime: NOW,
      renewTime: NOW,
      leaseTransitions: 3,
    });
  });

  it('rounds its duration up: others wait rather too long', () => {
    expect(newLease(KEY, { ...ME, leaseDurationMs: 1500 }).spec?.leaseDurationSeconds).to.equal(2);
  });
});
