import type { Quantity } from '../../quantity.js';
import { compareQuantities, parseQuantity } from '../../quantity.js';
import type { FieldProblem } from '../verdict.js';
import type { Rule } from './finding.js';
import { show } from './finding.js';
import type { Place } from './place.js';
import { inside } from './place.js';
import { everySidecar } from './sidecar-entry.js';

/** Amounts that a container may ask for: not negative, and no request above its limit. */
export const checkResources: Rule = everySidecar(sidecar => {
  const resources = inside(sidecar, 'resources');
  const limits = inside(resources, 'limits');
  const requests = inside(resources, 'requests');
  return [...notNegative(limits), ...withinLimits(limits, requests), ...notNegative(requests)];
});

const ZERO = parseQuantity(0);

function notNegative(amounts: Place): readonly FieldProblem[] {
  return Object.entries(amounts.value).flatMap(([name, amount]): readonly FieldProblem[] => {
    const quantity = quantityOf(amount);
    if (quantity === undefined || ZERO === undefined || compareQuantities(quantity, ZERO) >= 0) return [];
    return [{ path: `${amounts.path}[${name}]`, message: `must not be negative, but is ${show(amount)}` }];
  });
}

function withinLimits(limits: Place, requests: Place): readonly FieldProblem[] {
  return Object.entries(requests.value).flatMap(([name, amount]): readonly FieldProblem[] => {
    const path = `${requests.path}[${name}]`;
    const [request, limit] = [quantityOf(amount), quantityOf(limits.value[name])];
    if (request === undefined) return [];
    if (limit === undefined) return isShareable(name) ? [] : [{ path, message: `needs a limit of the same amount` }];
    const order = compareQuantities(request, limit);
    if (order > 0) {
      return [
        {
          path,
          message: `is ${show(amount)}, more than the limit of ${show(limits.value[name])}; raise the limit or lower the request`,
        },
      ];
    }
    return order === 0 || isShareable(name)
      ? []
      : [{ path, message: `must equal the limit of ${show(limits.value[name])}` }];
  });
}

/** Huge pages and devices cannot be promised to more than one container. */
function isShareable(name: string): boolean {
  const isExtended = name.includes('/') && !name.includes('kubernetes.io/');
  return !isExtended && !name.startsWith('hugepages-');
}

function quantityOf(value: unknown): Quantity | undefined {
  return typeof value === 'string' || typeof value === 'number' ? parseQuantity(value) : undefined;
}
