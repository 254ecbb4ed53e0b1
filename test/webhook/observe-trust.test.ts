import { expect } from 'chai';
import { MUTATING_WEBHOOKS, VALIDATING_WEBHOOKS } from '../../lib/api/resources.js';
import { issueAuthority } from '../../webhook/certificate-authority.js';
import { TrustMemory, observeTrust } from '../../webhook/observe-trust.js';
import { fingerprintsOf } from '../../webhook/read-certificates.js';
import { aStore } from './store-fixture.js';

const NAME = 'sidecarset-operator';

function aWebhook(name: string, bundle?: string): never {
  const caBundle = bundle === undefined ? {} : { caBundle: Buffer.from(bundle).toString('base64') };
  return { name, clientConfig: { url: 'https://127.0.0.1/', ...caBundle } } as never;
}

function configurations(mutating: readonly never[], validating: readonly never[]): Parameters<typeof observeTrust>[0] {
  const metadata = { name: NAME, resourceVersion: '1' };
  return {
    mutatingWebhooks: aStore(MUTATING_WEBHOOKS, [{ metadata, webhooks: mutating }]),
    validatingWebhooks: aStore(VALIDATING_WEBHOOKS, [{ metadata, webhooks: validating }]),
  };
}

describe('observeTrust', () => {
  it('finds our webhooks by name and says where they stand and what they trust', () => {
    const stores = configurations(
      [aWebhook('of.others', 'x'), aWebhook('mpod.sidecarset.kruise.io', 'a')],
      [aWebhook('vsidecarset.sidecarset.kruise.io')],
    );
    expect(observeTrust(stores)).to.deep.equal([
      { configuration: 'mutating', index: 1, webhook: 'mpod.sidecarset.kruise.io', bundle: 'a' },
      { configuration: 'validating', index: 0, webhook: 'vsidecarset.sidecarset.kruise.io', bundle: '' },
    ]);
  });

  it('finds nothing where nothing is configured', () => {
    const stores = {
      mutatingWebhooks: aStore(MUTATING_WEBHOOKS, []),
      validatingWebhooks: aStore(VALIDATING_WEBHOOKS, [{ metadata: { name: NAME, resourceVersion: '1' } }]),
    };
    expect(observeTrust(stores)).to.deep.equal([]);
  });
});

describe('TrustMemory', () => {
  it('remembers since when all webhooks trust an authority, and forgets it when one ceases to', async () => {
    const { certificate } = await issueAuthority({ nowMs: 0, lifeMs: 86_400_000 });
    const known = fingerprintsOf(certificate);
    const [fingerprint = ''] = known;
    const trust = (mutating: string, validating: string) =>
      observeTrust(
        configurations(
          [aWebhook('mpod.sidecarset.kruise.io', mutating)],
          [aWebhook('vsidecarset.sidecarset.kruise.io', validating)],
        ),
      );
    const memory = new TrustMemory();
    expect(memory.note({ known, trust: trust(certificate, '') }, 1)).to.deep.equal({});
    expect(memory.note({ known, trust: trust(certificate, certificate) }, 2)).to.deep.equal({ [fingerprint]: 2 });
    expect(memory.note({ known, trust: trust(certificate, certificate) }, 3)).to.deep.equal({ [fingerprint]: 2 });
    expect(memory.note({ known, trust: trust('', certificate) }, 4)).to.deep.equal({});
    expect(memory.note({ known, trust: trust(certificate, certificate) }, 5)).to.deep.equal({ [fingerprint]: 5 });
  });
});
