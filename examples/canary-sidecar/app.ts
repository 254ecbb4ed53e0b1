// A new version of a sidecar for a few pods first. The canary stands in for its base wherever both select a pod, touches
// running pods never, and goes away again without a trace: delete it, and the base is back for new pods.
//
//   node dist/js/examples/canary-sidecar/app.js | kubectl apply --server-side -f -
import { App, Chart } from 'cdk8s';

// In a project of your own: from 'cdk8s-sidecarset'.
import { BASE_ANNOTATION, CANARY_ANNOTATION, Sidecar, SidecarSet } from '../../lib/index.js';

const app = new App();
const chart = new Chart(app, 'canary-sidecar');

function agent(version: string): Sidecar {
  return Sidecar.cold({ name: 'agent', image: `example.com/agent:${version}` });
}

const base = new SidecarSet(chart, 'base', {
  metadata: { name: 'agent' },
  selector: { matchLabels: { 'example.com/agent': 'enabled' } },
  updateStrategy: { maxUnavailable: '10%' },
  containers: [agent('1.4.2')],
});

new SidecarSet(chart, 'canary', {
  metadata: {
    name: 'agent-canary',
    annotations: { [CANARY_ANNOTATION]: 'true', [BASE_ANNOTATION]: base.name },
  },
  selector: { matchLabels: { 'example.com/agent': 'enabled', 'example.com/track': 'canary' } },
  updateStrategy: { type: 'NotUpdate' },
  containers: [agent('1.5.0-rc.1')],
});

process.stdout.write(app.synthYaml());
