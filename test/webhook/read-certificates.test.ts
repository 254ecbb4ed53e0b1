import { X509Certificate, createPrivateKey } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Secret } from '../../lib/api/kubernetes.generated.js';
import type { CertifiedKey } from '../../webhook/certificate-authority.js';
import { issueAuthority, issueServing } from '../../webhook/certificate-authority.js';
import { fingerprintsOf, readCertificates } from '../../webhook/read-certificates.js';

const HOSTS = ['sidecarset-operator.sidecarset-system.svc', '127.0.0.1', '::1'];
const NOW_MS = Date.UTC(2024, 0, 1);
const VALIDITY = { nowMs: NOW_MS, lifeMs: 86_400_000 };

function aSecret(parts: Readonly<Record<string, string>>): Secret {
  const data = Object.entries(parts).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  return { data: Object.fromEntries(data) as Record<string, string> };
}

describe('readCertificates', () => {
  let authority: CertifiedKey;
  let other: CertifiedKey;
  let serving: CertifiedKey;
  let good: Record<string, string>;

  before(async () => {
    authority = await issueAuthority(VALIDITY);
    other = await issueAuthority(VALIDITY);
    serving = await issueServing({ ...VALIDITY, authority, hosts: HOSTS });
    good = {
      'ca.crt': authority.certificate,
      'ca.key': authority.key,
      'tls.crt': serving.certificate,
      'tls.key': serving.key,
    };
  });

  it('reads what we have issued', () => {
    const { fingerprint256 } = new X509Certificate(authority.certificate);
    const stored = readCertificates(aSecret(good), HOSTS);
    expect(stored.hasRubbish).to.equal(false);
    expect(stored.authorities).to.have.length(1);
    expect(stored.authorities[0]).to.include({ fingerprint: fingerprint256, notAfterMs: NOW_MS + 86_400_000 });
    expect(stored.serving).to.include({ issuer: fingerprint256, fitsHosts: true, notBeforeMs: NOW_MS - 3_600_000 });
  });

  it('finds the key of each authority, whatever the order of the keys', () => {
    const secret = aSecret({
      ...good,
      'ca.crt': `${authority.certificate}\n${other.certificate}\n`,
      'ca.key': `${other.key}\n${authority.key}\n`,
    });
    const stored = readCertificates(secret, HOSTS);
    expect(stored.hasRubbish).to.equal(false);
    expect(stored.authorities.map(({ key }) => key?.trim())).to.deep.equal([authority.key.trim(), other.key.trim()]);
  });

  it('leaves the serving certificate out when its key is of another one', () => {
    expect(readCertificates(aSecret({ ...good, 'tls.key': other.key }), HOSTS).serving).to.equal(undefined);
  });

  it('says when no stored authority has signed the serving certificate', () => {
    const { serving: found } = readCertificates(aSecret({ ...good, 'ca.crt': other.certificate }), HOSTS);
    expect(found).to.not.equal(undefined);
    expect(found).to.not.have.property('issuer');
  });

  it('does not take a serving certificate for an authority', () => {
    const stored = readCertificates(aSecret({ ...good, 'ca.crt': serving.certificate }), HOSTS);
    expect(stored).to.deep.include({ authorities: [], hasRubbish: true });
  });

  it('notices hosts that are missing and hosts that are no longer asked for', () => {
    const fits = (hosts: readonly string[]): boolean | undefined =>
      readCertificates(aSecret(good), hosts).serving?.fitsHosts;
    expect(fits(HOSTS.toReversed())).to.equal(true);
    expect(fits(HOSTS.slice(1))).to.equal(false);
    expect(fits([...HOSTS, 'another'])).to.equal(false);
    expect(fits([...HOSTS.slice(1), 'another'])).to.equal(false);
  });

  it('notices rubbish in the bundle and among the keys', () => {
    const broken = authority.certificate.replace(/\n[\w+/]{4}/, '\n!!!!');
    const rubbish = (parts: Record<string, string>): boolean =>
      readCertificates(aSecret({ ...good, ...parts }), HOSTS).hasRubbish;
    expect(rubbish({ 'ca.crt': `${authority.certificate}\n${serving.certificate}` })).to.equal(true);
    expect(rubbish({ 'ca.crt': `${authority.certificate}\n${authority.certificate}` })).to.equal(true);
    expect(rubbish({ 'ca.crt': broken })).to.equal(true);
    expect(rubbish({ 'ca.key': `${authority.key}\n${other.key}` })).to.equal(true);
  });

  it('survives any Secret', () => {
    const anyText = fc.oneof(fc.string(), fc.base64String(), fc.constantFrom(...Object.values(good)).chain(damaged));
    const anyData = fc.record(
      { 'ca.crt': anyText, 'ca.key': anyText, 'tls.crt': anyText, 'tls.key': anyText },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(anyData, data => {
        const { authorities, serving: found } = readCertificates(aSecret(data), HOSTS);
        // Whatever is left can be used as it is.
        for (const { certificate } of authorities) expect(new X509Certificate(certificate).ca).to.equal(true);
        if (found === undefined) return;
        expect(new X509Certificate(found.certificate).checkPrivateKey(createPrivateKey(found.key))).to.equal(true);
      }),
      { numRuns: 200 },
    );
    expect(readCertificates({}, HOSTS)).to.deep.equal({ authorities: [], hasRubbish: false });
  });
});

function damaged(text: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.nat(text.length), fc.nat(20), fc.string())
    .map(([at, length, inserted]) => text.slice(0, at) + inserted + text.slice(at + length));
}

describe('fingerprintsOf', () => {
  it('reads each certificate of a bundle and skips what is none', async () => {
    const first = await issueAuthority(VALIDITY);
    const second = await issueAuthority(VALIDITY);
    const bundle = `# a comment\n${first.certificate}\n${second.key}\n${second.certificate}`;
    const wanted = [first, second].map(({ certificate }) => new X509Certificate(certificate).fingerprint256);
    expect(fingerprintsOf(bundle)).to.deep.equal(wanted);
  });
});
