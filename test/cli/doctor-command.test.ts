import { expect } from 'chai';

import type {
  Condition,
  Deployment,
  KubernetesObject,
  Lease,
  MutatingWebhookConfiguration,
  Secret,
  ValidatingWebhookConfiguration,
} from '../../lib/api/kubernetes.generated.js';
import { CERTIFICATE_SECRET, LEADER_LEASE, OPERATOR_NAME, OPERATOR_NAMESPACE } from '../../lib/api/permissions.js';
import type { Resource } from '../../lib/api/resources.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import { runDoctorCommand } from '../../lib/cli/doctor-command.js';
import { ApiError } from '../../lib/cluster/api-error.js';
import type { KubeClient } from '../../lib/cluster/kube-client.js';
import {
  mutatingWebhookConfiguration,
  validatingWebhookConfiguration,
} from '../../lib/constructs/webhook-configuration.js';
import { planScope } from '../../lib/decide/admission-scope/plan-scope.js';
import { planScopeWebhooks } from '../../lib/decide/admission-scope/plan-scope-webhooks.js';
import type { CertifiedKey } from '../../webhook/certificate-authority.js';
import { issueAuthority, issueServing } from '../../webhook/certificate-authority.js';
import { aSidecarSet } from '../build/a-sidecarset.js';
import { aWorld } from './a-world.js';

const NOW = Date.parse('2024-01-01T00:00:00Z');
const DAY_MS = 86_400_000;
const own = { namespace: OPERATOR_NAMESPACE };

/** What a healthy cluster answers to the doctor's dry runs and questions; a test makes some of it worse. */
interface Answers {
  readonly sidecarset: () => unknown;
  readonly pod: (pod: KubernetesObject) => unknown;
  readonly isAllowed: (attributes: { readonly resource: string; readonly verb: string }) => boolean;
}

const refuse =
  (message: string, reason = 'Forbidden') =>
  (): never => {
    throw new ApiError({ code: 403, reason, message, call: 'create' });
  };
const HEALTHY: Answers = {
  sidecarset: refuse('admission webhook "msidecarset.sidecarset.kruise.io" denied the request: spec.selector'),
  pod: ({ metadata, ...rest }) => ({
    ...rest,
    metadata: { ...metadata, annotations: { 'kruise.io/sidecarset-injected-list': 'set' } },
  }),
  isAllowed: () => true,
};

const READY: Condition = {
  type: 'InjectionReady',
  status: 'True',
  observedGeneration: 1,
  reason: 'Covered',
  message: 'New pods are injected',
  lastTransitionTime: '2024-01-01T00:00:00Z',
};

describe('sidecarset doctor', () => {
  let authority: CertifiedKey;
  let serving: CertifiedKey;

  before(async () => {
    authority = await issueAuthority({ nowMs: NOW - DAY_MS, lifeMs: 365 * DAY_MS });
    serving = await issueServing({ authority, hosts: ['x'], nowMs: NOW - DAY_MS, lifeMs: 90 * DAY_MS });
  });

  const base64 = (text: string): string => Buffer.from(text).toString('base64');

  function theSet(fields: Partial<SidecarSet> = {}): SidecarSet {
    return { ...aSidecarSet(), status: { conditions: [READY] }, ...fields };
  }

  function theConfiguration(sets: readonly SidecarSet[], bundle = authority.certificate): MutatingWebhookConfiguration {
    const settings = {
      ownNamespace: OPERATOR_NAMESPACE,
      exemptNamespaces: [],
      defaultFailurePolicy: 'Ignore',
    } as const;
    const rendered = mutatingWebhookConfiguration(own);
    const change = planScopeWebhooks(rendered, planScope(sets, settings).entries);
    if (change.kind !== 'write') throw new Error(change.kind);
    const webhooks = change.webhooks.map(one => ({
      ...one,
      clientConfig: { ...one.clientConfig, caBundle: base64(bundle) },
    }));
    return { ...rendered, webhooks };
  }

  function aCluster(sets: readonly SidecarSet[] = [theSet()]): readonly KubernetesObject[] {
    const validating = validatingWebhookConfiguration(own);
    const trusting = (validating.webhooks ?? []).map(one => ({
      ...one,
      clientConfig: { ...one.clientConfig, caBundle: base64(authority.certificate) },
    }));
    const trusted: ValidatingWebhookConfiguration = { ...validating, webhooks: trusting };
    const deployment: Deployment = {
      kind: 'Deployment',
      metadata: { ...own, name: OPERATOR_NAME },
      spec: { replicas: 2, selector: {}, template: {} },
      status: { readyReplicas: 2 },
    };
    const lease: Lease = {
      kind: 'Lease',
      metadata: { ...own, name: LEADER_LEASE },
      spec: { holderIdentity: 'operator-1', renewTime: '2023-12-31T23:59:58.000000Z', leaseDurationSeconds: 15 },
    };
    const secret: Secret = {
      kind: 'Secret',
      metadata: { ...own, name: CERTIFICATE_SECRET },
      data: {
        'ca.crt': base64(authority.certificate),
        'ca.key': base64(authority.key),
        'tls.crt': base64(serving.certificate),
        'tls.key': base64(serving.key),
      },
    };
    const namespace = { kind: 'Namespace', metadata: { name: 'shop', labels: {} } };
    return [deployment, lease, secret, theConfiguration(sets), trusted, namespace, ...sets];
  }

  async function examine(
    objects: readonly KubernetesObject[],
    answers: Partial<Answers> = {},
    forbidden: readonly string[] = [],
  ): Promise<{ readonly exitCode: number; readonly lines: readonly string[] }> {
    const world = aWorld({ objects, forbidden });
    const { sidecarset, pod, isAllowed } = { ...HEALTHY, ...answers };
    const create = async ({ plural }: Resource, object: KubernetesObject): Promise<unknown> => {
      await Promise.resolve();
      if (plural === 'sidecarsets') return sidecarset();
      if (plural === 'pods') return pod(object);
      const { spec } = object as unknown as { spec: { resourceAttributes: { resource: string; verb: string } } };
      return { status: { allowed: isAllowed(spec.resourceAttributes) } };
    };
    const connect = (kubeconfig: string | undefined): KubeClient =>
      ({ ...world.connect(kubeconfig), create }) as unknown as KubeClient;
    const { exitCode, output } = await runDoctorCommand([], { now: world.now, connect });
    return { exitCode, lines: output.trim().split('\n') };
  }

  const replace = (objects: readonly KubernetesObject[], kind: string, other?: KubernetesObject) =>
    objects.flatMap(object => (object.kind === kind ? (other ?? []) : object));

  it('finds nothing wrong with a healthy cluster', async () => {
    const { exitCode, lines } = await examine(aCluster());
    expect(lines.filter(line => !line.startsWith('ok '))).to.deep.equal([]);
    expect(exitCode).to.equal(0);
    for (const check of [
      'replicas',
      'leader',
      'permissions',
      'certificate',
      'scope',
      'coverage set',
      'injection set',
    ]) {
      expect(lines.join('\n')).to.contain(` ${check}: `);
    }
  });

  it('names the webhooks whose caBundle does not trust the serving certificate', async () => {
    const stranger = await issueAuthority({ nowMs: NOW, lifeMs: DAY_MS });
    const spoiled = theConfiguration([theSet()], stranger.certificate);
    const { exitCode, lines } = await examine(replace(aCluster(), 'MutatingWebhookConfiguration', spoiled));
    expect(exitCode).to.equal(1);
    expect(lines.join('\n')).to.match(/problem {2}certificate: caBundle of msidecarset\S+, mpod\S+ does not trust/);
  });

  it('says that the API server cannot reach the webhooks, in its words', async () => {
    const failed = 'failed calling webhook "mpod.sidecarset.kruise.io": connection refused';
    const { exitCode, lines } = await examine(aCluster(), {
      sidecarset: refuse('failed calling webhook "msidecarset.sidecarset.kruise.io": no route', 'InternalError'),
      pod: refuse(failed, 'InternalError'),
    });
    expect(exitCode).to.equal(1);
    expect(lines.join('\n')).to.match(/problem {2}webhook for SidecarSets: .*no route/);
    expect(lines.join('\n')).to.match(/problem {2}injection set: .*connection refused/);
  });

  it('notices a pod that comes back without sidecars, and is not troubled by refusals of others', async () => {
    const silent = await examine(aCluster(), { pod: pod => pod });
    expect(silent.lines.join('\n')).to.match(/problem {2}injection set: .*without sidecars/);
    const refused = await examine(aCluster(), { pod: refuse('exceeded quota: pods') });
    expect(refused.lines.join('\n')).to.match(/skipped {2}injection set: .*exceeded quota/);
    expect(refused.exitCode).to.equal(0);
  });

  it('tries no pod where the operator does not inject any', async () => {
    const deployment = {
      kind: 'Deployment',
      metadata: { ...own, name: OPERATOR_NAME },
      spec: { replicas: 2, template: { spec: { containers: [{ args: ['operator', '--exempt-namespace=shop'] }] } } },
      status: { readyReplicas: 2 },
    } as unknown as KubernetesObject;
    const silent = await examine(replace(aCluster(), 'Deployment', deployment), { pod: pod => pod });
    expect(silent.lines.join('\n')).to.match(/skipped {2}injection set: no namespace and labels were found/);
  });

  it('says which rights the operator lacks', async () => {
    const { lines } = await examine(aCluster(), {
      isAllowed: ({ resource, verb }) => `${verb} ${resource}` !== 'patch pods',
    });
    expect(lines.join('\n')).to.match(/problem {2}permissions: \S+ may not patch pods.*; apply the manifests/);
  });

  it('notices that nobody leads, and that copies are missing', async () => {
    const sick = replace(
      replace(aCluster(), 'Lease', { kind: 'Lease', metadata: { ...own, name: LEADER_LEASE } }),
      'Deployment',
      {
        kind: 'Deployment',
        metadata: { ...own, name: OPERATOR_NAME },
        spec: { replicas: 2, template: {} },
        status: { readyReplicas: 1 },
      } as KubernetesObject,
    );
    const { lines } = await examine(sick);
    expect(lines.join('\n')).to.match(/problem {2}leader: nobody leads/);
    expect(lines.join('\n')).to.match(/problem {2}replicas: 1 of 2/);
  });

  it('names SidecarSets that the webhooks do not cover', async () => {
    const later = theSet({
      ...aSidecarSet({ selector: { matchLabels: { app: 'other' } } }, { name: 'later' }),
      status: {},
    });
    const { lines } = await examine([...aCluster(), later]);
    expect(lines.join('\n')).to.match(/problem {2}scope: the pod webhooks are not what the SidecarSets ask for/);
    expect(lines.join('\n')).to.match(/problem {2}coverage later: .*not judged generation 1/);
  });

  it('skips what the user may not look at', async () => {
    const { exitCode, lines } = await examine(aCluster(), {}, ['secrets', 'leases']);
    expect(lines.filter(line => line.startsWith('skipped')).map(line => line.split(':')[0])).to.deep.equal([
      'skipped  leader',
      'skipped  certificate',
    ]);
    expect(exitCode).to.equal(0);
  });
});
