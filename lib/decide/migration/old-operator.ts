import type {
  CustomResourceDefinition,
  Deployment,
  MutatingWebhookConfiguration,
  ValidatingWebhookConfiguration,
} from '../../api/kubernetes.generated.js';
import { OPERATOR_NAME } from '../../api/permissions.js';
import { SIDECARSET_CRD } from '../../api/sidecarset-crd.generated.js';
import type { MigrationFinding, MigrationSnapshot } from './migration-snapshot.js';

/** The Deployment of OpenKruise's controllers and webhooks. */
const OLD_DEPLOYMENT = 'kruise-controller-manager';

/** What is there of OpenKruise besides the SidecarSets: its controllers, its webhooks, its resource definition. */
export function checkOldOperator(snapshot: MigrationSnapshot): readonly MigrationFinding[] {
  return [
    checkDeployment(snapshot),
    ...snapshot.mutatingWebhooks.flatMap(configuration => checkWebhooks('MutatingWebhookConfiguration', configuration)),
    ...snapshot.validatingWebhooks.flatMap(configuration =>
      checkWebhooks('ValidatingWebhookConfiguration', configuration),
    ),
    checkDefinition(snapshot.definition),
  ];
}

function checkDeployment({ deployments, oldNamespace }: MigrationSnapshot): MigrationFinding {
  const subject = `Deployment ${oldNamespace}/${OLD_DEPLOYMENT}`;
  const found = deployments.find(({ metadata }) => metadata?.name === OLD_DEPLOYMENT);
  if (!isRunning(found)) {
    const message = 'does not run; nothing but this operator will act on SidecarSets';
    return { subject, verdict: 'fits', reason: 'old-operator-stopped', message };
  }
  return {
    subject,
    verdict: 'act',
    reason: 'old-operator-runs',
    message:
      'runs and acts on SidecarSets; once every SidecarSet is InjectionReady under this operator, scale it to 0, or keep it ' +
      'for its other resources and take SidecarSet out of its CUSTOM_RESOURCE_ENABLE',
  };
}

function isRunning(deployment: Deployment | undefined): boolean {
  return deployment !== undefined && deployment.spec?.replicas !== 0;
}

/** Webhooks of others that are asked about SidecarSets, or about new pods under OpenKruise's name. */
function checkWebhooks(
  kind: string,
  { metadata, webhooks = [] }: MutatingWebhookConfiguration | ValidatingWebhookConfiguration,
): readonly MigrationFinding[] {
  if (metadata?.name === OPERATOR_NAME) return [];
  const isOld = metadata?.name?.startsWith('kruise-') === true;
  const asked = webhooks.filter(({ rules = [] }) =>
    rules.some(
      ({ resources = [], operations = [] }) =>
        resources.includes('sidecarsets') ||
        (isOld && resources.includes('pods') && (operations.includes('CREATE') || operations.includes('*'))),
    ),
  );
  if (asked.length === 0) return [];
  return [
    {
      subject: `${kind} ${metadata?.name ?? ''}`,
      verdict: 'act',
      reason: 'old-webhook-present',
      message:
        `asks OpenKruise in ${asked.map(({ name }) => name).join(', ')}; as soon as OpenKruise is stopped these refuse what ` +
        'they are asked about (failure policy Fail), so take them away in the same step',
    },
  ];
}

function checkDefinition(definition: CustomResourceDefinition | undefined): MigrationFinding {
  const subject = 'CustomResourceDefinition sidecarsets.apps.kruise.io';
  if (definition !== undefined && isOurs(definition)) {
    return { subject, verdict: 'fits', reason: 'definition-is-ours', message: 'is the one of this operator' };
  }
  return {
    subject,
    verdict: 'act',
    reason: 'definition-is-old',
    message:
      'is not the one of this operator, which comes with its manifest: apply that with kubectl apply --server-side ' +
      '--force-conflicts. Stored objects stay as they are',
  };
}

/** Ours converts nothing, and knows every field that ours knows. */
function isOurs({ spec }: CustomResourceDefinition): boolean {
  const { versions, conversion } = SIDECARSET_CRD.spec;
  if ((spec.conversion?.strategy ?? 'None') !== (conversion?.strategy ?? 'None')) return false;
  return versions.every(({ name, schema }) => {
    const theirs = spec.versions.find(version => version.name === name)?.schema?.openAPIV3Schema;
    return theirs !== undefined && knowsFieldsOf(theirs, schema?.openAPIV3Schema ?? {});
  });
}

interface FieldSchema {
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly items?: unknown;
}

function knowsFieldsOf(theirs: FieldSchema, ours: FieldSchema): boolean {
  return Object.entries(ours.properties ?? {}).every(([name, field]) => {
    const known = theirs.properties?.[name];
    return known !== undefined && knowsFieldsOf(known, field);
  });
}
