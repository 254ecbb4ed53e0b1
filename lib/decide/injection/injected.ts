import type { Container, EnvVar } from '../../api/kubernetes.generated.js';
import { IS_INJECTED_ENV } from '../../api/names.js';

/** The environment variable that marks a container as ours. */
export const INJECTED_MARK: EnvVar = { name: IS_INJECTED_ENV, value: 'true' };

/** Did a SidecarSet put this container into its pod? Everything else is an app container. */
export function isInjected(container: Container): boolean {
  return container.env?.some(variable => variable.name === IS_INJECTED_ENV && variable.value === 'true') === true;
}
