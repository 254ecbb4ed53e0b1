import type { JsonObject } from './frozen-json.js';
import { isJsonObject, kept, sameJson } from './frozen-json.js';

/** The lists of Kubernetes' own types whose elements merge, and the field that tells them apart. All others replace. */
const MERGE_KEYS: Readonly<Record<string, string>> = {
  addresses: 'type',
  conditions: 'type',
  containers: 'name',
  env: 'name',
  ephemeralContainers: 'name',
  hostAliases: 'ip',
  hostIPs: 'ip',
  imagePullSecrets: 'name',
  initContainers: 'name',
  ownerReferences: 'uid',
  podIPs: 'ip',
  ports: 'containerPort',
  resourceClaims: 'name',
  topologySpreadConstraints: 'topologyKey',
  volumeDevices: 'devicePath',
  volumeMounts: 'mountPath',
  volumes: 'name',
  webhooks: 'name',
};
/** Lists of texts that merge. */
const MERGED_TEXTS = new Set(['finalizers']);

const PATCH = '$patch';
const RETAIN_KEYS = '$retainKeys';
const ORDER = '$setElementOrder/';
const DELETE_TEXTS = '$deleteFromPrimitiveList/';

/**
 * Strategic merge patch, as the API server applies it to its own types: lists like `containers` merge by key, status
 * lists like `containerStatuses` are replaced, `$patch: delete | replace`, `$retainKeys`, `$setElementOrder/…` and
 * `$deleteFromPrimitiveList/…` are obeyed.
 */
export function applyStrategicPatch(target: unknown, patch: JsonObject): unknown {
  if (patch[PATCH] === 'replace') return withoutDirectives(patch);
  if (patch[PATCH] === 'delete') return {};
  const merged: Record<string, unknown> = { ...retained(isJsonObject(target) ? target : {}, patch[RETAIN_KEYS]) };
  for (const key of Object.keys(patch).filter(name => name.startsWith(DELETE_TEXTS))) {
    const list = key.slice(DELETE_TEXTS.length);
    merged[list] = asList(merged[list]).filter(text => !asList(patch[key]).includes(text));
  }
  for (const [key, value] of Object.entries(withoutDirectives(patch))) {
    if (value === null) Reflect.deleteProperty(merged, key);
    else merged[key] = mergeField(key, merged[key], value, patch[ORDER + key]);
  }
  return kept<unknown>(target, merged);
}

function mergeField(key: string, stored: unknown, value: unknown, order: unknown): unknown {
  if (isJsonObject(value)) return applyStrategicPatch(stored, value);
  if (!Array.isArray(value)) return value;
  if (MERGED_TEXTS.has(key)) return [...new Set([...asList(stored), ...(value as unknown[])])];
  const mergeKey = MERGE_KEYS[key];
  return kept<unknown>(stored, mergeKey === undefined ? value : mergeList(asList(stored), value, mergeKey, order));
}

function mergeList(
  stored: readonly unknown[],
  patches: readonly unknown[],
  mergeKey: string,
  order: unknown,
): readonly unknown[] {
  const entries = patches.filter(isJsonObject);
  const replaces = entries.some(entry => entry[PATCH] === 'replace' && !(mergeKey in entry));
  const base = (replaces ? [] : stored).filter(isJsonObject);
  const changes = entries.filter(entry => mergeKey in entry);
  const gone = new Set(changes.filter(entry => entry[PATCH] === 'delete').map(entry => entry[mergeKey]));
  const ofKey = (key: unknown) => (element: JsonObject) => sameJson(element[mergeKey], key);
  const patched = changes
    .filter(entry => !gone.has(entry[mergeKey]))
    .map(entry => applyStrategicPatch(base.find(ofKey(entry[mergeKey])), entry) as JsonObject);
  const untouched = base.filter(element => !gone.has(element[mergeKey]) && !patched.some(ofKey(element[mergeKey])));
  const wanted = Array.isArray(order) ? order.filter(isJsonObject).map(entry => entry[mergeKey]) : undefined;
  if (wanted === undefined) return interleave(patched, untouched, base, mergeKey);
  const ordered = [...patched, ...untouched];
  const isWanted = (element: JsonObject): boolean => wanted.includes(element[mergeKey]);
  const first = ordered.filter(isWanted).sort((a, b) => wanted.indexOf(a[mergeKey]) - wanted.indexOf(b[mergeKey]));
  return interleave(
    first,
    ordered.filter(element => !isWanted(element)),
    base,
    mergeKey,
  );
}

/**
 * The order that the API server gives a merged list: elements of the patch in the patch's order, and each element that
 * only the server has before the first of them that it preceded.
 */
function interleave(
  patched: readonly JsonObject[],
  untouched: readonly JsonObject[],
  base: readonly JsonObject[],
  mergeKey: string,
): readonly JsonObject[] {
  const place = (element: JsonObject): number => base.findIndex(each => sameJson(each[mergeKey], element[mergeKey]));
  const rest = [...untouched];
  const merged: JsonObject[] = [];
  for (const element of patched) {
    const limit = place(element);
    while (rest[0] !== undefined && limit >= 0 && place(rest[0]) < limit) merged.push(...rest.splice(0, 1));
    merged.push(element);
  }
  return [...merged, ...rest];
}

function retained(target: JsonObject, keys: unknown): JsonObject {
  if (!Array.isArray(keys)) return target;
  return Object.fromEntries(Object.entries(target).filter(([key]) => keys.includes(key)));
}

function withoutDirectives(patch: JsonObject): JsonObject {
  const plain: Record<string, unknown> = {};
  for (const key of Object.keys(patch)) if (!key.startsWith('$')) plain[key] = patch[key];
  return plain;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}
