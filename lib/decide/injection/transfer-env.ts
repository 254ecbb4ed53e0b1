import type { Container, EnvVar, Pod } from '../../api/kubernetes.generated.js';
import type { Sidecar } from '../../api/sidecarset.generated.js';

type TransferEnv = NonNullable<Sidecar['transferEnv']>[number];

/** `metadata.labels['K']` or `metadata.annotations['K']`, the two forms that a source may be named by. */
const METADATA_PATH = /^metadata\.(labels|annotations)\['([^']+)'\]$/;

/**
 * The environment variables that a sidecar takes over from app containers. A source container or a variable that does
 * not exist is skipped, as in OpenKruise: the pod may not have it yet, and must start all the same.
 *
 * @param pod - for sources named by a label or an annotation of the pod
 * @param appContainers - the containers that may be a source
 * @returns whole entries (value or valueFrom), in the order in which they are asked for, each name once
 */
export function transferredEnv(
  sidecar: Sidecar,
  { pod, appContainers }: { readonly pod: Pod; readonly appContainers: readonly Container[] },
): readonly EnvVar[] {
  const found = (sidecar.transferEnv ?? []).flatMap(transfer => {
    const source = appContainers.find(container => container.name === sourceName(transfer, pod));
    const variables = firstByName(source?.env ?? []);
    return envNames(transfer).flatMap(name => variables.get(name) ?? []);
  });
  return [...firstByName(found).values()];
}

function firstByName(variables: readonly EnvVar[]): ReadonlyMap<string, EnvVar> {
  const first = new Map<string, EnvVar>();
  for (const variable of variables) if (!first.has(variable.name)) first.set(variable.name, variable);
  return first;
}

function sourceName(transfer: TransferEnv, pod: Pod): string | undefined {
  const fieldPath = transfer.sourceContainerNameFrom?.fieldRef?.fieldPath;
  if (fieldPath === undefined) return transfer.sourceContainerName;
  const [, kind, key] = METADATA_PATH.exec(fieldPath) ?? [];
  if (key === undefined) return undefined;
  return kind === 'labels' ? pod.metadata?.labels?.[key] : pod.metadata?.annotations?.[key];
}

function envNames(transfer: TransferEnv): readonly string[] {
  const single = transfer.envName === undefined || transfer.envName === '' ? [] : [transfer.envName];
  return [...single, ...(transfer.envNames ?? [])];
}
