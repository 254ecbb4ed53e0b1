// What the tests of each runner are about: an ES module that uses the package.
import { App, Chart } from 'cdk8s';
import { Sidecar, SidecarSet } from 'cdk8s-sidecarset';

export const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'shop', labels: { app: 'shop' } },
  spec: { containers: [{ name: 'shop', image: 'shop:1' }] },
};

export function mesh(image = 'mesh:1') {
  return new SidecarSet(new Chart(new App(), 'chart'), 'mesh', {
    metadata: { name: 'mesh' },
    selector: { matchLabels: { app: 'shop' } },
    containers: [Sidecar.cold({ name: 'mesh', image })],
  });
}
