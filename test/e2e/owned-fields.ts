import type { Container, Pod } from '../../lib/api/kubernetes.generated.js';
import { HASH_ANNOTATION, HASH_WITHOUT_IMAGE_ANNOTATION } from '../../lib/api/names.js';

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The part of a pod that its author and the injection say, with neither what only a running cluster knows (times, names
 * of revisions) nor the token of the service account, the one thing that the API server adds to a list.
 */
export function owned({ metadata, spec }: Pod): unknown {
  const withoutToken = (container: Container): Container => ({
    ...container,
    volumeMounts: (container.volumeMounts ?? []).filter(({ mountPath }) => mountPath !== TOKEN_PATH),
  });
  return {
    labels: metadata?.labels ?? {},
    annotations: Object.fromEntries(Object.entries(metadata?.annotations ?? {}).map(timeless)),
    containers: (spec?.containers ?? []).map(withoutToken),
    initContainers: (spec?.initContainers ?? []).map(withoutToken),
    volumes: (spec?.volumes ?? []).filter(({ name }) => !name.startsWith('kube-api-access-')),
    imagePullSecrets: spec?.imagePullSecrets ?? [],
  };
}

/** Maps that the API server adds nothing to. */
const CLOSED = ['labels', 'annotations', 'limits'];

/**
 * Where a stored object says something else than was wanted. Fields that only the stored one has are defaults of the API
 * server, which it puts into objects, never into lists.
 *
 * @returns one line for each difference; none: it is as wanted
 */
export function differences(stored: unknown, wanted: unknown, path = ''): readonly string[] {
  if (Array.isArray(wanted) && Array.isArray(stored)) {
    if (stored.length !== wanted.length) return [`${path}: ${JSON.stringify(stored)}, not ${JSON.stringify(wanted)}`];
    return wanted.flatMap((item, index) => differences(stored[index], item, `${path}[${String(index)}]`));
  }
  if (isMap(wanted) && isMap(stored)) {
    const closed = CLOSED.some(name => path.endsWith(`.${name}`));
    const extra = closed ? Object.keys(stored).filter(key => !(key in wanted)) : [];
    return [
      ...extra.map(key => `${path}.${key}: is there, and was not wanted`),
      ...Object.entries(wanted).flatMap(([key, value]) => differences(stored[key], value, `${path}.${key}`)),
    ];
  }
  return stored === wanted ? [] : [`${path}: ${JSON.stringify(stored)}, not ${JSON.stringify(wanted)}`];
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function timeless([key, value]: readonly [string, string]): readonly [string, string] {
  if (key !== HASH_ANNOTATION && key !== HASH_WITHOUT_IMAGE_ANNOTATION) return [key, value];
  const changing = ['updateTimestamp', 'controllerRevision'];
  const text = JSON.stringify(JSON.parse(value), (name, inner: unknown) =>
    changing.includes(name) ? undefined : inner,
  );
  return [key, text];
}
