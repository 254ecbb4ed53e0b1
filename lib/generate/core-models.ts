import { readFile } from 'node:fs/promises';

/** One field of a Kubernetes type, as the OpenAPI description of Kubernetes has it. */
export interface CoreField {
  /** As on the wire: `continue`, `$ref`, `x-kubernetes-map-type`. */
  readonly name: string;
  readonly type: CoreFieldType;
  readonly required: boolean;
  readonly description: string;
}

/** The type of a field. */
export type CoreFieldType =
  | { readonly kind: 'text'; readonly format: '' | 'date-time' | 'date-time-micro' | 'byte' }
  | { readonly kind: 'number'; readonly format: '' | 'int32' | 'int64' | 'double' }
  | { readonly kind: 'boolean' | 'int-or-string' | 'any' }
  | { readonly kind: 'list' | 'map'; readonly items: CoreFieldType }
  | { readonly kind: 'model'; readonly model: string };

/** One Kubernetes type. */
export interface CoreModel {
  /** Name without the version: `Pod`. */
  readonly name: string;
  readonly description: string;
  readonly fields: readonly CoreField[];
}

/** Kubernetes types by name. */
export type CoreModels = ReadonlyMap<string, CoreModel>;

const MODELS_FOLDER = new URL('gen/models/', import.meta.resolve('@kubernetes/client-node'));

/** Names of client-node whose prefix is not a version, or belongs to one of several types of that name. */
const RENAMED: Readonly<Record<string, string>> = {
  CoreV1Event: 'Event',
  CoreV1EventSeries: 'EventSeries',
  CoreV1ResourceClaim: 'ResourceClaim',
};

/**
 * Reads Kubernetes types, and every type that they refer to, from the files of `@kubernetes/client-node`: names on the
 * wire and formats from the JavaScript, descriptions and what may be absent from the declarations.
 *
 * @param roots - client-node's names, `V1Pod`
 * @throws Error when a file of client-node does not look as expected, as after an upgrade
 */
export async function readCoreModels(roots: readonly string[]): Promise<CoreModels> {
  const models = new Map<string, CoreModel>();
  const queue = [...roots];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (models.has(shortName(next))) continue;
    const { model, refersTo } = await readModel(next);
    models.set(model.name, model);
    queue.push(...refersTo);
  }
  return new Map([...models].sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function readModel(name: string): Promise<{ model: CoreModel; refersTo: readonly string[] }> {
  const [declaration, code] = await Promise.all([
    readFile(new URL(`${name}.d.ts`, MODELS_FOLDER), 'utf8'),
    readFile(new URL(`${name}.js`, MODELS_FOLDER), 'utf8'),
  ]);
  const declared = readDeclaredFields(declaration);
  const refersTo: string[] = [];
  const fields = readAttributes(name, code).map(attribute => {
    const field = declared.get(attribute.name);
    if (field === undefined) throw new Error(`${name}.d.ts does not declare ${attribute.name}`);
    return { ...field, name: attribute.baseName, type: parseType(attribute.type, attribute.format, refersTo) };
  });
  return { model: { name: shortName(name), description: readClassComment(declaration), fields }, refersTo };
}

function readDeclaredFields(declaration: string): ReadonlyMap<string, Pick<CoreField, 'required' | 'description'>> {
  const fields = declaration.matchAll(
    /(?: {4}\/\*\*\n {4}\* (?<comment>.*)\n {4}\*\/\n)? {4}'(?<name>\w+)'(?<optional>\??): /g,
  );
  return new Map(
    Array.from(fields, ({ groups }) => [
      groups?.['name'] ?? '',
      { required: groups?.['optional'] === '', description: unescape(groups?.['comment'] ?? '') },
    ]),
  );
}

function readClassComment(declaration: string): string {
  return unescape(
    /\n\/\*\*\n\* (?<comment>.*)\n\*\/\nexport declare class/.exec(declaration)?.groups?.['comment'] ?? '',
  );
}

/** client-node's generator escapes quotes as if the comment were a string, and folds line breaks into blanks. */
function unescape(comment: string): string {
  return comment.replaceAll(/\\(['"`])/g, '$1').trim();
}

interface Attribute {
  readonly name: string;
  readonly baseName: string;
  readonly type: string;
  readonly format: string;
}

function readAttributes(model: string, code: string): readonly Attribute[] {
  const json = /\.attributeTypeMap = (?<json>\[[^]*?\n\]);/.exec(code)?.groups?.['json'];
  if (json === undefined) throw new Error(`${model}.js holds no attributeTypeMap`);
  return JSON.parse(json) as Attribute[];
}

function parseType(type: string, format: string, refersTo: string[]): CoreFieldType {
  const items = /^Array<(?<items>.*)>$/.exec(type)?.groups?.['items'];
  if (items !== undefined) return { kind: 'list', items: parseType(items, format, refersTo) };
  const values = /^\{ \[key: string\]: (?<values>.*); \}$/.exec(type)?.groups?.['values'];
  if (values !== undefined) return { kind: 'map', items: parseType(values, format, refersTo) };
  return parsePlainType(type, format, refersTo);
}

function parsePlainType(type: string, format: string, refersTo: string[]): CoreFieldType {
  switch (type) {
    case 'string':
    case 'Date':
    case 'V1MicroTime':
      return { kind: 'text', format: format as '' | 'date-time' | 'date-time-micro' | 'byte' };
    case 'number':
      return { kind: 'number', format: format as '' | 'int32' | 'int64' | 'double' };
    case 'boolean':
      return { kind: 'boolean' };
    case 'IntOrString':
      return { kind: 'int-or-string' };
    case 'any':
    case 'object':
      return { kind: 'any' };
    default:
      refersTo.push(type);
      return { kind: 'model', model: shortName(type) };
  }
}

function shortName(name: string): string {
  return RENAMED[name] ?? name.replace(/^V1(?=[A-Z])/, '');
}
