import { expect } from 'chai';

import type { KubernetesObject } from '../../lib/api/kubernetes.generated.js';
import type { UpdateStrategy } from '../../lib/api/sidecarset.generated.js';
import type { CommandEnd, CommandWorld } from '../../lib/cli/command.js';
import { endCommand } from '../../lib/cli/command.js';
import { runExplainCommand } from '../../lib/cli/explain-command.js';
import { ApiError } from '../../lib/cluster/api-error.js';
import { revisionData } from '../../lib/decide/revision/revision-data.js';
import { aPod } from '../build/a-pod.js';
import { aRevision } from '../build/a-revision.js';
import { aSidecarSet } from '../build/a-sidecarset.js';
import { aWorld } from './a-world.js';

const logs = aSidecarSet({}, { name: 'logs' });
const other = (name: string, spec: Parameters<typeof aSidecarSet>[0]): ReturnType<typeof aSidecarSet> =>
  aSidecarSet({ containers: [{ name: `of-${name}`, image: 'a' }], ...spec }, { name });
const FORBIDDEN = new ApiError({ code: 403, reason: 'Forbidden', message: 'no', call: 'list pods' });
const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default', labels: { team: 'shop' } } };

describe('sidecarset explain pod', () => {
  describe('from files', () => {
    const POD = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { generateName: 'web-', labels: { app: 'web' } },
      spec: { containers: [{ name: 'app', image: 'app:1' }] },
    };

    async function explain(...sets: readonly KubernetesObject[]): Promise<string> {
      const files = { pod: POD, sets: { apiVersion: 'v1', kind: 'List', items: sets }, namespace: NAMESPACE };
      const args = ['pod', '-f', 'pod', '--sidecarsets', 'sets', '--namespaces', 'namespace'];
      return (await runExplainCommand(args, aWorld({ files }))).output;
    }

    it('gives every SidecarSet one line with the verdict, the reason and both sides of what differs', async () => {
      const output = await explain(
        logs,
        other('labels', { selector: { matchLabels: { app: 'db' } } }),
        other('named', { namespace: 'bank' }),
        other('team', { namespaceSelector: { matchLabels: { team: 'bank' } } }),
        other('waits', { injectionStrategy: { paused: true } }),
      );
      expect(output.split('\n')).to.deep.equal([
        'Pod default/web-* would be injected by logs',
        "  labels  not chosen (labels-differ): its spec.selector does not match the pod's labels (app=db against app=web)",
        '  logs    chosen (selected): its selector and its namespaces take in the pod',
        '  named   not chosen (other-namespace): its spec.namespace names another namespace (bank against default)',
        "  team    not chosen (namespace-labels-differ): its spec.namespaceSelector does not match the labels of the pod's namespace (team=bank against kubernetes.io/metadata.name=default,team=shop)",
        '  waits   not chosen (injection-paused): it selects the pod, but its spec.injectionStrategy.paused is true',
        '',
      ]);
    });

    it('knows that pods of the operator, and of namespaces that it exempts, are not injected', async () => {
      const files = { pod: POD, sets: logs };
      const first = async (...flags: readonly string[]): Promise<string> =>
        (await runExplainCommand(['pod', '-f', 'pod', '--sidecarsets', 'sets', ...flags], aWorld({ files }))).output;
      expect(await first('--namespace', 'sidecarset-system')).to.contain('logs  not chosen (namespace-exempt)');
      const elsewhere = ['--operator-namespace', 'platform'];
      expect(await first('--namespace', 'sidecarset-system', ...elsewhere)).to.contain('logs  chosen (selected)');
      expect(await first('--namespace', 'platform', ...elsewhere)).to.contain('logs  not chosen (namespace-exempt)');
      expect(await first('--exempt-namespace', 'default')).to.contain('not chosen (namespace-exempt-by-operator)');
    });

    it('says why a pod would be left or rejected', async () => {
      const none = await explain(other('labels', { selector: { matchLabels: { app: 'db' } } }));
      expect(none).to.match(/^Pod default\/web-\* would be left as it is \(not-selected\): no SidecarSet chooses it\n/);
      const taken = await explain(aSidecarSet({ containers: [{ name: 'app', image: 'a' }] }));
      expect(taken).to.match(/^Pod default\/web-\* would be rejected \(container-name-taken\): SidecarSet set /);
    });
  });

  describe('in a cluster', () => {
    const injected = aPod('web-0', { injectedBy: logs });

    async function explain(
      name: string,
      objects: readonly KubernetesObject[],
      flags: string[] = [],
    ): Promise<CommandEnd> {
      const world = aWorld({ objects: [NAMESPACE, ...objects] });
      const end = await endCommand('explain', () => runExplainCommand(['pod', name, ...flags], world));
      expect(world.connections.every(({ closed }) => closed)).to.equal(true);
      return end;
    }

    it('says what the pod has, and since when', async () => {
      const { output } = await explain('default/web-0', [injected, logs]);
      expect(output).to.match(/^Pod default\/web-0 was injected by logs\n/);
      expect(output).to.match(
        /logs {2}chosen \(selected\): .*; the pod has it, as of 2024-01-01T00:00:00Z, the present version\n/,
      );
    });

    it('says why a pod does not have the present version', async () => {
      const held = async (updateStrategy: UpdateStrategy, now = 'agent:3'): Promise<string> => {
        const set = aSidecarSet({ containers: [{ name: 'agent', image: now }], updateStrategy }, { name: 'logs' });
        const { output } = await explain('default/web-0', [injected, aPod('web-1', { injectedBy: logs }), set]);
        return /; the pod has it, as of 2024-01-01T00:00:00Z, (.*)\n/.exec(output)?.[1] ?? output;
      };
      expect(await held({ paused: true })).to.equal(
        'not the present version, held (paused): updateStrategy.paused is true',
      );
      expect(await held({ partition: 2 })).to.match(/^not the present version, held \(partition\): /);
      // Of two pods, the other one is upgraded first.
      expect(await held({ maxUnavailable: 1 })).to.match(/held \(budget\)|it is upgraded now/);
      expect(await held({ maxUnavailable: 2 })).to.equal('not the present version; it is upgraded now');
      expect(await held({ paused: true }, 'agent:2')).to.equal('the present version');
    });

    it('says less to whom the other pods are closed', async () => {
      const set = aSidecarSet({ containers: [{ name: 'agent', image: 'agent:3' }] }, { name: 'logs' });
      const world = aWorld({ objects: [NAMESPACE, injected, set] });
      const connect: CommandWorld['connect'] = kubeconfig => {
        const client = world.connect(kubeconfig);
        const list = ((resource, ...rest) =>
          resource.plural === 'pods'
            ? Promise.reject(FORBIDDEN)
            : client.list(resource, ...rest)) as typeof client.list;
        return { ...client, list };
      };
      const { output } = await runExplainCommand(['pod', 'default/web-0'], { ...world, connect });
      expect(output).to.match(/the pod has it, as of 2024-01-01T00:00:00Z, not the present version\n/);
    });

    it('knows the revision that a SidecarSet gives new pods, and chooses without it where it is closed', async () => {
      const revision = { revisionName: 'logs-1' };
      const set = aSidecarSet({ injectionStrategy: { revision } }, { name: 'logs', uid: 'uid-of-logs' });
      const kept = aRevision('logs-1', 1, { data: revisionData(logs), sidecarSet: 'logs' });
      const objects = [NAMESPACE, aPod('web-1'), set];
      expect((await explain('default/web-1', objects)).output).to.contain('logs  not chosen (revision-missing)');
      expect((await explain('default/web-1', [...objects, kept])).output).to.contain('logs  chosen (selected)');
      const world = aWorld({ objects, forbidden: ['controllerrevisions'] });
      const { output } = await runExplainCommand(['pod', 'default/web-1'], world);
      expect(output).to.contain('logs  chosen (selected)');
    });

    it('says why a pod lacks a SidecarSet that chooses it', async () => {
      const { output } = await explain('default/web-1', [aPod('web-1'), logs]);
      expect(output).to.match(/^Pod default\/web-1 was injected by no SidecarSet\n/);
      expect(output).to.match(/the pod does not have it: it was created before that, or while the webhook was away/);
    });

    it('says which SidecarSets a new pod would get no more', async () => {
      const paused = { ...logs, spec: { ...logs.spec, injectionStrategy: { paused: true } } };
      expect((await explain('default/web-0', [injected, paused])).output).to.match(
        /not chosen \(injection-paused\): .*; the pod has it, as of .*; a new pod will not\n/,
      );
      expect((await explain('default/web-0', [injected])).output).to.contain('logs  gone: it injected the pod');
    });

    const OPERATOR = {
      kind: 'Deployment',
      metadata: { namespace: 'sidecarset-system', name: 'sidecarset-operator' },
      spec: {
        template: {
          spec: {
            containers: [{ name: 'operator', args: ['operator', '--exempt-namespace=default', '--roles=webhook'] }],
          },
        },
      },
    };

    it('reads in which namespaces the operator does not inject, and says so when it cannot', async () => {
      const exempt = await explain('default/web-1', [aPod('web-1'), logs, OPERATOR]);
      expect(exempt.output).to.contain('logs  not chosen (namespace-exempt-by-operator)');
      expect(exempt.output).not.to.contain('could not be read');
      const asked = [aPod('web-1'), logs];
      expect((await explain('default/web-1', asked)).output).to.match(
        /chosen \(selected\).*\nThe flags of the operator could not be read \(Deployment sidecarset-operator in sidecarset-system\)/,
      );
      const world = aWorld({ objects: [NAMESPACE, OPERATOR, ...asked], forbidden: ['deployments'] });
      const named = await runExplainCommand(['pod', 'default/web-1', '--exempt-namespace', 'default'], world);
      expect(named.output).to.match(/namespace-exempt-by-operator.*\n.*could not be read.*exempts default\./);
    });

    it('takes the flags of an operator of another version for unread', async () => {
      const [container] = OPERATOR.spec.template.spec.containers;
      const containers = [{ ...container, args: ['operator', '--from-the-future'] }];
      const later = { ...OPERATOR, spec: { template: { spec: { containers } } } };
      const { output } = await explain('default/web-1', [aPod('web-1'), logs, later]);
      expect(output).to.match(/chosen \(selected\).*\n.*could not be read/);
    });

    it('goes on without the labels of a namespace that may not be read', async () => {
      const team = other('team', { namespaceSelector: { matchLabels: { team: 'shop' } } });
      const world = aWorld({ objects: [injected, team], forbidden: ['namespaces'] });
      const { output } = await runExplainCommand(['pod', 'default/web-0'], world);
      expect(output).to.contain('team  not chosen (namespace-unknown)');
    });

    it('passes the kubeconfig on', async () => {
      const world = aWorld({ objects: [NAMESPACE, injected] });
      await runExplainCommand(['pod', 'default/web-0', '--kubeconfig', 'mine'], world);
      expect(world.connections).to.deep.equal([{ kubeconfig: 'mine', closed: true }]);
    });

    it('fails with the words of the API server when there is no such pod', async () => {
      const end = await explain('default/gone', []);
      expect(end).to.deep.equal({ exitCode: 1, output: 'sidecarset explain: get pods gone: not found (NotFound)\n' });
    });

    it('asks for what it needs to be told', async () => {
      expect(await explain('web-0', [])).to.include({ exitCode: 2 });
      expect(await explain('a/b/c', [])).to.include({ exitCode: 2 });
      expect(await explain('a/b', [], ['-f', 'pod.yaml'])).to.include({ exitCode: 2 });
      expect(await explain('a/b', [], ['c'])).to.include({ exitCode: 2 });
      expect(await endCommand('explain', () => runExplainCommand([], aWorld()))).to.include({ exitCode: 2 });
    });
  });
});
