import type { SidecarSetSpec } from '../../../lib/api/sidecarset.generated.js';

const PROBE = {
  httpGet: { path: '/', port: 'http', scheme: 'HTTPS', httpHeaders: [{ name: 'A', value: 'b' }] },
  initialDelaySeconds: 1,
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
  terminationGracePeriodSeconds: 5,
};

/** A good spec that uses every field of a SidecarSet and most of those of a container. */
export const A_RICH_SPEC: SidecarSetSpec = {
  selector: {
    matchLabels: { app: 'web' },
    matchExpressions: [{ key: 'tier', operator: 'In', values: ['front', 'back'] }],
  },
  namespaceSelector: { matchLabels: { team: 'shop' } },
  containers: [
    {
      name: 'agent',
      image: 'registry.example.com:5000/team/agent:v1',
      imagePullPolicy: 'IfNotPresent',
      command: ['agent'],
      args: ['--fast'],
      workingDir: '/',
      ports: [
        { name: 'http', containerPort: 80, hostPort: 8080, protocol: 'TCP' },
        { name: 'dns', containerPort: 53, protocol: 'UDP' },
      ],
      env: [
        { name: 'PLAIN', value: 'x' },
        { name: 'WHERE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
        { name: 'LABEL', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
        { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } } },
        { name: 'MAP', valueFrom: { configMapKeyRef: { name: 'm', key: 'k', optional: true } } },
        { name: 'SECRET', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
      ],
      envFrom: [{ prefix: 'P_', secretRef: { name: 's' } }, { configMapRef: { name: 'm', optional: false } }],
      resources: { limits: { cpu: '1', memory: '200Mi' }, requests: { cpu: '100m' } },
      resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }],
      volumeMounts: [
        { name: 'logs', mountPath: '/var/log', subPathExpr: '$(PLAIN)', readOnly: true, mountPropagation: 'None' },
        { name: 'logs', mountPath: '/again', subPath: 'sub' },
      ],
      volumeDevices: [{ name: 'disk', devicePath: '/dev/x' }],
      livenessProbe: PROBE,
      readinessProbe: { grpc: { port: 9000, service: 'x' }, successThreshold: 2 },
      startupProbe: { tcpSocket: { port: 80, host: 'localhost' } },
      lifecycle: { postStart: { exec: { command: ['true'] } }, preStop: { sleep: { seconds: 3 } } },
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
      securityContext: {
        runAsUser: 1000,
        runAsNonRoot: true,
        allowPrivilegeEscalation: false,
        capabilities: { add: ['NET_ADMIN'], drop: ['ALL'] },
        seccompProfile: { type: 'RuntimeDefault' },
        appArmorProfile: { type: 'Localhost', localhostProfile: 'p' },
        seLinuxOptions: { user: 'u', role: 'r', type: 't', level: 'l' },
        procMount: 'Default',
      },
      stdin: true,
      tty: false,
      podInjectPolicy: 'AfterAppContainer',
      shareVolumePolicy: { type: 'enabled' },
      shareVolumeDevicePolicy: { type: 'enabled' },
      transferEnv: [
        { sourceContainerName: 'main', envName: 'PROXY', envNames: ['ONE', 'TWO'] },
        { sourceContainerNameFrom: { fieldRef: { fieldPath: "metadata.annotations['main']" } }, envNames: ['ONE'] },
      ],
    },
    {
      name: 'mesh',
      image: 'mesh:1',
      upgradeStrategy: { upgradeType: 'HotUpgrade', hotUpgradeEmptyImage: 'empty:1' },
      resourcesPolicy: {
        targetContainersMode: 'sum',
        targetContainersNameRegex: '^(?:main|web)$',
        resourcesExpr: { limits: { cpu: 'max(cpu * 50%, 50m)' }, requests: { memory: 'memory / 4' } },
      },
    },
  ],
  initContainers: [
    { name: 'setup', image: 'setup:1' },
    { name: 'native', image: 'native:1', restartPolicy: 'Always', readinessProbe: { exec: { command: ['true'] } } },
  ],
  volumes: [
    { name: 'logs', emptyDir: {} },
    { name: 'disk', persistentVolumeClaim: { claimName: 'c' } },
  ],
  imagePullSecrets: [{ name: 'registry' }],
  patchPodMetadata: [
    { annotations: { 'example.com/a': 'x' }, patchPolicy: 'Overwrite' },
    { annotations: { json: '{"a":1}' }, patchPolicy: 'MergePatchJson' },
  ],
  injectionStrategy: { paused: true, revision: { customVersion: 'v1', policy: 'Partial' } },
  updateStrategy: {
    type: 'RollingUpdate',
    paused: true,
    partition: '10%',
    maxUnavailable: '20%',
    priorityStrategy: { weightPriority: [{ weight: 50, matchSelector: { matchLabels: { a: 'b' } } }] },
    scatterStrategy: [{ key: 'zone', value: '*' }],
    maxUnavailablePerWorkload: '34%',
    respectPodDisruptionBudgets: true,
    progressDeadlineSeconds: 300,
    onFailure: { action: 'Rollback', threshold: '10%' },
  },
  revisionHistoryLimit: 5,
  customVersion: 'v2',
};
