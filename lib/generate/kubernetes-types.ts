import type { CoreField, CoreFieldType, CoreModel, CoreModels } from './core-models.js';
import { tsdoc } from './tsdoc.js';

const KUBERNETES_OBJECT = `/** What every object of the API server has. */
export interface KubernetesObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ObjectMeta;
}
`;

/**
 * TypeScript interfaces for Kubernetes' own types, in the shape that they have on the wire: dates are strings, nothing
 * may be written to.
 */
export function kubernetesTypes(models: CoreModels): string {
  return [KUBERNETES_OBJECT, ...Array.from(models.values(), declare)].join('\n');
}

function declare(model: CoreModel): string {
  return `${tsdoc(model.description)}export interface ${model.name} {\n${model.fields.map(declareField).join('')}}\n`;
}

function declareField(field: CoreField): string {
  const name = /^\w+$/.test(field.name) ? field.name : `'${field.name}'`;
  return `${tsdoc(field.description)}readonly ${name}${field.required ? '' : '?'}: ${typeName(field.type)};\n`;
}

function typeName(type: CoreFieldType): string {
  switch (type.kind) {
    case 'text':
      return 'string';
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'int-or-string':
      return 'number | string';
    case 'any':
      return 'unknown';
    case 'list':
      return type.items.kind === 'int-or-string'
        ? 'readonly (number | string)[]'
        : `readonly ${typeName(type.items)}[]`;
    case 'map':
      return `Readonly<Record<string, ${typeName(type.items)}>>`;
    case 'model':
      return type.model;
  }
}
