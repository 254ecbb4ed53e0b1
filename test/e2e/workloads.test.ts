import { rm, writeFile } from 'node:fs/promises';

import { expect } from 'chai';

import type { Pod } from '../../lib/api/kubernetes.generated.js';
import { OPERATOR_NAMESPACE } from '../../lib/api/permissions.js';
import type { SidecarSet, SidecarSetSpec } from '../../lib/api/sidecarset.generated.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import { freshNamespace } from './fresh-namespace.js';
import type { InstalledCluster } from './installed-cluster.js';
import { installCluster } from './installed-cluster.js';

const labels = { app: 'workload' };

function aSet(name: string, spec: Partial<SidecarSetSpec> = {}, annotations: Record<string, string> = {}): SidecarSet {
  return {
    apiVersion: 'apps.kruise.io/v1beta1',
    kind: 'SidecarSet',
    metadata: { name, annotations },
    spec: { selector: { matchLabels: labels }, containers: [{ name: 'agent', image: 'agent:1' }], ...spec },
  };
}

const POD_SPEC = { containers: [{ name: 'app', image: 'app:1' }] };
const RUN_ONCE = { ...POD_SPEC, restartPolicy: 'Never' };
const template = (kind: string, spec: object = POD_SPEC): object => ({
  metadata: { labels: { ...labels, 'made-by': kind } },
  spec,
});
const selector = (kind: string): object => ({ matchLabels: { ...labels, 'made-by': kind } });

/** Whatever makes pods. */
const WORKLOADS: Readonly<Record<string, object>> = {
  Deployment: { apiVersion: 'apps/v1', spec: { selector: selector('Deployment'), template: template('Deployment') } },
  ReplicaSet: { apiVersion: 'apps/v1', spec: { selector: selector('ReplicaSet'), template: template('ReplicaSet') } },
  StatefulSet: {
    apiVersion: 'apps/v1',
    spec: { serviceName: 'none', selector: selector('StatefulSet'), template: template('StatefulSet') },
  },
  DaemonSet: { apiVersion: 'apps/v1', spec: { selector: selector('DaemonSet'), template: template('DaemonSet') } },
  Job: { apiVersion: 'batch/v1', spec: { template: template('Job', RUN_ONCE) } },
  CronJob: {
    apiVersion: 'batch/v1',
    spec: { schedule: '* * * * *', jobTemplate: { spec: { template: template('CronJob', RUN_ONCE) } } },
  },
  ReplicationController: {
    apiVersion: 'v1',
    spec: {
      selector: { ...labels, 'made-by': 'ReplicationController' },
      template: template('ReplicationController'),
    },
  },
};

describe('pods of every origin, on a real API server with its controllers', function () {
  let installed: InstalledCluster | undefined;
  let cluster: TestCluster;
  let namespace: string;

  before(async () => {
    installed = await installCluster();
    ({ cluster } = installed);
    namespace = await freshNamespace(cluster);
    // A DaemonSet makes a pod for every Node; this one needs no kubelet.
    await cluster.kubectl.create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'of-paper' } });
    await cluster.kubectl.apply(aSet('logs'));
    await seen('logs');
    for (const [kind, workload] of Object.entries(WORKLOADS)) {
      await cluster.kubectl.create({ kind, metadata: { name: kind.toLowerCase(), namespace }, ...workload });
    }
  });

  after(async () => {
    await installed?.stop();
  });

  /** The operator has said in the status that it knows the present spec, and whether the API server asks about its pods. */
  async function seen(name: string): Promise<void> {
    await waitFor(`the operator to see SidecarSet ${name}`, async () => {
      const { metadata, status } = await cluster.kubectl.get<SidecarSet>('sidecarset', name);
      const judged = status?.conditions?.find(({ type }) => type === 'InjectionReady')?.observedGeneration;
      return status?.observedGeneration === metadata?.generation && judged === metadata?.generation;
    });
  }

  async function podsOf(kind: string): Promise<readonly Pod[]> {
    const flags = ['--namespace', namespace, `--selector=made-by=${kind}`];
    return (await cluster.kubectl.get<{ items: readonly Pod[] }>('pods', ...flags)).items;
  }

  const images = ({ spec }: Pod): readonly string[] => (spec?.containers ?? []).map(({ image }) => image ?? '');

  for (const kind of Object.keys(WORKLOADS)) {
    it(`of a ${kind} are injected`, async () => {
      const pods = await waitFor(`a pod of the ${kind}`, async () => {
        const found = await podsOf(kind);
        return found.length > 0 ? found : undefined;
      });
      for (const pod of pods) {
        expect(images(pod)).to.deep.equal(['agent:1', 'app:1']);
        expect(pod.metadata?.ownerReferences, 'made by a controller').to.have.length(1);
      }
    });
  }

  async function createByHand(name: string, extra: Record<string, string> = {}, spec: object = POD_SPEC): Promise<Pod> {
    const metadata = { name, namespace, labels: { ...labels, ...extra } };
    await cluster.kubectl.create({ apiVersion: 'v1', kind: 'Pod', metadata, spec });
    return cluster.kubectl.get<Pod>('pod', name, '--namespace', namespace);
  }

  it('by hand are injected', async () => {
    expect(images(await createByHand('by-hand'))).to.deep.equal(['agent:1', 'app:1']);
  });

  it('of the host network, and of Windows, are injected like any other', async () => {
    expect(images(await createByHand('host', {}, { ...POD_SPEC, hostNetwork: true }))).to.have.length(2);
    expect(images(await createByHand('windows', {}, { ...POD_SPEC, os: { name: 'windows' } }))).to.have.length(2);
  });

  it('leave nothing behind when they are only tried', async () => {
    const empty = await freshNamespace(cluster);
    const everything = async (): Promise<unknown> => {
      const mine = await cluster.kubectl('get', 'pods,events,secrets', '--namespace', empty, '--output=name');
      const revisions = await cluster.kubectl('get', 'controllerrevisions', '-n', OPERATOR_NAMESPACE, '--output=name');
      const sets = await cluster.kubectl('get', 'sidecarsets', '--output=name');
      return [mine, revisions, sets];
    };
    const before = await everything();
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'tried', namespace: empty, labels },
      spec: POD_SPEC,
    };
    const tried = await dryRun(pod);
    expect(images(JSON.parse(tried) as Pod)).to.deep.equal(['agent:1', 'app:1']);
    const set = aSet('only-tried', { containers: [{ name: 'other', image: 'other:1' }] });
    expect(await dryRun(set)).to.contain('kruise.io/sidecarset-hash');
    expect(await everything()).to.deep.equal(before);
  });

  async function dryRun(object: object): Promise<string> {
    const path = `/tmp/sidecarset-tried-${process.pid}.json`;
    await writeFile(path, JSON.stringify(object));
    return cluster.kubectl('create', '--dry-run=server', '--output=json', `--filename=${path}`).finally(() => rm(path));
  }

  describe('when a SidecarSet has a canary', () => {
    const CANARY = { 'apps.kruise.io/sidecarset-canary': 'true', 'apps.kruise.io/sidecarset-base': 'logs' };
    const canary = (spec: Partial<SidecarSetSpec> = {}): SidecarSet =>
      aSet(
        'logs-canary',
        {
          selector: { matchLabels: { canary: 'yes' } },
          containers: [{ name: 'agent', image: 'agent:2' }],
          updateStrategy: { type: 'NotUpdate' },
          ...spec,
        },
        CANARY,
      );

    before(async () => {
      await cluster.kubectl.apply(canary());
      await seen('logs-canary');
    });

    it('get the canary in place of the base where both select them', async () => {
      expect(images(await createByHand('canary-1', { canary: 'yes' }))).to.deep.equal(['agent:2', 'app:1']);
      expect(images(await createByHand('canary-2'))).to.deep.equal(['agent:1', 'app:1']);
    });

    it('get the base again once the canary is paused', async () => {
      await cluster.kubectl.apply(canary({ injectionStrategy: { paused: true } }));
      await seen('logs-canary');
      expect(images(await createByHand('canary-3', { canary: 'yes' }))).to.deep.equal(['agent:1', 'app:1']);
    });

    it('are safe from a canary that is no canary: it is refused', async () => {
      const refusal = (set: SidecarSet): Promise<string> => cluster.kubectl.apply(set).catch(String);
      const lone = aSet('lone', { updateStrategy: { type: 'NotUpdate' } }, { ...CANARY, [BASE]: 'nobody' });
      expect(await refusal(lone))
        .to.contain(`metadata.annotations[${BASE}]`)
        .and.contain('nobody');
      expect(await refusal(canary({ updateStrategy: { type: 'RollingUpdate' } }))).to.contain(
        'spec.updateStrategy.type',
      );
      const moved = { ...canary(), metadata: { name: 'logs-canary', annotations: { ...CANARY, [BASE]: 'other' } } };
      expect(await refusal(moved)).to.contain(`metadata.annotations[${BASE}]`);
    });
  });
});

const BASE = 'apps.kruise.io/sidecarset-base';
