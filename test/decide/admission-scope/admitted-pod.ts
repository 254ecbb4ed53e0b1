import { evaluate } from '@marcbachmann/cel-js';

import type { ScopeEntry } from '../../../lib/decide/admission-scope/plan-scope.js';
import { matchesLabels } from '../../../lib/decide/label-selector.js';

/** A pod at its creation, as far as webhooks choose by it. */
export interface AdmittedPod {
  /** Absent: the pod has none at all. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly namespace: string;
  /** Of the Namespace, `kubernetes.io/metadata.name` among them. */
  readonly namespaceLabels: Readonly<Record<string, string>>;
}

/** Would the API server ask a webhook with these rules about the pod? By the documentation of Kubernetes' webhooks. */
export function isAsked(entry: ScopeEntry, { labels, namespace, namespaceLabels }: AdmittedPod): boolean {
  const { namespaceSelector, objectSelector, matchConditions } = entry;
  if (!matchesLabels(namespaceSelector, namespaceLabels) || !matchesLabels(objectSelector, labels)) return false;
  const metadata = { name: 'pod', ...(labels === undefined ? {} : { labels: { ...labels } }) };
  const variables = { object: { metadata }, request: { namespace } };
  return matchConditions.every(({ expression }) => evaluate(expression, variables) === true);
}
