import type { SidecarSet } from '../../../lib/api/sidecarset.generated.js';
import { defaultSidecarSet } from '../../../lib/decide/definition/default-sidecarset.js';
import { stampHashes } from '../../../lib/decide/definition/stamp-hashes.js';

/** How many SidecarSets there are, and how many of them select the pod. */
export interface Scenario {
  readonly sidecarSets: number;
  readonly matching: number;
}

/** SidecarSets as the API server stores them: with defaults and hashes. */
export function sidecarSetsOf({ sidecarSets, matching }: Scenario): readonly SidecarSet[] {
  return Array.from({ length: sidecarSets }, (_, at) => aSet(at, at < matching ? 'web' : `other-${String(at)}`));
}

function aSet(at: number, app: string): SidecarSet {
  const name = `agent-${String(at).padStart(5, '0')}`;
  const resources = { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } };
  const readinessProbe = { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 5 };
  return stampHashes(
    defaultSidecarSet({
      apiVersion: 'apps.kruise.io/v1beta1',
      kind: 'SidecarSet',
      metadata: { name, uid: `uid-${String(at)}`, generation: 1, resourceVersion: String(at + 1) },
      spec: {
        selector: { matchLabels: { app } },
        containers: [
          {
            name,
            image: 'registry.example/agents/log-agent:1.4.2',
            args: ['--config', '/etc/agent/agent.yaml'],
            env: [
              { name: 'LEVEL', value: 'info' },
              { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
            ],
            resources,
            readinessProbe,
            volumeMounts: [{ name: `${name}-config`, mountPath: '/etc/agent' }],
            shareVolumePolicy: { type: 'enabled' },
          },
        ],
        volumes: [{ name: `${name}-config`, configMap: { name: `${name}-config` } }],
      },
    }),
  );
}

/** What selectors read of that pod. */
export function podOfReview(): { readonly labels: Readonly<Record<string, string>>; readonly namespace: string } {
  return { labels: POD.metadata.labels, namespace: 'shop' };
}

/** The review of a pod of ordinary size (about 4 kB), as an API server sends it. */
export function reviewOfPod(): string {
  const { metadata, spec } = POD;
  return JSON.stringify({
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid: '705ab4f5-6393-11e8-b7cc-42010a800002',
      kind: { group: '', version: 'v1', kind: 'Pod' },
      resource: { group: '', version: 'v1', resource: 'pods' },
      requestKind: { group: '', version: 'v1', kind: 'Pod' },
      requestResource: { group: '', version: 'v1', resource: 'pods' },
      namespace: 'shop',
      operation: 'CREATE',
      userInfo: {
        username: 'system:serviceaccount:kube-system:replicaset-controller',
        uid: '55a3bb2e-9c1b-4e3b-9f0c-0f4c7e6d7a11',
        groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
      },
      object: { kind: 'Pod', apiVersion: 'v1', metadata, spec, status: {} },
      oldObject: null,
      dryRun: false,
      options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1' },
    },
  });
}

const TOKEN_MOUNT = {
  name: 'kube-api-access-x7k2p',
  readOnly: true,
  mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
};

function appContainer(name: string): object {
  return {
    name,
    image: `registry.example/shop/${name}:2024.06.1`,
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    env: Array.from({ length: 10 }, (_, at) => ({ name: `SETTING_${String(at)}`, value: `value-${String(at)}` })),
    resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '250m', memory: '512Mi' } },
    volumeMounts: [{ name: 'data', mountPath: '/data' }, TOKEN_MOUNT],
    livenessProbe: { httpGet: { path: '/live', port: 'http', scheme: 'HTTP' }, timeoutSeconds: 1, periodSeconds: 10 },
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
  };
}

const POD = {
  metadata: {
    generateName: 'web-6d4cf56db6-',
    creationTimestamp: null,
    labels: {
      app: 'web',
      'pod-template-hash': '6d4cf56db6',
      'app.kubernetes.io/part-of': 'shop',
      tier: 'front',
      team: 'checkout',
    },
    annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '8080' },
    ownerReferences: [
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        name: 'web-6d4cf56db6',
        uid: '0c6e7c2e-57f3-4f3a-8c8e-6f0f7a1f6f11',
        controller: true,
        blockOwnerDeletion: true,
      },
    ],
    managedFields: [
      {
        manager: 'kube-controller-manager',
        operation: 'Update',
        apiVersion: 'v1',
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:metadata': { 'f:labels': { 'f:app': {}, 'f:tier': {} } }, 'f:spec': { 'f:containers': {} } },
      },
    ],
  },
  spec: {
    volumes: [
      { name: 'data', emptyDir: {} },
      {
        name: TOKEN_MOUNT.name,
        projected: {
          sources: [{ serviceAccountToken: { expirationSeconds: 3607, path: 'token' } }],
          defaultMode: 420,
        },
      },
    ],
    containers: [appContainer('web'), appContainer('cache')],
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: 'default',
    serviceAccount: 'default',
    securityContext: {},
    schedulerName: 'default-scheduler',
    tolerations: [
      { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
      { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
    ],
    priority: 0,
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
  },
};
