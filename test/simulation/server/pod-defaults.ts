import type { Container, Pod, PodSpec } from '../../../lib/api/kubernetes.generated.js';

/**
 * The defaults that the API server writes into a pod before admission sees it, and once more after admission has
 * changed it. A defaulted pod stays as it is.
 */
export function defaultPod(pod: Pod): Pod {
  if (pod.spec === undefined) return pod;
  const { spec } = pod;
  const defaults: Partial<PodSpec> = {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
    priority: 0,
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
    tolerations: ['not-ready', 'unreachable'].map(condition => ({
      key: `node.kubernetes.io/${condition}`,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: 300,
    })),
  };
  const init = spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(defaultContainer) };
  return {
    ...pod,
    spec: {
      ...defaults,
      ...spec,
      ...init,
      containers: ((spec.containers as Container[] | undefined) ?? []).map(defaultContainer),
    },
  };
}

function defaultContainer(container: Container): Container {
  return {
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: isLatest(container.image ?? '') ? 'Always' : 'IfNotPresent',
    ...container,
    ...(container.env === undefined
      ? {}
      : { env: container.env.map(entry => (isBare(entry) ? { name: entry.name } : entry)) }),
  };
}

function isLatest(image: string): boolean {
  if (image.includes('@')) return false;
  const tag = /:([^/:]+)$/.exec(image)?.[1];
  return tag === undefined || tag === 'latest';
}

/** The API server does not keep an empty value. */
function isBare(entry: { readonly name: string; readonly value?: string; readonly valueFrom?: unknown }): boolean {
  return entry.value === '' && entry.valueFrom === undefined;
}
