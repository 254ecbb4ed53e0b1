// A sidecar whose size follows the application: half of the CPU that the application's containers may use, never less
// than 50m, and a memory request of a tenth of theirs. Computed for each pod when it is created.
//
//   node dist/js/examples/per-app-resources/app.js | kubectl apply --server-side -f -
import { App, Chart } from 'cdk8s';

// In a project of your own: from 'cdk8s-sidecarset'.
import { Sidecar, SidecarSet } from '../../lib/index.js';

const app = new App();
const chart = new Chart(app, 'per-app-resources');

new SidecarSet(chart, 'proxy', {
  metadata: { name: 'sized-proxy' },
  selector: { matchLabels: { 'example.com/proxy': 'sized' } },
  containers: [
    Sidecar.cold({
      name: 'proxy',
      image: 'envoyproxy/envoy:v1.33.0',
      resourcesPolicy: {
        targetContainersMode: 'sum',
        // Helpers of the application do not count.
        targetContainersNameRegex: '^(web|api)$',
        resourcesExpr: {
          limits: { cpu: 'max(cpu * 50%, 50m)' },
          requests: { cpu: 'cpu * 10%', memory: 'max(memory * 10%, 32Mi)' },
        },
      },
    }),
  ],
});

process.stdout.write(app.synthYaml());
