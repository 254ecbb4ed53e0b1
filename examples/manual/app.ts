// The first SidecarSet of the SidecarSet manual, and five pods that it selects.
//
//   node dist/js/examples/manual/app.js            | kubectl apply --server-side -f -
//   node dist/js/examples/manual/app.js centos:7   | kubectl apply --server-side -f -
//
// The second line upgrades the sidecar inside the running pods: nginx is not restarted.
import { ApiObject, App, Chart } from 'cdk8s';

// In a project of your own: from 'cdk8s-sidecarset'.
import { SidecarSet } from '../../lib/index.js';

const [sidecarImage = 'centos:6.7'] = process.argv.slice(2);
const labels = { app: 'nginx' };

const app = new App();
const chart = new Chart(app, 'manual');

new SidecarSet(chart, 'sidecarset', {
  metadata: { name: 'test-sidecarset' },
  selector: { matchLabels: labels },
  updateStrategy: { type: 'RollingUpdate', maxUnavailable: 1 },
  containers: [
    {
      name: 'sidecar1',
      image: sidecarImage,
      command: ['sleep', '999d'],
      volumeMounts: [{ name: 'log-volume', mountPath: '/var/log' }],
    },
  ],
  volumes: [{ name: 'log-volume', emptyDir: {} }],
});

new ApiObject(chart, 'nginx', {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'nginx', namespace: 'default' },
  spec: {
    replicas: 5,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: { containers: [{ name: 'app', image: 'nginx:1.15.1' }] },
    },
  },
});

process.stdout.write(app.synthYaml());
