import { expect } from 'chai';
import { parse } from 'yaml';

import type { Pod } from '../../lib/api/kubernetes.generated.js';
import type { CommandEnd } from '../../lib/cli/command.js';
import { endCommand } from '../../lib/cli/command.js';
import { runInjectCommand } from '../../lib/cli/inject-command.js';
import { aSidecarSet } from '../build/a-sidecarset.js';
import { aWorld } from './a-world.js';

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', labels: { app: 'web' } },
  spec: { containers: [{ name: 'app', image: 'app:1' }] },
};

const logs = aSidecarSet({}, { name: 'logs' });

function inject(args: string, files: Readonly<Record<string, unknown>> = {}): Promise<CommandEnd> {
  const world = aWorld({ files: { 'pod.yaml': POD, 'logs.yaml': logs, ...files } });
  return endCommand('inject', () => runInjectCommand(args.split(' '), world));
}

describe('sidecarset inject', () => {
  it('prints the injected pod as YAML, and says by whom', async () => {
    const { exitCode, output } = await inject('-f pod.yaml --sidecarsets logs.yaml');
    expect(exitCode).to.equal(0);
    expect(output).to.match(/^# injected by logs\n/);
    expect((parse(output) as Pod).spec?.containers.map(({ name }) => name)).to.deep.equal(['agent', 'app']);
  });

  it('prints what changes when it is asked for the difference', async () => {
    const { output } = await inject('-f pod.yaml --sidecarsets logs.yaml --diff');
    expect(output).to.contain('+    - name: agent\n').and.contain('     - name: app\n');
    expect(output.split('\n').filter(line => line.startsWith('-'))).to.deep.equal([]);
  });

  it('prints a pod that is left as it is, and why', async () => {
    const other = aSidecarSet({ selector: { matchLabels: { app: 'db' } } });
    const { exitCode, output } = await inject('-f pod.yaml --sidecarsets other.yaml', { 'other.yaml': other });
    expect(exitCode).to.equal(0);
    expect(output).to.match(/^# left as it is \(not-selected\): no SidecarSet chooses it\n/);
    expect(parse(output)).to.deep.equal(POD);
  });

  it('prints no line of a difference that is not there', async () => {
    const other = aSidecarSet({ selector: { matchLabels: { app: 'db' } } });
    const { output } = await inject('-f pod.yaml --diff --sidecarsets other.yaml', { 'other.yaml': other });
    expect(output.trim().split('\n')).to.have.length(1);
  });

  it('fails for a pod that would be rejected, with reason and message', async () => {
    const pod = { ...POD, spec: { containers: [{ name: 'agent', image: 'mine' }] } };
    const { exitCode, output } = await inject('-f mine.yaml --sidecarsets logs.yaml', { 'mine.yaml': pod });
    expect(exitCode).to.equal(1);
    expect(output).to.match(/rejected \(container-name-taken\): SidecarSet logs injects a container named agent/);
  });

  it('writes what kubectl would read as something else than a text in quotes', async () => {
    const pod = { ...POD, metadata: { ...POD.metadata, labels: { app: 'web', enabled: 'yes', octal: '012' } } };
    const { output } = await inject('-f yes.yaml --sidecarsets logs.yaml', { 'yes.yaml': pod });
    expect(output).to.contain('enabled: "yes"').and.contain('octal: "012"');
  });

  it('writes values that occur twice twice, for nobody reads anchors', async () => {
    const volumeMounts = [{ name: 'data', mountPath: '/data' }];
    const spec = { containers: [{ name: 'app', image: 'app:1', volumeMounts }], volumes: [{ name: 'data' }] };
    const set = aSidecarSet({ containers: [{ name: 'agent', image: 'a', shareVolumePolicy: { type: 'enabled' } }] });
    const files = { 'mounts.yaml': { ...POD, spec }, 'share.yaml': set };
    const { output } = await inject('-f mounts.yaml --sidecarsets share.yaml', files);
    expect(output.match(/mountPath: \/data/g)).to.have.length(2);
    expect(output).to.not.match(/[&*]a\d/);
  });

  describe('in a namespace', () => {
    const team = aSidecarSet({ namespaceSelector: { matchLabels: { team: 'shop' } } }, { name: 'team' });
    const shop = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { team: 'shop' } } };

    it('takes its labels from a file', async () => {
      const args = '-f pod.yaml --sidecarsets team.yaml --namespace shop --namespaces shop.yaml';
      const { output } = await inject(args, { 'team.yaml': team, 'shop.yaml': shop });
      expect(output).to.match(/^# injected by team\n/);
    });

    it('says that its labels are not known when a SidecarSet asks for them', async () => {
      const args = '-f pod.yaml --sidecarsets team.yaml logs.yaml --namespace shop';
      const named = aSidecarSet({ namespace: 'shop' }, { name: 'logs' });
      const other = { ...team, spec: { ...team.spec, containers: [{ name: 'other', image: 'a' }] } };
      const { output } = await inject(args, { 'team.yaml': other, 'logs.yaml': named });
      expect(output).to.match(/^# injected by logs\n# team is left out: .* --namespaces FILE\n/);
    });

    it('knows that each Namespace has its name as a label', async () => {
      const byName = aSidecarSet({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } });
      const args = '-f pod.yaml --sidecarsets name.yaml --namespace shop --namespaces shop.yaml';
      const { output } = await inject(args, { 'name.yaml': byName, 'shop.yaml': shop });
      expect(output).to.match(/^# injected by set\n/);
    });

    it('does not guess between the pod and the flag', async () => {
      const pod = { ...POD, metadata: { ...POD.metadata, namespace: 'bank' } };
      const end = await inject('-f bank.yaml --sidecarsets logs.yaml --namespace shop', { 'bank.yaml': pod });
      expect(end).to.include({ exitCode: 2 });
      expect(end.output).to.contain('bank').and.contain('shop');
    });
  });

  it('takes revisions that the SidecarSet names from the files of the SidecarSets', async () => {
    const named = aSidecarSet(
      { injectionStrategy: { revision: { revisionName: 'logs-1' } } },
      { name: 'logs', uid: 'u' },
    );
    const revision = {
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      metadata: {
        name: 'logs-1',
        labels: { 'kruise.io/sidecarset-name': 'logs' },
        ownerReferences: [
          { apiVersion: named.apiVersion, kind: 'SidecarSet', name: 'logs', uid: 'u', controller: true },
        ],
      },
      revision: 1,
      data: { spec: { $patch: 'replace', containers: [{ name: 'agent', image: 'agent:old' }] } },
    };
    const files = { 'named.yaml': named, 'revision.yaml': revision };
    const without = await inject('-f pod.yaml --sidecarsets named.yaml', files);
    expect(without.output).to.contain('left as it is (revision-missing)');
    const { output } = await inject('-f pod.yaml --sidecarsets named.yaml revision.yaml', files);
    expect(output).to.contain('image: agent:old');
  });

  it('says what is missing on the command line', async () => {
    for (const [args, words] of [
      ['--sidecarsets logs.yaml', '-f pod.yaml'],
      ['-f pod.yaml', '--sidecarsets FILE...'],
      ['pod.yaml --sidecarsets logs.yaml', '"pod.yaml"'],
      ['-f pod.yaml --sidecarset logs.yaml', "Unknown option '--sidecarset'"],
    ] as const) {
      const { exitCode, output } = await inject(args);
      expect(exitCode, args).to.equal(2);
      expect(output, args)
        .to.match(/^sidecarset inject: /)
        .and.to.contain(words);
    }
  });

  it('says what is wrong in the files', async () => {
    const bad = { ...logs, spec: { ...logs.spec, selector: {} } };
    for (const [args, words] of [
      ['-f gone.yaml --sidecarsets logs.yaml', 'gone.yaml: no such file'],
      ['-f logs.yaml --sidecarsets logs.yaml', 'logs.yaml: holds 0 Pods'],
      ['-f empty.yaml --sidecarsets logs.yaml', 'empty.yaml: spec.containers: '],
      ['-f pod.yaml --sidecarsets pod.yaml', 'the files hold no SidecarSet'],
      ['-f pod.yaml --sidecarsets bad.yaml', 'bad.yaml: SidecarSet logs: spec.selector: '],
    ] as const) {
      const { exitCode, output } = await inject(args, { 'bad.yaml': bad, 'empty.yaml': { ...POD, spec: {} } });
      expect(exitCode, args).to.equal(1);
      expect(output, args).to.contain(words);
    }
  });
});
