// A log agent for the pods that ask for it by a label. It reads what the application writes: whatever the application
// mounts, the agent sees too, so that neither has to know the paths of the other.
//
//   node dist/js/examples/log-agent/app.js | kubectl apply --server-side -f -
import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';

// In a project of your own: from 'cdk8s-sidecarset'.
import { Sidecar, SidecarSet } from '../../lib/index.js';

const app = new App();
const chart = new Chart(app, 'log-agent');

const agent = new SidecarSet(chart, 'agent', {
  metadata: { name: 'log-agent' },
  selector: { matchLabels: { 'example.com/logs': 'enabled' } },
  updateStrategy: { maxUnavailable: '10%' },
  containers: [
    Sidecar.cold({
      name: 'log-agent',
      image: 'fluent/fluent-bit:3.2.4',
      args: ['--config=/fluent-bit/etc/conf/fluent-bit.yaml'],
      shareVolumePolicy: { type: 'enabled' },
      // Each line says which application it comes from: the variable is the application's own.
      transferEnv: [{ sourceContainerName: 'shop', envName: 'SERVICE_NAME' }],
      volumeMounts: [{ name: 'log-agent-config', mountPath: '/fluent-bit/etc/conf' }],
      resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '64Mi' } },
    }),
  ],
  volumes: [{ name: 'log-agent-config', configMap: { name: 'log-agent', optional: true } }],
});

const shop = new kplus.Deployment(chart, 'shop', {
  replicas: 2,
  containers: [
    {
      name: 'shop',
      image: 'nginx:1.27.3',
      securityContext: { ensureNonRoot: false, readOnlyRootFilesystem: false },
      envVariables: { SERVICE_NAME: kplus.EnvValue.fromValue('shop') },
      volumeMounts: [{ path: '/var/log/nginx', volume: kplus.Volume.fromEmptyDir(chart, 'logs', 'logs') }],
    },
  ],
  securityContext: { ensureNonRoot: false },
});

// Gives the pods the label; fails at once when the agent could not be injected into them.
agent.attachTo(shop);

process.stdout.write(app.synthYaml());
