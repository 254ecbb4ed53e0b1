import { ApiObject, JsonPatch } from 'cdk8s';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

import type { Deployment, KubernetesObject, Namespace } from '../../lib/api/kubernetes.generated.js';
import { OPERATOR_NAME } from '../../lib/api/permissions.js';
import { SIDECARSET_CRD } from '../../lib/api/sidecarset-crd.generated.js';
import { OperatorChart } from '../../lib/constructs/operator-chart.js';
import type { SidecarSetOperatorProps } from '../../lib/constructs/operator-props.js';
import { SidecarSetOperator } from '../../lib/constructs/sidecarset-operator.js';
import { App } from 'cdk8s';
import { aChart, synthesize, theOnly } from './synthesize.js';

function rendered(props: SidecarSetOperatorProps = {}): readonly KubernetesObject[] {
  const chart = aChart();
  new SidecarSetOperator(chart, 'operator', props);
  return synthesize(chart);
}

function kindsOf(objects: readonly KubernetesObject[]): readonly (string | undefined)[] {
  return objects.map(object => object.kind);
}

describe('SidecarSetOperator', () => {
  it('renders all that the operator needs, each thing after what it stands on', () => {
    expect(kindsOf(rendered())).to.deep.equal([
      'Namespace',
      'ResourceQuota',
      'CustomResourceDefinition',
      'ServiceAccount',
      'ClusterRole',
      'ClusterRoleBinding',
      'Role',
      'RoleBinding',
      'Service',
      'Deployment',
      'PodDisruptionBudget',
      'MutatingWebhookConfiguration',
      'ValidatingWebhookConfiguration',
    ]);
  });

  it('renders the resource definition whole, x-kubernetes fields included', () => {
    const crd = rendered().find(object => object.kind === 'CustomResourceDefinition');
    expect(crd).to.have.property('spec').that.deep.equals(SIDECARSET_CRD.spec);
    expect(JSON.stringify(crd)).to.contain('"x-kubernetes-preserve-unknown-fields":true');
  });

  it('labels everything that is its own', () => {
    for (const object of rendered().filter(({ kind }) => kind !== 'CustomResourceDefinition')) {
      expect(object.metadata?.labels, object.kind).to.include({ 'app.kubernetes.io/name': OPERATOR_NAME });
    }
  });

  it('lives in the namespace it is given, whatever namespace its chart has', () => {
    const chart = aChart({ namespace: 'of-the-chart' });
    new SidecarSetOperator(chart, 'operator', { namespace: 'home' });
    const namespaces = new Set(synthesize(chart).map(object => object.metadata?.namespace));
    expect(namespaces).to.deep.equal(new Set([undefined, 'home']));
    expect(theOnly<Namespace>('Namespace', chart).metadata?.name).to.equal('home');
  });

  it('holds its namespace to the Pod Security level restricted', () => {
    const labels = rendered()[0]?.metadata?.labels;
    expect(labels).to.include({ 'pod-security.kubernetes.io/enforce': 'restricted' });
  });

  it('has a quota for its priority class, which some providers ask for', () => {
    const quota = rendered({ priorityClassName: 'important' }).find(({ kind }) => kind === 'ResourceQuota');
    expect(JSON.stringify(quota)).to.contain('"scopeName":"PriorityClass","values":["important"]');
  });

  it('uses a namespace that exists', () => {
    const kinds = kindsOf(rendered({ createNamespace: false }));
    expect(kinds).not.to.include('Namespace');
    expect(kinds).not.to.include('ResourceQuota');
    expect(kinds).to.include('Deployment');
  });

  it('lets the node of a single copy be drained', () => {
    expect(kindsOf(rendered({ replicas: 1 }))).not.to.include('PodDisruptionBudget');
  });

  it('renders identity, permissions and webhooks for an operator outside the cluster, and no workload', () => {
    const kinds = kindsOf(rendered({ outsideCluster: { url: 'https://127.0.0.1:9443' } }));
    expect(kinds).to.deep.equal([
      'Namespace',
      'ResourceQuota',
      'CustomResourceDefinition',
      'ServiceAccount',
      'ClusterRole',
      'ClusterRoleBinding',
      'Role',
      'RoleBinding',
      'MutatingWebhookConfiguration',
      'ValidatingWebhookConfiguration',
    ]);
  });

  it('lets its author patch each object, found by its kind', () => {
    const chart = aChart();
    const operator = new SidecarSetOperator(chart, 'operator');
    const deployment = ApiObject.of(operator.node.findChild('Deployment'));
    deployment.addJsonPatch(JsonPatch.add('/spec/template/spec/nodeSelector', { role: 'system' }));
    expect(theOnly<Deployment>('Deployment', chart).spec?.template.spec?.nodeSelector).to.deep.equal({
      role: 'system',
    });
  });
});

describe('the shipped manifest', () => {
  const file = `dist/manifests/${OPERATOR_NAME}.k8s.yaml`;

  it('is what the constructs render now (else: npm run build && node dist/js/lib/constructs/app.js)', () => {
    const app = new App();
    new OperatorChart(app, OPERATOR_NAME);
    expect(readFileSync(file, 'utf8')).to.equal(app.synthYaml());
  });

  it('holds no null and no empty list, which an API server would drop', () => {
    const walk = (value: unknown, path: string): readonly string[] => {
      if (value === null || (Array.isArray(value) && value.length === 0)) return [path];
      if (typeof value !== 'object') return [];
      return Object.entries(value).flatMap(([key, item]) => walk(item, `${path}.${key}`));
    };
    const documents = parseAllDocuments(readFileSync(file, 'utf8')).map(
      document => document.toJS() as KubernetesObject,
    );
    expect(documents.flatMap(document => walk(document, document.kind ?? ''))).to.deep.equal([]);
  });
});
