import { expect } from 'chai';

import type { Deployment, KubernetesObject, Namespace, Role } from '../../lib/api/kubernetes.generated.js';
import { CERTIFICATE_SECRET } from '../../lib/api/permissions.js';
import type { SidecarSetOperatorProps } from '../../lib/constructs/operator-props.js';
import { OperatorCertificates } from '../../lib/constructs/operator-certificates.js';
import { SidecarSetOperator } from '../../lib/constructs/sidecarset-operator.js';
import { readOperatorSettings } from '../../lib/settings.js';
import { aChart, synthesize } from './synthesize.js';

function install(props: SidecarSetOperatorProps): readonly KubernetesObject[] {
  const chart = aChart();
  new SidecarSetOperator(chart, 'operator', props);
  return synthesize(chart);
}

function only<T extends KubernetesObject>(kind: string, objects: readonly KubernetesObject[]): T {
  const found = objects.filter(object => object.kind === kind);
  expect(found, kind).to.have.length(1);
  return found[0] as T;
}

type CertManagerObject = KubernetesObject & { readonly spec: Readonly<Record<string, unknown>> };

function certManagerObject(kind: string, name: string, objects: readonly KubernetesObject[]): CertManagerObject {
  return only<CertManagerObject>(
    kind,
    objects.filter(({ metadata }) => metadata?.name === name),
  );
}

function settingsOf(objects: readonly KubernetesObject[]): ReturnType<typeof readOperatorSettings> {
  const [, ...flags] = only<Deployment>('Deployment', objects).spec!.template.spec!.containers[0]!.args!;
  return readOperatorSettings(flags, { POD_NAME: 'copy-1', POD_NAMESPACE: 'home' });
}

interface Configuration extends KubernetesObject {
  readonly webhooks: readonly { readonly clientConfig: { readonly caBundle?: string } }[];
}

function configurationsIn(objects: readonly KubernetesObject[]): readonly Configuration[] {
  return objects.filter(({ kind }) => kind?.endsWith('WebhookConfiguration')) as Configuration[];
}

describe('an operator that issues its own certificates', () => {
  const objects = install({});

  it('needs nothing else, and leaves caBundle to itself', () => {
    expect(settingsOf(objects).certificates).to.equal('own');
    expect(objects.map(({ kind }) => kind)).not.to.include.any.members(['Certificate', 'Issuer']);
    for (const { metadata, webhooks } of configurationsIn(objects)) {
      expect(metadata).not.to.have.property('annotations');
      expect(webhooks.map(({ clientConfig }) => clientConfig.caBundle).every(bundle => bundle === undefined)).to.equal(
        true,
      );
    }
  });
});

describe('an operator whose certificates come from cert-manager', () => {
  const objects = install({ namespace: 'home', certificates: OperatorCertificates.certManager() });

  it('serves with what is issued into its Secret, for the name of its Service', () => {
    expect(settingsOf(objects).certificates).to.equal('external');
    const { metadata, spec } = certManagerObject('Certificate', 'sidecarset-operator', objects);
    expect(metadata).to.include({ name: 'sidecarset-operator', namespace: 'home' });
    expect(spec).to.deep.include({
      secretName: CERTIFICATE_SECRET,
      dnsNames: ['sidecarset-operator.home.svc', 'sidecarset-operator.home.svc.cluster.local'],
      issuerRef: { kind: 'Issuer', group: 'cert-manager.io', name: 'sidecarset-operator' },
    });
  });

  it('has an authority that stays when the serving certificate is renewed', () => {
    const [signer, authority, first] = [
      certManagerObject('Issuer', 'sidecarset-operator', objects),
      certManagerObject('Certificate', 'sidecarset-operator-authority', objects),
      certManagerObject('Issuer', 'sidecarset-operator-authority', objects),
    ];
    expect(signer.spec).to.deep.equal({ ca: { secretName: authority.spec['secretName'] } });
    expect(authority.spec).to.deep.include({ isCA: true, duration: '87600h' });
    expect(authority.spec['privateKey']).to.include({ rotationPolicy: 'Never' });
    expect(authority.spec['issuerRef']).to.include({ kind: 'Issuer', name: first.metadata?.name });
    expect(first.spec).to.deep.equal({ selfSigned: {} });
    for (const { metadata } of [signer, authority, first]) expect(metadata).to.include({ namespace: 'home' });
  });

  it('has its webhooks trusted by the CA injector', () => {
    const configurations = configurationsIn(objects);
    expect(configurations).to.have.length(2);
    for (const { metadata } of configurations) {
      expect(metadata?.annotations).to.deep.equal({ 'cert-manager.io/inject-ca-from': 'home/sidecarset-operator' });
    }
  });

  it('may read its Secret, and write none', () => {
    const rules = only<Role>('Role', objects).rules!.filter(({ resources }) => resources?.includes('secrets'));
    expect(rules).to.have.length(1);
    expect(rules[0]).to.deep.include({ resourceNames: [CERTIFICATE_SECRET], verbs: ['get', 'list', 'watch'] });
  });

  it('takes an issuer that there is', () => {
    const issuer = { name: 'company', kind: 'ClusterIssuer' } as const;
    const certificates = OperatorCertificates.certManager({ issuer, duration: '24h', renewBefore: '8h' });
    const installed = install({ certificates });
    expect(installed.map(({ kind }) => kind)).not.to.include('Issuer');
    const { spec } = only<KubernetesObject & { readonly spec: Record<string, unknown> }>('Certificate', installed);
    expect(spec).to.deep.include({
      duration: '24h',
      renewBefore: '8h',
      issuerRef: { kind: 'ClusterIssuer', group: 'cert-manager.io', name: 'company' },
    });
  });
});

describe('an operator whose certificate its administrator keeps', () => {
  it('is trusted by the bundle that is given', () => {
    const objects = install({ certificates: OperatorCertificates.fromSecret({ caBundle: 'PEM' }) });
    expect(settingsOf(objects).certificates).to.equal('external');
    const bundles = configurationsIn(objects).flatMap(({ webhooks }) =>
      webhooks.map(({ clientConfig }) => clientConfig),
    );
    expect(bundles.length).to.be.greaterThan(1);
    for (const { caBundle } of bundles) expect(Buffer.from(caBundle ?? '', 'base64').toString()).to.equal('PEM');
  });
});

describe('an operator on the network of its nodes', () => {
  const objects = install({ hostNetwork: true, webhookPort: 19_443, healthPort: 18_080 });
  const pod = only<Deployment>('Deployment', objects).spec!.template.spec!;

  it('listens on ports of its author', () => {
    expect(settingsOf(objects)).to.include({ webhookPort: 19_443, healthPort: 18_080 });
    expect(pod.containers[0]?.ports?.map(({ containerPort }) => containerPort)).to.deep.equal([19_443, 18_080]);
  });

  it('still knows the names of the cluster, and has one copy on a node at most', () => {
    expect(pod).to.include({ hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' });
    expect(pod.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution).to.have.length(1);
  });

  it('makes room on a node before a new version takes its place', () => {
    const { strategy } = only<Deployment>('Deployment', objects).spec!;
    expect(strategy?.rollingUpdate).to.deep.equal({ maxSurge: 0, maxUnavailable: 1 });
  });

  it('lives in a namespace that admits it', () => {
    const { labels } = only<Namespace>('Namespace', objects).metadata!;
    expect(labels).to.include({ 'pod-security.kubernetes.io/enforce': 'privileged' });
  });

  it('cannot have both ports in one', () => {
    expect(() => install({ healthPort: 9443 })).to.throw('webhookPort and healthPort are both 9443');
  });
});

describe('an operator', () => {
  it('lets in nothing but its two ports when that is asked for', () => {
    expect(install({}).map(({ kind }) => kind)).not.to.include('NetworkPolicy');
    const objects = install({ namespace: 'home', networkPolicy: true });
    const policy = only<KubernetesObject & { readonly spec: Record<string, unknown> }>('NetworkPolicy', objects);
    const { metadata, spec } = only<Deployment>('Deployment', objects);
    expect(policy.metadata?.namespace).to.equal(metadata?.namespace);
    const ports = spec!.template.spec!.containers[0]!.ports!.map(({ name, protocol }) => ({ protocol, port: name }));
    expect(policy.spec).to.deep.equal({
      podSelector: { matchLabels: spec!.selector.matchLabels },
      policyTypes: ['Ingress'],
      ingress: [{ ports }],
    });
  });

  it('tells a Prometheus that goes by annotations where its metrics are, when that is asked for', () => {
    const annotationsOf = (props: SidecarSetOperatorProps): unknown =>
      only<Deployment>('Deployment', install(props)).spec!.template.metadata?.annotations;
    expect(annotationsOf({})).to.equal(undefined);
    expect(annotationsOf({ scrapeAnnotations: true, healthPort: 8081 })).to.deep.equal({
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': '8081',
      'prometheus.io/path': '/metrics',
    });
  });
});
