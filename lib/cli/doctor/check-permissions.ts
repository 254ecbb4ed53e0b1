import { OPERATOR_NAME, PERMISSIONS } from '../../api/permissions.js';
import type { AccessReview } from '../../api/resources.js';
import { SUBJECT_ACCESS_REVIEWS } from '../../api/resources.js';
import type { Cluster } from '../../cluster/cluster.js';
import type { Finding } from './finding.js';
import { ok, problem } from './finding.js';

/** May the operator's account do what the permission table says? The API server itself is asked, line by line. */
export async function checkPermissions(cluster: Cluster, namespace: string): Promise<readonly Finding[]> {
  const user = `system:serviceaccount:${namespace}:${OPERATOR_NAME}`;
  const missing: string[] = [];
  const questions = questionsOf(namespace);
  for (const attributes of questions) {
    const review: AccessReview = { spec: { user, resourceAttributes: attributes } };
    const { status } = await cluster.create(SUBJECT_ACCESS_REVIEWS, review);
    if (status?.allowed !== true) missing.push(describe(attributes));
  }
  if (missing.length === 0)
    return [ok('permissions', `${user} may do all ${String(questions.length)} things it needs to`)];
  return [problem('permissions', `${user} may not ${missing.join('; ')}; apply the manifests again`)];
}

type Attributes = AccessReview['spec']['resourceAttributes'];

function questionsOf(namespace: string): readonly Attributes[] {
  return PERMISSIONS.flatMap(({ resource, subresource, verbs, scope, names = [undefined] }) =>
    verbs.flatMap(verb =>
      names.map(name => ({
        group: resource.group,
        resource: resource.plural,
        verb,
        ...(subresource === undefined ? {} : { subresource }),
        ...(scope === 'operator' ? { namespace } : {}),
        ...(name === undefined ? {} : { name }),
      })),
    ),
  );
}

function describe({ verb, resource, subresource, name, namespace }: Attributes): string {
  const target = [resource, subresource].filter(part => part !== undefined).join('/');
  const where = namespace === undefined ? '' : ` in ${namespace}`;
  return `${verb} ${target}${name === undefined ? '' : ` ${name}`}${where}`;
}
