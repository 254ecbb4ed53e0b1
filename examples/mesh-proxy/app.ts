// The proxy of a service mesh as a native sidecar: it is ready before the application starts and goes on until the
// application has ended. An init container leads the pod's traffic through it first. Every pod of the namespaces that
// carry the label mesh=enabled gets both.
//
//   node dist/js/examples/mesh-proxy/app.js | kubectl apply --server-side -f -
import { App, Chart } from 'cdk8s';

// In a project of your own: from 'cdk8s-sidecarset'.
import { Sidecar, SidecarSet } from '../../lib/index.js';

const app = new App();
const chart = new Chart(app, 'mesh-proxy');

new SidecarSet(chart, 'proxy', {
  metadata: { name: 'mesh-proxy' },
  selector: { matchExpressions: [{ key: 'example.com/mesh', operator: 'NotIn', values: ['disabled'] }] },
  namespaceSelector: { matchLabels: { mesh: 'enabled' } },
  updateStrategy: { maxUnavailable: '5%' },
  containers: [
    // Injected init containers stand in the order of their names: mesh-init ahead of mesh-proxy.
    Sidecar.init({
      name: 'mesh-init',
      image: 'docker.io/istio/proxyv2:1.24.2',
      args: ['istio-iptables', '-p', '15001', '-u', '1337', '-m', 'REDIRECT', '-i', '*'],
      podInjectPolicy: 'BeforeAppContainer',
      securityContext: { runAsUser: 0, capabilities: { add: ['NET_ADMIN', 'NET_RAW'], drop: ['ALL'] } },
    }),
    Sidecar.native({
      name: 'mesh-proxy',
      image: 'envoyproxy/envoy:v1.33.0',
      podInjectPolicy: 'BeforeAppContainer',
      ports: [{ name: 'mesh', containerPort: 15001 }],
      startupProbe: { httpGet: { path: '/ready', port: 15021 }, periodSeconds: 1, failureThreshold: 60 },
      lifecycle: { preStop: { httpGet: { path: '/drain', port: 15021 } } },
      securityContext: { runAsUser: 1337, runAsGroup: 1337 },
    }),
  ],
});

process.stdout.write(app.synthYaml());
