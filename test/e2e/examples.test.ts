import { existsSync, readdirSync } from 'node:fs';

import { expect } from 'chai';
import { parseAllDocuments } from 'yaml';

import type { Container, Deployment, KubernetesObject, Pod } from '../../lib/api/kubernetes.generated.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { injected } from '../../lib/testing/index.js';
import { run } from '../cluster/machine/run.js';
import type { TestCluster } from '../cluster/test-cluster.js';
import { waitFor } from '../cluster/wait-for.js';
import { applyServerSide, whenInjectionReady } from '../operator/install-operator.js';
import { freshNamespace } from './fresh-namespace.js';
import { operatedCluster } from './operated-cluster.js';

const APP_IMAGE = 'nginx:1.15.1';

/** What an example says of one pod: `NAME IMAGE` of its containers, in their order. */
interface Promised {
  readonly initContainers?: readonly string[];
  readonly containers: readonly string[];
}

interface Example {
  /** Labels of the namespace that the example speaks of. */
  readonly namespaceLabels?: Readonly<Record<string, string>>;
  /** Pods that its reader creates; absent: those of the example's own Deployment. */
  readonly pods?: readonly { readonly pod: Pod; readonly promised: Promised }[];
  readonly promised?: Promised;
  /** Images of sidecars that start without more than this cluster has; absent: its pods are not waited for. */
  readonly images?: readonly string[];
}

function aPod(name: string, labels: Readonly<Record<string, string>>, app: Partial<Container> = {}): Pod {
  const containers = [{ name: 'web', image: APP_IMAGE, ...app }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels }, spec: { containers } };
}

const agent = (version: string): Promised => ({
  containers: [`agent example.com/agent:${version}`, `web ${APP_IMAGE}`],
});
const sized = { 'example.com/proxy': 'sized' };
const limits = { cpu: '500m', memory: '512Mi' };
const tracked = { 'example.com/agent': 'enabled', 'example.com/track': 'canary' };

const EXAMPLES: Readonly<Record<string, Example>> = {
  manual: { promised: { containers: ['sidecar1 centos:6.7', `app ${APP_IMAGE}`] }, images: ['centos:6.7'] },
  'log-agent': { promised: { containers: ['log-agent fluent/fluent-bit:3.2.4', 'shop nginx:1.27.3'] } },
  'mesh-proxy': {
    namespaceLabels: { mesh: 'enabled' },
    pods: [
      {
        pod: aPod('meshed', {}),
        promised: {
          initContainers: ['mesh-init docker.io/istio/proxyv2:1.24.2', 'mesh-proxy envoyproxy/envoy:v1.33.0'],
          containers: [`web ${APP_IMAGE}`],
        },
      },
      { pod: aPod('aside', { 'example.com/mesh': 'disabled' }), promised: { containers: [`web ${APP_IMAGE}`] } },
    ],
  },
  'per-app-resources': {
    pods: [
      {
        pod: aPod('sized', sized, { resources: { limits, requests: { cpu: '10m', memory: '16Mi' } } }),
        promised: { containers: ['proxy envoyproxy/envoy:v1.33.0', `web ${APP_IMAGE}`] },
      },
    ],
    images: ['envoyproxy/envoy:v1.33.0'],
  },
  'canary-sidecar': {
    pods: [
      { pod: aPod('base', { 'example.com/agent': 'enabled' }), promised: agent('1.4.2') },
      { pod: aPod('canary', tracked), promised: agent('1.5.0-rc.1') },
    ],
    images: ['example.com/agent:1.4.2', 'example.com/agent:1.5.0-rc.1'],
  },
  'hot-upgrade': {
    promised: {
      containers: ['sidecar-1 hot-sidecar:v1', 'sidecar-2 hot-sidecar:idle', `app ${APP_IMAGE}`],
    },
  },
};

describe('each example, on a cluster with the operator', () => {
  let cluster: TestCluster;
  let namespace: string;

  before(async () => {
    cluster = await operatedCluster();
  });

  beforeEach(async () => {
    namespace = await freshNamespace(cluster);
  });

  afterEach(() => cluster.kubectl('delete', 'namespace', namespace, '--wait=false'));

  it('is among these', () => {
    const apps = readdirSync('examples').filter(name => existsSync(`examples/${name}/app.ts`));
    expect(Object.keys(EXAMPLES)).to.have.members(apps);
  });

  for (const [name, example] of Object.entries(EXAMPLES)) {
    it(`injects what it promises, that of ${name}`, async () => {
      const objects = await synthesize(name);
      const sets = objects.filter((object): object is SidecarSet => object.kind === 'SidecarSet');
      try {
        await prepare(sets, example);
        for (const pair of await createPods(objects, example)) await check(pair, sets, example);
      } finally {
        await cluster.kubectl('delete', 'sidecarset', ...namesOf(sets), '--ignore-not-found');
      }
    });
  }

  /** What the example prints, its Deployment moved into a namespace of its own. */
  async function synthesize(name: string): Promise<readonly KubernetesObject[]> {
    const yaml = await run(process.execPath, ['--import', 'tsx', `examples/${name}/app.ts`]);
    return parseAllDocuments(yaml).map(document => {
      const object = document.toJS() as KubernetesObject;
      return object.kind === 'SidecarSet' ? object : { ...object, metadata: { ...object.metadata, namespace } };
    });
  }

  async function prepare(sets: readonly SidecarSet[], { namespaceLabels = {}, images = [] }: Example): Promise<void> {
    const labels = Object.entries(namespaceLabels).map(([key, value]) => `${key}=${value}`);
    if (labels.length > 0) await cluster.kubectl('label', 'namespace', namespace, ...labels);
    if (cluster.realNode) for (const reference of images) await cluster.pushImage({ reference });
    await apply(sets);
    await whenInjectionReady(cluster, ...namesOf(sets));
  }

  /** Creates the pods that the example speaks of, and answers what they were made of. */
  async function createPods(objects: readonly KubernetesObject[], example: Example): Promise<readonly Pair[]> {
    const deployment = objects.find((object): object is Deployment => object.kind === 'Deployment');
    if (example.promised !== undefined && deployment !== undefined) {
      await apply([deployment]);
      const query = ['get', 'pods', '--namespace', namespace, '--output=jsonpath={.items[0].metadata.name}'];
      const name = await waitFor(
        'a pod of the Deployment',
        async () => (await cluster.kubectl(...query)).trim() || undefined,
      );
      const { name: made = '' } = deployment.metadata ?? {};
      // As it is stored: quantities in their shortest form, false left out.
      const workload = await cluster.kubectl.get<Deployment>('deployment', made, '--namespace', namespace);
      return [{ name, workload, promised: example.promised }];
    }
    for (const { pod } of example.pods ?? []) {
      await cluster.kubectl.create({ ...pod, metadata: { ...pod.metadata, namespace } });
    }
    return (example.pods ?? []).map(({ pod, promised }) => ({
      name: pod.metadata?.name ?? '',
      workload: { ...pod, metadata: { ...pod.metadata, namespace } },
      promised,
    }));
  }

  /** The pod has the containers that are named, and in every field what the library's own test function foretells. */
  async function check(
    { name, workload, promised }: Pair,
    sets: readonly SidecarSet[],
    example: Example,
  ): Promise<void> {
    if (example.images !== undefined && cluster.realNode) {
      await cluster.kubectl('wait', `pod/${name}`, '--namespace', namespace, '--for=condition=Ready', '--timeout=300s');
    }
    const { spec } = await cluster.kubectl.get<Pod>('pod', name, '--namespace', namespace);
    const list = (containers: readonly Container[] = []): readonly string[] =>
      containers.map(container => `${container.name} ${container.image ?? ''}`);
    expect(list(spec?.containers)).to.deep.equal(promised.containers);
    expect(list(spec?.initContainers)).to.deep.equal(promised.initContainers ?? []);
    const { namespaceLabels = {} } = example;
    const foretold = injected(workload, sets, { namespace, namespaceLabels });
    expect(missing(foretold.spec, spec, 'spec')).to.deep.equal([]);
  }

  function apply(items: readonly KubernetesObject[]): Promise<string> {
    return applyServerSide(cluster, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  }
});

const namesOf = (objects: readonly KubernetesObject[]): readonly string[] =>
  objects.map(({ metadata }) => metadata?.name ?? '');

interface Pair {
  readonly name: string;
  readonly workload: KubernetesObject;
  readonly promised: Promised;
}

/** Where `there` lacks something of `wanted`. The API server adds defaults, and a volume for the service account. */
function missing(wanted: unknown, there: unknown, path: string): readonly string[] {
  if (Array.isArray(wanted)) {
    const entries = Array.isArray(there) ? (there as readonly unknown[]) : [];
    return wanted.flatMap((entry, index) => {
      const place = `${path}[${String(index)}]`;
      return entries.some(other => missing(entry, other, place).length === 0) ? [] : [place];
    });
  }
  if (typeof wanted !== 'object' || wanted === null) return wanted === there ? [] : [path];
  const fields = (there ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(wanted).flatMap(([key, value]) => missing(value, fields[key], `${path}.${key}`));
}
