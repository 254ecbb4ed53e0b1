import { format, resolveConfig } from 'prettier';
import type { CustomResourceDefinition } from '../api/kubernetes.generated.js';
import { SIDECARSET_SCHEMA } from '../api/schema/sidecarset.js';
import { readCoreModels } from './core-models.js';
import { kubernetesTypes } from './kubernetes-types.js';
import { crdModule } from './crd-module.js';
import { GROUP, OLD_VERSION, STORED_VERSION } from '../api/names.js';
import { fieldReference } from './field-reference.js';
import { jsonSchema } from './json-schema.js';
import { sidecarSetCrd } from './sidecarset-crd.js';
import { sidecarSetTypes } from './sidecarset-types.js';
import { uiPageModule } from './ui-page.js';
import type { GeneratedFile } from './write-files.js';

/** The Kubernetes types that the project works with; what they refer to comes along. */
const CORE_KINDS: readonly string[] = [
  'CoreV1Event',
  'V1ClusterRole',
  'V1ClusterRoleBinding',
  'V1ConfigMap',
  'V1ControllerRevision',
  'V1CustomResourceDefinition',
  'V1Deployment',
  'V1Lease',
  'V1MutatingWebhookConfiguration',
  'V1Namespace',
  'V1Node',
  'V1Pod',
  'V1PodDisruptionBudget',
  'V1Role',
  'V1RoleBinding',
  'V1Secret',
  'V1Service',
  'V1ServiceAccount',
  'V1Status',
  'V1ValidatingWebhookConfiguration',
];

const SCHEMA_FOLDER = 'lib/api/schema';
const PAGE_FOLDER = 'lib/cli/ui/page';
const CLIENT_NODE = 'the types of @kubernetes/client-node';

/** Every generated file with its text, made from the schema, the types of `@kubernetes/client-node` and the page of `sidecarset ui`. */
export async function generateFiles(): Promise<readonly GeneratedFile[]> {
  const models = await readCoreModels(CORE_KINDS);
  const crd = sidecarSetCrd(SIDECARSET_SCHEMA, models);
  const page = await uiPageModule(new URL('../cli/ui/page/', import.meta.url));
  const formattedFiles = await Promise.all([
    typescript('lib/api/kubernetes.generated.ts', CLIENT_NODE, kubernetesTypes(models)),
    typescript('lib/api/sidecarset.generated.ts', SCHEMA_FOLDER, sidecarSetTypes(SIDECARSET_SCHEMA)),
    typescript('lib/cli/ui/page.generated.ts', PAGE_FOLDER, page),
    typescript('lib/api/sidecarset-crd.generated.ts', `${SCHEMA_FOLDER} and ${CLIENT_NODE}`, crdModule(crd)),
    markdown('docs/reference/sidecarset.md', SCHEMA_FOLDER, fieldReference(SIDECARSET_SCHEMA)),
  ]);
  return [...formattedFiles, ...[STORED_VERSION, OLD_VERSION].map(version => schemaFile(crd, version))];
}

/** Where kubeconform's template `{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json` looks. */
function schemaFile(crd: CustomResourceDefinition, version: string): GeneratedFile {
  const structural = crd.spec.versions.find(({ name }) => name === version)?.schema?.openAPIV3Schema ?? {};
  const schema = jsonSchema(structural, { group: GROUP, version, kind: 'SidecarSet' });
  const comment = JSON.stringify(origin(`${SCHEMA_FOLDER} and ${CLIENT_NODE}`));
  return {
    path: `schemas/${GROUP}/sidecarset_${version}.json`,
    text: `{ "$comment": ${comment},\n${JSON.stringify(schema, null, 1).slice(2)}\n`,
  };
}

function typescript(path: string, source: string, body: string): Promise<GeneratedFile> {
  return formatted(path, `// ${origin(source)}\n\n${body}`, 'typescript');
}

function markdown(path: string, source: string, body: string): Promise<GeneratedFile> {
  return formatted(path, `<!-- ${origin(source)} -->\n\n${body}`, 'markdown');
}

function origin(source: string): string {
  return `Made by lib/generate (npm run generate) from ${source}. Do not edit.`;
}

async function formatted(path: string, text: string, parser: 'typescript' | 'markdown'): Promise<GeneratedFile> {
  const options = await resolveConfig(path);
  return { path, text: await format(text, { ...options, parser }) };
}
