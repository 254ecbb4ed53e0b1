import { OPERATOR_NAME } from '../api/permissions.js';
import type { Manifest } from './kube-object.js';
import { operatorLabels } from './operator-labels.js';

/**
 * Lets nothing in but the two ports that the operator serves. From anywhere: API servers are no pods, and the kubelet asks
 * for its health from the node. What goes out is left open: nobody but the cluster's owner knows the address of the API
 * server.
 */
export function operatorNetworkPolicy(namespace: string): Manifest {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: OPERATOR_NAME, namespace, labels: operatorLabels },
    spec: {
      podSelector: { matchLabels: operatorLabels },
      policyTypes: ['Ingress'],
      ingress: [
        {
          ports: [
            { protocol: 'TCP', port: 'webhook' },
            { protocol: 'TCP', port: 'health' },
          ],
        },
      ],
    },
  } as Manifest;
}
