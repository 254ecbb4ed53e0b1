import { App, Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { expect } from 'chai';

import type { Container, Deployment } from '../../lib/api/kubernetes.generated.js';
import type { SidecarSet as SidecarSetManifest, SidecarSetSpec } from '../../lib/api/sidecarset.generated.js';
import { Sidecar } from '../../lib/constructs/sidecar.js';
import type { SidecarSetProps } from '../../lib/constructs/sidecarset-props.js';
import { SidecarSet } from '../../lib/constructs/sidecarset.js';
import { aChart, faultsOf } from './synthesize.js';

const selector = { matchLabels: { app: 'shop' } };

function specOf(props: SidecarSetProps, chart: Chart = aChart()): SidecarSetSpec {
  return (new SidecarSet(chart, 'set', { selector, ...props }).toJson() as SidecarSetManifest).spec;
}

describe('a sidecar', () => {
  it('that is cold is a container as it was written', () => {
    const { containers, initContainers } = specOf({ containers: [Sidecar.cold({ name: 'logs', image: 'logs:1' })] });
    expect(containers?.[0]).to.deep.include({ name: 'logs', image: 'logs:1' });
    expect(containers?.[0]?.upgradeStrategy).to.deep.equal({ upgradeType: 'ColdUpgrade' });
    expect(initContainers).to.equal(undefined);
  });

  it('that is hot has an idle image', () => {
    const hot = Sidecar.hot({ name: 'proxy', image: 'proxy:1', idleImage: 'idle:1' });
    const [container] = specOf({ containers: [hot] }).containers ?? [];
    expect(container?.upgradeStrategy).to.deep.equal({ upgradeType: 'HotUpgrade', hotUpgradeEmptyImage: 'idle:1' });
    expect(container).not.to.have.property('idleImage');
  });

  it('that is native stands among the init containers and always restarts', () => {
    const native = Sidecar.native({ name: 'mesh', image: 'mesh:1' });
    const { containers, initContainers } = specOf({ containers: [native] });
    expect(containers).to.deep.equal([]);
    expect(initContainers?.[0]).to.deep.include({ name: 'mesh', restartPolicy: 'Always' });
    expect(initContainers?.[0]?.upgradeStrategy).to.deep.equal({ upgradeType: 'ColdUpgrade' });
  });

  it('that is native and has an idle image is hot', () => {
    const native = Sidecar.native({ name: 'mesh', image: 'mesh:1', idleImage: 'idle:1' });
    const [container] = specOf({ containers: [native] }).initContainers ?? [];
    expect(container?.upgradeStrategy?.hotUpgradeEmptyImage).to.equal('idle:1');
    expect(container?.restartPolicy).to.equal('Always');
  });

  it('that is an init container stands among them and ends', () => {
    const { initContainers } = specOf({ containers: [Sidecar.init({ name: 'setup', image: 'setup:1' })] });
    expect(initContainers?.[0]).to.include({ name: 'setup' }).and.not.to.have.property('restartPolicy');
  });

  it('that is plain JSON goes where it stands', () => {
    const spec = specOf({
      containers: [{ name: 'logs', image: 'logs:1' }],
      initContainers: [{ name: 'mesh', image: 'mesh:1', restartPolicy: 'Always' }],
    });
    expect([spec.containers?.[0]?.name, spec.initContainers?.[0]?.name]).to.deep.equal(['logs', 'mesh']);
  });

  it('keeps fields that nobody here knows', () => {
    const container = { name: 'logs', image: 'logs:1', futureField: { a: [1] } };
    const [rendered] = specOf({ containers: [Sidecar.cold(container)] }).containers ?? [];
    expect(rendered).to.deep.include(container);
  });

  it('makes a SidecarSet that validation accepts', () => {
    const chart = aChart();
    new SidecarSet(chart, 'set', {
      selector,
      containers: [
        Sidecar.hot({ name: 'proxy', image: 'proxy:1', idleImage: 'idle:1' }),
        Sidecar.native({ name: 'mesh', image: 'mesh:1' }),
        Sidecar.init({ name: 'setup', image: 'setup:1' }),
      ],
    });
    expect(faultsOf(chart)).to.deep.equal([]);
  });
});

/** What cdk8s-plus itself renders when the container is an application's. */
function asApplication(container: kplus.Container): Container {
  const chart = new Chart(new App(), 'app');
  const deployment = new kplus.Deployment(chart, 'deployment');
  deployment.attachContainer(container);
  const rendered = chart
    .toJson()
    .find((object: { readonly kind: string }) => object.kind === 'Deployment') as Deployment;
  return rendered.spec!.template.spec!.containers[0]!;
}

describe('a container of cdk8s-plus', () => {
  const plain = { name: 'logs', image: 'logs:1' };

  it('gets nothing that its author did not ask for', () => {
    const [rendered] = specOf({ containers: [new kplus.Container({ ...plain, portNumber: 9000 })] }).containers ?? [];
    expect(rendered).to.deep.equal({
      ...plain,
      ports: [{ containerPort: 9000 }],
      podInjectPolicy: 'BeforeAppContainer',
      upgradeStrategy: { upgradeType: 'ColdUpgrade' },
      shareVolumePolicy: { type: 'disabled' },
    });
  });

  it('keeps all that its author asked for, as cdk8s-plus renders it', () => {
    const chart = aChart();
    const container = new kplus.Container({
      ...plain,
      command: ['run'],
      args: ['fast'],
      workingDir: '/tmp',
      ports: [{ number: 9000, name: 'http', hostPort: 9000, hostIp: '127.0.0.1', protocol: kplus.Protocol.UDP }],
      resources: { cpu: { request: kplus.Cpu.millis(5) }, memory: { limit: Size.mebibytes(9) } },
      securityContext: { user: 7, ensureNonRoot: false },
      imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
      envVariables: {
        A: kplus.EnvValue.fromValue('a'),
        POD: kplus.EnvValue.fromFieldRef(kplus.EnvFieldPaths.POD_NAME),
      },
      envFrom: [kplus.Env.fromSecret(kplus.Secret.fromSecretName(chart, 'secret', 'secret'))],
      liveness: kplus.Probe.fromHttpGet('/live', { port: 9000 }),
      readiness: kplus.Probe.fromCommand(['ready']),
      startup: kplus.Probe.fromTcpSocket({ port: 9001 }),
      lifecycle: { preStop: kplus.Handler.fromCommand(['stop']) },
    });
    container.mount('/data', kplus.Volume.fromEmptyDir(chart, 'data', 'data'), { readOnly: true });
    const [rendered] = specOf({ containers: [Sidecar.cold(container)] }, chart).containers ?? [];
    expect(rendered).to.deep.include(asApplication(container));
  });

  it('brings the volumes that it mounts, each once', () => {
    const chart = aChart();
    const data = kplus.Volume.fromEmptyDir(chart, 'data', 'data', { sizeLimit: Size.mebibytes(5) });
    const [a, b] = ['a', 'b'].map(name => new kplus.Container({ name, image: 'x:1' })) as [
      kplus.Container,
      kplus.Container,
    ];
    a.mount('/data', data);
    b.mount('/data', data);
    const spec = specOf({ containers: [a, Sidecar.native(b)], volumes: [data] }, chart);
    expect(spec.volumes).to.deep.equal([{ name: 'data', emptyDir: { sizeLimit: '5Mi' } }]);
    expect(spec.containers?.[0]?.volumeMounts).to.deep.equal([{ name: 'data', mountPath: '/data' }]);
  });

  it('takes what cdk8s-plus does not know from behind it, where it wins', () => {
    const container = new kplus.Container(plain);
    const hot = Sidecar.hot(container, {
      idleImage: 'idle:1',
      imagePullPolicy: 'Always',
      podInjectPolicy: 'AfterAppContainer',
    });
    const [rendered] = specOf({ containers: [hot] }).containers ?? [];
    expect(rendered).to.deep.include({
      imagePullPolicy: 'Always',
      podInjectPolicy: 'AfterAppContainer',
      upgradeStrategy: { upgradeType: 'HotUpgrade', hotUpgradeEmptyImage: 'idle:1' },
    });
  });

  it('may change until synth', () => {
    const container = new kplus.Container(plain);
    const set = new SidecarSet(aChart(), 'set', { selector, containers: [container] });
    container.env.addVariable('LATE', kplus.EnvValue.fromValue('yes'));
    const { spec } = set.toJson() as SidecarSetManifest;
    expect(spec.containers?.[0]?.env).to.deep.equal([{ name: 'LATE', value: 'yes' }]);
  });

  it('is refused when two volumes of one name differ', () => {
    const chart = aChart();
    const container = new kplus.Container(plain);
    container.mount('/data', kplus.Volume.fromEmptyDir(chart, 'data', 'data'));
    new SidecarSet(chart, 'set', {
      selector,
      containers: [container],
      volumes: [{ name: 'data', hostPath: { path: '/' } }],
    });
    expect(faultsOf(chart).join()).to.contain('spec.volumes[1].name');
  });
});
