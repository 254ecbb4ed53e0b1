import { expect } from 'chai';
import { readFileSync } from 'node:fs';

import type { Container, PodSpec } from '../../lib/api/kubernetes.generated.js';
import {
  operatorDeployment,
  operatorDisruptionBudget,
  operatorService,
} from '../../lib/constructs/operator-deployment.js';
import type { SidecarSetOperatorProps } from '../../lib/constructs/operator-props.js';
import { fillOperatorProps } from '../../lib/constructs/operator-props.js';
import { operatorServiceAccount } from '../../lib/constructs/operator-rbac.js';
import { WEBHOOK_ENDPOINTS } from '../../lib/api/endpoints.js';
import { readOperatorSettings } from '../../lib/settings.js';

const deployment = operatorDeployment(fillOperatorProps({}));

function podOf(props: SidecarSetOperatorProps = {}): PodSpec {
  return operatorDeployment(fillOperatorProps(props)).spec!.template.spec!;
}

function containerOf(props: SidecarSetOperatorProps = {}): Container {
  return podOf(props).containers[0]!;
}

/** The settings with which the container's process would start. */
function settingsOf({ args = [] }: Container): ReturnType<typeof readOperatorSettings> {
  const [verb, ...flags] = args;
  expect(verb).to.equal('operator');
  return readOperatorSettings(flags, { POD_NAME: 'copy-1', POD_NAMESPACE: 'home' });
}

describe('the Deployment of the operator', () => {
  it('runs two copies, on different nodes where it can', () => {
    expect(deployment.spec?.replicas).to.equal(2);
    const [preference] = podOf().affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    expect(preference?.podAffinityTerm).to.deep.include({ topologyKey: 'kubernetes.io/hostname' });
    const labels = deployment.spec?.template.metadata?.labels;
    expect(labels).to.deep.include(preference?.podAffinityTerm.labelSelector?.matchLabels ?? { none: '' });
  });

  it('never falls below its copies while a new version rolls out', () => {
    expect(deployment.spec?.strategy?.rollingUpdate).to.deep.equal({ maxSurge: 1, maxUnavailable: 0 });
  });

  it('meets the Pod Security level restricted', () => {
    const { securityContext, hostNetwork, volumes } = podOf();
    expect({ hostNetwork, volumes }).to.deep.equal({ hostNetwork: undefined, volumes: undefined });
    expect(securityContext).to.deep.include({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(securityContext?.runAsUser).to.be.greaterThan(0);
    expect(containerOf().securityContext).to.deep.equal({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    });
  });

  it('runs under the account that has the permissions, and mounts its token', () => {
    expect(podOf().serviceAccountName).to.equal(operatorServiceAccount('home').metadata?.name);
    expect(podOf().automountServiceAccountToken).to.equal(true);
  });

  it('starts the operator on the ports that it names', () => {
    const container = containerOf();
    const { webhookPort, healthPort } = settingsOf(container);
    expect(container.ports).to.deep.equal([
      { name: 'webhook', containerPort: webhookPort, protocol: 'TCP' },
      { name: 'health', containerPort: healthPort, protocol: 'TCP' },
    ]);
  });

  it('tells the operator its name and its namespace', () => {
    const env = containerOf().env?.filter(({ valueFrom }) => valueFrom !== undefined);
    const from = env?.map(({ name, valueFrom }) => [name, valueFrom?.fieldRef?.fieldPath]);
    expect(from).to.deep.equal([
      ['POD_NAME', 'metadata.name'],
      ['POD_NAMESPACE', 'metadata.namespace'],
    ]);
    expect(settingsOf(containerOf())).to.include({ identity: 'copy-1', namespace: 'home' });
  });

  it('hands further flags over to the operator', () => {
    expect(settingsOf(containerOf({ flags: ['--queries-per-second=7'] })).queriesPerSecond).to.equal(7);
  });

  it('leaves time for the drain and the slowest webhook call before the kill', () => {
    const slowestCall = Math.max(...WEBHOOK_ENDPOINTS.map(({ timeoutSeconds }) => timeoutSeconds));
    const drain = settingsOf(containerOf()).drainMs / 1000;
    expect(podOf().terminationGracePeriodSeconds).to.be.greaterThan(drain + slowestCall);
    expect(drain).to.be.greaterThan(0);
  });

  it('is asked for its health over the health port', () => {
    const { livenessProbe, readinessProbe } = containerOf();
    expect(livenessProbe?.httpGet).to.deep.equal({ path: '/healthz', port: 'health' });
    expect(readinessProbe?.httpGet).to.deep.equal({ path: '/readyz', port: 'health' });
  });

  it('limits its memory but not its CPU, in quantities as the API server writes them', () => {
    const { resources } = containerOf();
    expect(resources?.limits).to.have.keys(['memory']);
    expect(resources?.requests).to.have.keys(['cpu', 'memory']);
    for (const quantity of [...Object.values(resources?.limits ?? {}), ...Object.values(resources?.requests ?? {})]) {
      expect(quantity).to.match(/^[1-9]\d*(?:m|Mi|Gi)$/);
    }
  });

  it('takes image, pull secrets, replicas, resources and priority class from its author', () => {
    const props = {
      image: 'registry.example/operator:2',
      imagePullSecrets: [{ name: 'registry' }],
      replicas: 3,
      resources: { requests: { cpu: '1' } },
      priorityClassName: 'important',
    };
    const { imagePullSecrets, priorityClassName } = podOf(props);
    const { image, resources } = containerOf(props);
    const { replicas } = operatorDeployment(fillOperatorProps(props)).spec!;
    expect({ image, imagePullSecrets, replicas, resources, priorityClassName }).to.deep.equal(props);
  });

  it('runs the image of this version unless told otherwise', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(containerOf().image?.split(':').at(-1)).to.equal(version);
  });

  it('selects its own pods', () => {
    expect(deployment.spec?.selector.matchLabels).to.deep.equal(deployment.spec?.template.metadata?.labels);
  });
});

describe('the Service of the operator', () => {
  it('leads from the HTTPS port to the webhook port of the pods', () => {
    const { selector, ports } = operatorService('home').spec!;
    expect(selector).to.deep.equal(deployment.spec?.template.metadata?.labels);
    expect(ports).to.deep.equal([{ name: 'webhook', port: 443, protocol: 'TCP', targetPort: 'webhook' }]);
  });
});

describe('the disruption budget of the operator', () => {
  it('leaves one copy standing', () => {
    const { minAvailable, selector } = operatorDisruptionBudget('home').spec!;
    expect(minAvailable).to.equal(1);
    expect(selector?.matchLabels).to.deep.equal(deployment.spec?.template.metadata?.labels);
  });
});
