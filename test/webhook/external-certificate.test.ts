import { expect } from 'chai';

import type { Secret } from '../../lib/api/kubernetes.generated.js';
import { CERTIFICATE_SECRET } from '../../lib/api/permissions.js';
import { SECRETS } from '../../lib/api/resources.js';
import { ObjectStore } from '../../lib/cluster/object-store.js';
import { createMetrics } from '../../lib/telemetry/metrics.js';
import type { CertifiedKey } from '../../webhook/certificate-authority.js';
import { issueAuthority, issueServing } from '../../webhook/certificate-authority.js';
import { serveExternalCertificate } from '../../webhook/external-certificate.js';
import { VirtualClock } from '../simulation/virtual-clock.js';
import { aLog } from './webhook-fixture.js';

const NAMESPACE = 'home';
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** As cert-manager writes it: the chain in `tls.crt`. */
function aSecret({ certificate, key }: CertifiedKey, resourceVersion: string): Secret {
  return {
    metadata: { name: CERTIFICATE_SECRET, namespace: NAMESPACE, uid: 'u', resourceVersion },
    type: 'kubernetes.io/tls',
    data: { 'tls.crt': base64(certificate), 'tls.key': base64(key) },
  };
}

describe('serving with a certificate that somebody else keeps', () => {
  let authority: CertifiedKey;
  let pairs: readonly CertifiedKey[];
  before(async () => {
    const order = { nowMs: Date.now(), lifeMs: 86_400_000 };
    authority = await issueAuthority(order);
    pairs = await Promise.all(['a.svc', 'b.svc'].map(host => issueServing({ ...order, authority, hosts: [host] })));
  });

  function start(): {
    readonly store: ObjectStore<Secret>;
    readonly served: CertifiedKey[];
    readonly log: ReturnType<typeof aLog>;
    readonly rounds: () => Promise<void>;
    readonly stop: () => Promise<void>;
  } {
    const store = new ObjectStore({ resource: SECRETS });
    const served: CertifiedKey[] = [];
    const log = aLog();
    const clock = new VirtualClock();
    const end = new AbortController();
    const ended = serveExternalCertificate({
      clock,
      random: () => 0,
      secrets: store,
      namespace: NAMESPACE,
      log,
      metrics: createMetrics({ version: '0', processMetrics: false }),
      signal: end.signal,
      onCertificate: pair => served.push(pair),
    });
    const stop = async (): Promise<void> => {
      end.abort(new Error('the test is over'));
      await ended;
    };
    return { store, served, log, stop, rounds: () => clock.advance(10) };
  }

  it('takes it over with its chain, and every new one', async () => {
    const { store, served, rounds, stop } = start();
    const [first, second] = pairs as [CertifiedKey, CertifiedKey];
    const chained = { ...first, certificate: `${first.certificate}\n${authority.certificate}` };
    store.replace([aSecret(chained, '1')], '1');
    await rounds();
    store.replace([aSecret(chained, '2')], '2');
    await rounds();
    store.replace([aSecret(second, '3')], '3');
    await rounds();
    expect(served).to.deep.equal([chained, second]);
    await stop();
  });

  it('waits for it, and says so', async () => {
    const { store, served, log, rounds, stop } = start();
    store.replace([], '1');
    await rounds();
    expect(served).to.deep.equal([]);
    expect(log.lines.map(({ event, reason }) => [event, reason])).to.deep.equal([
      ['certificate-unusable', 'secret-missing'],
    ]);
    store.replace([aSecret(pairs[0]!, '2')], '2');
    await rounds();
    expect(served).to.deep.equal([pairs[0]]);
    await stop();
  });

  it('stays with the last good one when the Secret is damaged or holds the key of another', async () => {
    const { store, served, log, rounds, stop } = start();
    const [first, second] = pairs as [CertifiedKey, CertifiedKey];
    store.replace([aSecret(first, '1')], '1');
    await rounds();
    store.replace([aSecret({ certificate: 'nonsense', key: first.key }, '2')], '2');
    await rounds();
    store.replace([aSecret({ certificate: second.certificate, key: first.key }, '3')], '3');
    await rounds();
    expect(served).to.deep.equal([first]);
    const reasons = log.lines.filter(({ event }) => event === 'certificate-unusable').map(({ reason }) => reason);
    expect(reasons).to.deep.equal(['serving-unreadable', 'serving-unreadable']);
    await stop();
  });
});
