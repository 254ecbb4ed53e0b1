import { format, resolveConfig } from 'prettier';
import { fileURLToPath } from 'node:url';
import { SIDECARSET_SCHEMA } from '../api/schema/sidecarset.js';
import { readCoreModels } from './core-models.js';
import { kubernetesTypes } from './kubernetes-types.js';
import { sidecarSetTypes } from './sidecarset-types.js';
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

/** Every generated file with its text, made from the schema and from the types of `@kubernetes/client-node`. */
export async function generateFiles(): Promise<readonly GeneratedFile[]> {
  const models = await readCoreModels(CORE_KINDS);
  return Promise.all([
    typescript(
      'lib/api/kubernetes.generated.ts',
      'the declarations of @kubernetes/client-node',
      kubernetesTypes(models),
    ),
    typescript('lib/api/sidecarset.generated.ts', 'lib/api/schema', sidecarSetTypes(SIDECARSET_SCHEMA)),
  ]);
}

async function typescript(path: string, source: string, body: string): Promise<GeneratedFile> {
  const header = `// Made by lib/generate (npm run generate) from ${source}. Do not edit.\n\n`;
  const options = await resolveConfig(fileURLToPath(import.meta.url));
  return { path, text: await format(header + body, { ...options, parser: 'typescript' }) };
}
