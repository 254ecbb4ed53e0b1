import type { Container, Pod, ResourceRequirements } from '../../api/kubernetes.generated.js';
import { isNative } from '../native-sidecar.js';
import type { ResourceExpressions, ResourcesPolicy, Sidecar } from '../../api/sidecarset.generated.js';
import { compileGoRegex, isTooMuchWork } from '../go-regex.js';
import { formatQuantity, parseQuantity } from '../quantity.js';
import type { Rational } from '../rational.js';
import { add, compare, rational } from '../rational.js';
import { amountOf, cpuQuantity, memoryQuantity } from '../resource-amount.js';
import type { Variable } from '../resources-expression.js';
import { evaluateExpression, parseExpression } from '../resources-expression.js';
import { isInjected } from './injected.js';

type Bound = 'limits' | 'requests';

/** Resources that were computed, or why they cannot be, as the end of a sentence. */
export type SizedResources =
  | { readonly kind: 'sized'; readonly resources: ResourceRequirements }
  | { readonly kind: 'failed'; readonly problem: string };

const ZERO = rational(0n);
const VARIABLES: readonly Variable[] = ['cpu', 'memory'];

/** Cannot be computed; never leaves this file. */
class SizingFailure extends Error {}

/**
 * The resources of a sidecar whose `resourcesPolicy` derives them from the pod's own containers, in exact arithmetic. A
 * limit that depends on an app container without a limit is left out; a missing request counts as zero.
 *
 * @param pod - app containers and native sidecars of the pod are the targets; those of SidecarSets never are
 * @returns nothing for a sidecar without such a policy
 */
export function sizeResources(sidecar: Sidecar, pod: Pod): SizedResources | undefined {
  const policy = sidecar.resourcesPolicy;
  if (policy === undefined) return undefined;
  try {
    const targets = targetsOf(policy, pod);
    const sized = (['limits', 'requests'] as const).map(
      bound => [bound, evaluateBound(policy, bound, targets)] as const,
    );
    return {
      kind: 'sized',
      resources: Object.fromEntries(sized.filter(([, amounts]) => Object.keys(amounts).length > 0)),
    };
  } catch (error) {
    if (!(error instanceof SizingFailure)) throw error;
    return { kind: 'failed', problem: error.message };
  }
}

function targetsOf(policy: ResourcesPolicy, { spec }: Pod): readonly Container[] {
  const expression = policy.targetContainersNameRegex ?? '.*';
  const regex = compileGoRegex(expression);
  if (regex.kind === 'malformed')
    throw new SizingFailure(`targetContainersNameRegex "${expression}" ${regex.complaint}`);
  const natives = (spec?.initContainers ?? []).filter(isNative);
  const own = [...(spec?.containers ?? []), ...natives].filter(container => !isInjected(container));
  const names = own.map(({ name }) => name);
  if (isTooMuchWork([regex], names)) {
    throw new SizingFailure(`targetContainersNameRegex "${expression}" is too large for ${names.length} containers`);
  }
  const targets = own.filter(({ name }) => regex.isFoundIn(name));
  if (targets.length === 0)
    throw new SizingFailure(`no container of the pod matches targetContainersNameRegex "${expression}"`);
  return targets;
}

function evaluateBound(
  policy: ResourcesPolicy,
  bound: Bound,
  targets: readonly Container[],
): Readonly<Record<string, string>> {
  const expressions: ResourceExpressions = policy.resourcesExpr[bound] ?? {};
  const variables = Object.fromEntries(VARIABLES.map(name => [name, gather(policy, { bound, name, targets })]));
  return Object.fromEntries(
    VARIABLES.flatMap(name => {
      const text = expressions[name];
      if (text === undefined || text === '') return [];
      const amount = evaluateOne(text, variables as Record<Variable, Rational | undefined>, `${bound}.${name}`);
      if (amount === undefined) return [];
      return [[name, formatQuantity(name === 'cpu' ? cpuQuantity(amount) : memoryQuantity(amount))]];
    }),
  );
}

/** @returns undefined when it depends on a limit that an app container does not have */
function evaluateOne(
  text: string,
  variables: Readonly<Record<Variable, Rational | undefined>>,
  field: string,
): Rational | undefined {
  const parsed = parseExpression(text);
  if (parsed.kind === 'malformed') throw new SizingFailure(`${field} "${text}": ${parsed.message}`);
  if ([...parsed.variables].some(name => variables[name] === undefined)) return undefined;
  const { cpu = ZERO, memory = ZERO } = variables;
  const evaluation = evaluateExpression(parsed.expression, { cpu, memory });
  if (evaluation.kind === 'failed') throw new SizingFailure(`${field} "${text}" divides by zero for this pod`);
  if (compare(evaluation.value, ZERO) < 0) throw new SizingFailure(`${field} "${text}" is negative for this pod`);
  return evaluation.value;
}

/** Sum or maximum over the targets; undefined: without limit, because one of them has none. */
function gather(
  { targetContainersMode }: ResourcesPolicy,
  { bound, name, targets }: { readonly bound: Bound; readonly name: Variable; readonly targets: readonly Container[] },
): Rational | undefined {
  const amounts = targets.map(({ resources }) => {
    const parsed = parseQuantity(resources?.[bound]?.[name] ?? '');
    return parsed === undefined ? undefined : amountOf(parsed);
  });
  if (bound === 'limits' && amounts.includes(undefined)) return undefined;
  const known = amounts.map(amount => amount ?? ZERO);
  if (targetContainersMode === 'sum') return known.reduce(add, ZERO);
  return known.reduce((most, amount) => (compare(amount, most) > 0 ? amount : most), ZERO);
}
