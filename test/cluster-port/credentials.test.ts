import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { KubeConfig } from '@kubernetes/client-node';
import { Credentials } from '../../lib/cluster/credentials.js';
import { VirtualClock } from '../simulation/virtual-clock.js';

describe('credentials', () => {
  let folder: string;
  let tokenFile: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'credentials-'));
    tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, 'first\n');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function withTokenFile(clock: VirtualClock): Credentials {
    return of({ name: 'u', authProvider: { name: 'tokenFile', config: { tokenFile } } }, clock);
  }

  it('come from the token file, without its newline', async () => {
    const { headers, server } = await withTokenFile(new VirtualClock()).current();
    expect(headers).to.deep.equal({ Authorization: 'Bearer first' });
    expect(server.href).to.equal('https://api:6443/prefix');
  });

  it('are kept for a minute', async () => {
    const clock = new VirtualClock();
    const credentials = withTokenFile(clock);
    const access = await credentials.current();
    await clock.advance(60_000);
    expect(await credentials.current()).to.equal(access);
    await clock.advance(1);
    expect(await credentials.current()).not.to.equal(access);
  });

  it('are read again when the API server refuses them', async () => {
    const credentials = withTokenFile(new VirtualClock());
    const refused = await credentials.current();
    writeFileSync(tokenFile, 'second');
    expect((await credentials.renew(refused)).headers).to.deep.equal({ Authorization: 'Bearer second' });
    expect((await credentials.current()).headers).to.deep.equal({ Authorization: 'Bearer second' });
  });

  it('are read again once for all calls that were refused together', async () => {
    const command = join(folder, 'login');
    const log = join(folder, 'log');
    writeFileSync(command, `#!/bin/sh\necho run >> ${log}\necho '{"status":{"token":"t"}}'\n`);
    chmodSync(command, 0o755);
    const credentials = of({ name: 'u', exec: { command } }, new VirtualClock());
    const refused = await credentials.current();
    const [a, b] = await Promise.all([credentials.renew(refused), credentials.renew(refused)]);
    expect(a).to.equal(b);
    expect(await credentials.renew(refused)).to.equal(a);
    expect(readFileSync(log, 'utf8')).to.equal('run\nrun\n');
  });

  it('come from a command, which runs again after a failure', async () => {
    const command = join(folder, 'login');
    writeFileSync(command, '#!/bin/sh\necho "please log in" >&2\nexit 1\n');
    chmodSync(command, 0o755);
    const credentials = of(
      { name: 'u', exec: { command, apiVersion: 'client.authentication.k8s.io/v1' } },
      new VirtualClock(),
    );
    const error = await credentials.current().catch((e: unknown) => e);
    expect((error as Error).message).to.contain('please log in');
    writeFileSync(command, `#!/bin/sh\necho '{"status":{"token":"of-command"}}'\n`);
    expect((await credentials.current()).headers).to.deep.equal({ Authorization: 'Bearer of-command' });
  });

  it('hold certificates, the name to expect, and whom to act for', async () => {
    const cluster = {
      name: 'c',
      server: 'https://api:6443',
      caData: base64('CA'),
      tlsServerName: 'name',
      skipTLSVerify: false,
    };
    const user = { name: 'u', certData: base64('CERT'), keyData: base64('KEY'), impersonateUser: 'jane' };
    const { requestOptions, headers } = await of(user, new VirtualClock(), cluster).current();
    expect(requestOptions.ca).to.deep.equal(Buffer.from('CA'));
    expect(requestOptions.cert).to.deep.equal(Buffer.from('CERT'));
    expect(requestOptions.key).to.deep.equal(Buffer.from('KEY'));
    expect(requestOptions.servername).to.equal('name');
    expect(requestOptions.agent).to.be.undefined;
    expect(headers).to.deep.equal({ 'Impersonate-User': 'jane' });
  });

  it('keep the way through a proxy where one is configured', async () => {
    const cluster = { name: 'c', server: 'https://api:6443', skipTLSVerify: false, proxyUrl: 'http://proxy:3128' };
    const { requestOptions } = await of({ name: 'u', token: 't' }, new VirtualClock(), cluster).current();
    expect(requestOptions.agent).to.be.an('object');
  });
});

function of(
  user: Parameters<KubeConfig['loadFromClusterAndUser']>[1],
  clock: VirtualClock,
  cluster: Parameters<KubeConfig['loadFromClusterAndUser']>[0] = {
    name: 'c',
    server: 'https://api:6443/prefix',
    skipTLSVerify: false,
  },
): Credentials {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser(cluster, user);
  return new Credentials(kubeConfig, clock);
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
