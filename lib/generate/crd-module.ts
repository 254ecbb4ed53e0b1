import type { CustomResourceDefinition } from '../api/kubernetes.generated.js';

const SHARED_SCHEMA = '@schema@';

/** A TypeScript module that exports a CustomResourceDefinition whose versions share one schema. */
export function crdModule(crd: CustomResourceDefinition): string {
  const schema = crd.spec.versions[0]?.schema?.openAPIV3Schema;
  const rest = JSON.stringify(crd, (key, value: unknown) => (key === 'openAPIV3Schema' ? SHARED_SCHEMA : value));
  return `import type { CustomResourceDefinition, JSONSchemaProps } from './kubernetes.generated.js';

const SCHEMA: JSONSchemaProps = ${JSON.stringify(schema)};

/** The CustomResourceDefinition of SidecarSet, to install with server-side apply. */
export const SIDECARSET_CRD: CustomResourceDefinition = ${rest.replaceAll(`"${SHARED_SCHEMA}"`, 'SCHEMA')};
`;
}
