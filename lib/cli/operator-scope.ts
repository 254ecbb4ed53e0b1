import type { Deployment } from '../api/kubernetes.generated.js';
import { OPERATOR_NAME, OPERATOR_NAMESPACE } from '../api/permissions.js';
import { DEPLOYMENTS } from '../api/resources.js';
import { isApiError } from '../cluster/api-error.js';
import type { Cluster } from '../cluster/cluster.js';
import type { ScopeNamespaces } from '../decide/match.js';
import type { OperatorSettings } from '../settings.js';
import { readOperatorSettings } from '../settings.js';
import type { FlagKinds, Flags } from './read-flags.js';

type OperatorFlag = 'operator-namespace' | 'exempt-namespace';

/** The flags that say in which namespaces an operator does not inject, where its Deployment does not. */
export const OPERATOR_FLAGS: FlagKinds<OperatorFlag> = { 'operator-namespace': 'value', 'exempt-namespace': 'values' };

/** The namespaces that an operator of these settings treats in a way of their own. */
export function scopeNamespacesOf({
  namespace,
  exemptNamespaces,
}: Pick<OperatorSettings, 'namespace' | 'exemptNamespaces'>): ScopeNamespaces {
  return { ownNamespace: namespace, exemptNamespaces };
}

/** As the flags of {@link OPERATOR_FLAGS} say, for whoever asks no cluster. */
export function namedScope<Name extends OperatorFlag>(flags: Flags<Name | OperatorFlag>): ScopeNamespaces {
  return {
    ownNamespace: flags.value('operator-namespace') ?? OPERATOR_NAMESPACE,
    exemptNamespaces: flags.values('exempt-namespace'),
  };
}

/**
 * The settings of the operator that a Deployment runs.
 *
 * @param deployment - absent: the operator runs elsewhere, and only what is given is known
 * @param options - `given`: flags of the operator beside those of the Deployment; `namespace`: the operator's own
 * @throws SettingsError for flags that this version does not know
 */
export function settingsOfDeployment(
  deployment: Deployment | undefined,
  { given = [], namespace }: { readonly given?: readonly string[]; readonly namespace: string },
): OperatorSettings {
  const [, ...args] = deployment?.spec?.template.spec?.containers[0]?.args ?? [];
  return readOperatorSettings([...args, ...given], { POD_NAMESPACE: namespace });
}

/** What a Deployment adds to what was named; nothing where its flags cannot be read, as those of another version. */
export function scopeWith(deployment: Deployment, named: ScopeNamespaces): ScopeNamespaces | undefined {
  try {
    const { exemptNamespaces } = settingsOfDeployment(deployment, { namespace: named.ownNamespace });
    return { ...named, exemptNamespaces: [...exemptNamespaces, ...named.exemptNamespaces] };
  } catch {
    return undefined;
  }
}

/** In which namespaces an operator does not inject, as far as that could be learned. */
export interface ObservedScope {
  readonly scopeNamespaces: ScopeNamespaces;
  /** Its Deployment said so; false: there is none, or it may not be read, and all that is known was named. */
  readonly isRead: boolean;
}

/** What was taken for granted, so that nobody takes it for seen; no line when nothing was. */
export function describeAssumption({ isRead, scopeNamespaces }: ObservedScope): readonly string[] {
  if (isRead) return [];
  const { ownNamespace, exemptNamespaces } = scopeNamespaces;
  const exempt = exemptNamespaces.length === 0 ? 'no namespace' : exemptNamespaces.join(', ');
  return [
    `The flags of the operator could not be read (Deployment ${OPERATOR_NAME} in ${ownNamespace}); this holds if it exempts ` +
      `${exempt}. Say otherwise with --operator-namespace and --exempt-namespace.`,
  ];
}

/** Looks at the Deployment of the operator. */
export async function observeScope(
  cluster: Pick<Cluster, 'get'>,
  named: ScopeNamespaces = { ownNamespace: OPERATOR_NAMESPACE, exemptNamespaces: [] },
): Promise<ObservedScope> {
  try {
    const key = { namespace: named.ownNamespace, name: OPERATOR_NAME };
    const scopeNamespaces = scopeWith(await cluster.get(DEPLOYMENTS, key), named);
    if (scopeNamespaces !== undefined) return { scopeNamespaces, isRead: true };
  } catch (error) {
    if (!isApiError(error, 'Forbidden') && !isApiError(error, 'NotFound')) throw error;
  }
  return { scopeNamespaces: named, isRead: false };
}
