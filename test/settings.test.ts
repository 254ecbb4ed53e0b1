import { expect } from 'chai';

import { describeOperatorFlags, readOperatorSettings, SettingsError } from '../lib/settings.js';

describe('readOperatorSettings', () => {
  it('gives one process both roles when nothing is said', () => {
    expect(readOperatorSettings([], {})).to.deep.include({
      roles: ['webhook', 'controller'],
      namespace: 'sidecarset-system',
      webhookPort: 9443,
      healthPort: 8080,
      drainMs: 5000,
    });
  });

  it('separates the roles by a flag', () => {
    expect(readOperatorSettings(['--roles', 'webhook'], {}).roles).to.deep.equal(['webhook']);
    expect(readOperatorSettings(['--roles=controller'], {}).roles).to.deep.equal(['controller']);
  });

  it('takes name and namespace of its pod from the environment, unless a flag says otherwise', () => {
    const environment = { POD_NAME: 'operator-abc', POD_NAMESPACE: 'mesh' };
    expect(readOperatorSettings([], environment)).to.include({ identity: 'operator-abc', namespace: 'mesh' });
    expect(readOperatorSettings(['--namespace=other'], environment)).to.include({ namespace: 'other' });
  });

  it('takes several certificate hosts', () => {
    const args = ['--certificate-host=127.0.0.1', '--certificate-host', 'hooks.example'];
    expect(readOperatorSettings(args, {}).certificateHosts).to.deep.equal(['127.0.0.1', 'hooks.example']);
  });

  it('names every flag that it cannot read, in one message', () => {
    const args = ['--webhook-port=high', '--health-port=70000', '--parallel-writes=0', '--roles=webhook,boss'];
    args.push('--default-failure-policy=maybe');
    expect(() => readOperatorSettings(args, {}))
      .to.throw(SettingsError)
      .with.property('message')
      .that.matches(
        /--roles.*boss[^]*--webhook-port high[^]*--health-port 70000[^]*--parallel-writes 0[^]*--default-failure-policy maybe/,
      );
  });

  it('knows who keeps the certificates', () => {
    expect(readOperatorSettings([], {}).certificates).to.equal('own');
    expect(readOperatorSettings(['--certificates=external'], {}).certificates).to.equal('external');
    expect(() => readOperatorSettings(['--certificates=theirs'], {})).to.throw(SettingsError, 'own or external');
  });

  it('refuses a flag that it does not know', () => {
    expect(() => readOperatorSettings(['--webhok-port=1'], {})).to.throw(SettingsError, '--webhok-port');
  });

  it('has a line of help for each flag', () => {
    const lines = describeOperatorFlags().join('\n');
    for (const flag of ['--roles', '--webhook-port', '--kubeconfig', '--drain-seconds']) expect(lines).to.include(flag);
  });
});
