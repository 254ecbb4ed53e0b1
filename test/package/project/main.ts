import type { ChartProps } from 'cdk8s';
import { App, Chart } from 'cdk8s';
import type { SidecarSetProps } from 'cdk8s-sidecarset';
import { Sidecar, SidecarSet, SidecarSetOperator } from 'cdk8s-sidecarset';
import * as kplus from 'cdk8s-plus-33';
import type { Construct } from 'constructs';

export interface ShopProps extends ChartProps {
  readonly proxy?: string;
  readonly maxUnavailable?: NonNullable<SidecarSetProps['updateStrategy']>['maxUnavailable'];
}

export class Shop extends Chart {
  readonly deployment: kplus.Deployment;
  readonly sidecars: SidecarSet;

  constructor(scope: Construct, id: string, props: ShopProps = {}) {
    super(scope, id, props);
    const agent = new kplus.Container({ name: 'log-agent', image: 'log-agent:1' });
    agent.mount('/data', kplus.Volume.fromEmptyDir(this, 'data', 'data'));
    this.sidecars = new SidecarSet(this, 'sidecars', {
      metadata: { name: 'shop' },
      selector: { matchLabels: { 'example.com/sidecars': 'shop' } },
      updateStrategy: { maxUnavailable: props.maxUnavailable ?? '10%' },
      containers: [
        Sidecar.native({ name: 'mesh', image: 'mesh:1' }),
        Sidecar.hot({ name: 'proxy', image: `proxy:${props.proxy ?? '1'}`, idleImage: 'proxy-idle:1' }),
        agent,
      ],
    });
    this.deployment = new kplus.Deployment(this, 'shop', { containers: [{ name: 'shop', image: 'shop:1' }] });
    this.sidecars.attachTo(this.deployment);
  }
}

const app = new App();
new Shop(app, 'shop');
new SidecarSetOperator(new Chart(app, 'operator'), 'operator', { replicas: 3 });
app.synth();
