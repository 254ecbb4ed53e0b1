import type { Container } from '../api/kubernetes.generated.js';

/** Is this init container one that keeps running beside the app (Kubernetes' sidecar containers)? */
export function isNative(container: Pick<Container, 'restartPolicy'>): boolean {
  return container.restartPolicy === 'Always';
}
