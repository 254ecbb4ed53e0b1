import { X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import { issueAuthority, issueServing } from '../../webhook/certificate-authority.js';
import { certificateHosts } from '../../webhook/certificate-hosts.js';

const NOW_MS = Date.UTC(2024, 0, 1);

describe('issueAuthority', () => {
  it('makes a certificate that signs itself and can sign others, on the curve P-256', async () => {
    const { certificate, key } = await issueAuthority({ nowMs: NOW_MS, lifeMs: 86_400_000 });
    const read = new X509Certificate(certificate);
    expect(read.ca).to.equal(true);
    expect(read.verify(read.publicKey)).to.equal(true);
    expect(read.publicKey.asymmetricKeyDetails).to.deep.equal({ namedCurve: 'prime256v1' });
    expect(key).to.match(/^-----BEGIN PRIVATE KEY-----/);
  });

  it('lets API servers whose clocks are an hour late accept it', async () => {
    const { certificate } = await issueAuthority({ nowMs: NOW_MS, lifeMs: 86_400_000 });
    const { validFrom, validTo } = new X509Certificate(certificate);
    expect(Date.parse(validFrom)).to.equal(NOW_MS - 3_600_000);
    expect(Date.parse(validTo)).to.equal(NOW_MS + 86_400_000);
  });

  it('gives every authority a serial number of its own', async () => {
    const order = { nowMs: NOW_MS, lifeMs: 86_400_000 };
    const [a, b] = [await issueAuthority(order), await issueAuthority(order)];
    expect(new X509Certificate(a.certificate).serialNumber).to.not.equal(
      new X509Certificate(b.certificate).serialNumber,
    );
  });
});

describe('issueServing', () => {
  it('makes a certificate for names and addresses, signed by its authority, for servers only', async () => {
    const order = { nowMs: NOW_MS, lifeMs: 86_400_000 };
    const authority = await issueAuthority(order);
    const { certificate } = await issueServing({ ...order, authority, hosts: ['a.b.svc', '127.0.0.1', '::1'] });
    const read = new X509Certificate(certificate);
    const issuer = new X509Certificate(authority.certificate);
    expect(read.checkIssued(issuer) && read.verify(issuer.publicKey)).to.equal(true);
    expect(read.ca).to.equal(false);
    expect(read.checkHost('a.b.svc')).to.equal('a.b.svc');
    expect(read.checkIP('::1')).to.equal('::1');
    expect(read.checkHost('b.svc')).to.equal(undefined);
    // serverAuth
    expect(read.keyUsage).to.deep.equal(['1.3.6.1.5.5.7.3.1']);
  });
});

describe('certificateHosts', () => {
  it('names the Service as the cluster does, and what is asked for besides', () => {
    expect(certificateHosts({ namespace: 'ops', extra: ['127.0.0.1', 'Laptop.Example'] })).to.deep.equal([
      'sidecarset-operator.ops.svc',
      'sidecarset-operator.ops',
      'sidecarset-operator',
      'sidecarset-operator.ops.svc.cluster.local',
      '127.0.0.1',
      'laptop.example',
    ]);
  });

  it('names each host once', () => {
    expect(certificateHosts({ namespace: 'ops', extra: ['a', 'A', 'a'] }).filter(host => host === 'a')).to.have.length(
      1,
    );
  });

  it('refuses what can be no host, all of it at once', () => {
    const extra = ['https://host', 'fine.example', 'a b', '-a', ''];
    expect(() => certificateHosts({ namespace: 'ops', extra })).to.throw('not "https://host", "a b", "-a", ""');
  });
});
