import type { Edit } from '../edit.js';
import { editFields, editItems, fillZero, inOrder, isObject } from '../edit.js';
import { formatQuantity, parseQuantity, roundUpToMilli } from '../quantity.js';
import { parseImageReference } from '../image-reference.js';

const fillFieldRef = editFields({ fieldRef: fillZero({ apiVersion: 'v1' }) });
const fillHandler = editFields({ httpGet: fillZero({ path: '/', scheme: 'HTTP' }) });
const fillProbe = inOrder(
  fillZero({ timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 }),
  fillHandler,
);

/**
 * The core/v1 defaults that OpenKruise 1.9 fills in before it hashes a sidecar; a startupProbe gets none.
 * They exist for the hash only and are never stored.
 */
export const fillCoreDefaults: Edit = inOrder(
  fillPullPolicy,
  fillZero({ terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File' }),
  editFields({
    ports: editItems(fillZero({ protocol: 'TCP' })),
    env: editItems(editFields({ valueFrom: fillFieldRef })),
    resources: editFields({ limits: roundUp, requests: roundUp }),
    livenessProbe: fillProbe,
    readinessProbe: fillProbe,
    lifecycle: editFields({ postStart: fillHandler, preStop: fillHandler }),
    transferEnv: editItems(editFields({ sourceContainerNameFrom: fillFieldRef })),
  }),
);

function fillPullPolicy(container: unknown): unknown {
  if (!isObject(container)) return container;
  const { image } = container;
  return fillZero({ imagePullPolicy: defaultPullPolicy(typeof image === 'string' ? image : '') })(container);
}

/** No tag means `latest`; what is no image reference at all has no tag that could be `latest`. */
function defaultPullPolicy(image: string): string {
  const reference = parseImageReference(image);
  const tag = reference && (reference.tag ?? (reference.digest === undefined ? 'latest' : undefined));
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}

function roundUp(resources: unknown): unknown {
  if (!isObject(resources)) return resources;
  return Object.fromEntries(Object.entries(resources).map(([name, amount]) => [name, roundUpAmount(amount)]));
}

function roundUpAmount(amount: unknown): unknown {
  if (typeof amount !== 'string' && typeof amount !== 'number') return amount;
  const quantity = parseQuantity(amount);
  return quantity === undefined ? amount : formatQuantity(roundUpToMilli(quantity));
}
