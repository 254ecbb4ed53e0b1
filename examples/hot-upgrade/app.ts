// A sidecar that is upgraded without a failed request, and three pods that have it.
//
//   node dist/js/examples/hot-upgrade/app.js                    | kubectl apply --server-side -f -
//   node dist/js/examples/hot-upgrade/app.js hot-sidecar:v2     | kubectl apply --server-side -f -
//
// The second line hands over from v1 to v2 inside the running pods.
import { ApiObject, App, Chart } from 'cdk8s';

// In a project of your own: from 'cdk8s-sidecarset'.
import { SidecarSet } from '../../lib/index.js';
import { handoverSidecarSet } from './handover-sidecarset.js';

const [image = 'hot-sidecar:v1'] = process.argv.slice(2);
const labels = { app: 'shop', sidecar: 'handover' };

const app = new App();
const chart = new Chart(app, 'hot-upgrade');

new SidecarSet(chart, 'sidecarset', handoverSidecarSet({ image, idleImage: 'hot-sidecar:idle' }));

new ApiObject(chart, 'shop', {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'shop', namespace: 'default' },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'shop' } },
    template: {
      metadata: { labels },
      spec: { containers: [{ name: 'app', image: 'nginx:1.15.1' }] },
    },
  },
});

process.stdout.write(app.synthYaml());
