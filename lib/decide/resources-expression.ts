import { LONGEST_EXPRESSION, MOST_OPERATORS } from '../api/schema/resources-policy.js';
import type { Token } from './expression-tokens.js';
import { ExpressionError, tokenize } from './expression-tokens.js';
import type { Rational } from './rational.js';
import { add, compare, divide, multiply, rational, subtract } from './rational.js';

/** What an expression may ask for: the sum or the maximum over the target containers, in cores and in bytes. */
export type Variable = 'cpu' | 'memory';

/** A parsed expression of `resourcesPolicy`. */
export type Expression =
  | { readonly kind: 'constant'; readonly value: Rational }
  | { readonly kind: 'variable'; readonly name: Variable }
  | { readonly kind: 'operation'; readonly operator: Operator; readonly operands: readonly Expression[] };

/** An expression, or why the text is none. */
export type ParsedExpression =
  | { readonly kind: 'expression'; readonly expression: Expression; readonly variables: ReadonlySet<Variable> }
  | {
      readonly kind: 'malformed';
      /** Where: 1 is the first character. */
      readonly at: number;
      /** What is wrong and where, for people. */
      readonly message: string;
    };

/** What an expression comes to. */
export type Evaluation =
  | { readonly kind: 'value'; readonly value: Rational }
  | { readonly kind: 'failed'; readonly reason: 'division-by-zero' };

type Operator = '+' | '-' | '*' | '/' | 'max' | 'min';

const OPERATORS: ReadonlySet<string> = new Set<Operator>(['+', '-', '*', '/', 'max', 'min']);
const ZERO: Expression = { kind: 'constant', value: rational(0n) };

/**
 * Reads an expression: `+ - * /` with the usual precedence, parentheses, `max(a, b, ...)`, `min(a, b, ...)`, the
 * variables `cpu` and `memory`, and constants: numbers, percentages (`50%` is 0.5) and quantities (`50m`, `200Mi`).
 */
export function parseExpression(text: string): ParsedExpression {
  try {
    if (text.length > LONGEST_EXPRESSION) {
      throw new ExpressionError(LONGEST_EXPRESSION + 1, `an expression has at most ${LONGEST_EXPRESSION} characters`);
    }
    const parser = new Parser(tokenize(text));
    return { kind: 'expression', expression: parser.parse(), variables: parser.variables };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { kind: 'malformed', at: error.at, message: error.message };
  }
}

/**
 * Calculates an expression, without rounding.
 *
 * @param variables - in cores and in bytes
 */
export function evaluateExpression(
  expression: Expression,
  variables: Readonly<Record<Variable, Rational>>,
): Evaluation {
  const value = evaluate(expression, variables);
  return value === undefined ? { kind: 'failed', reason: 'division-by-zero' } : { kind: 'value', value };
}

/** @returns undefined for a division by zero */
function evaluate(expression: Expression, variables: Readonly<Record<Variable, Rational>>): Rational | undefined {
  switch (expression.kind) {
    case 'constant':
      return expression.value;
    case 'variable':
      return variables[expression.name];
    case 'operation': {
      const values = expression.operands.map(operand => evaluate(operand, variables));
      return values.reduce((a, b) =>
        a === undefined || b === undefined ? undefined : apply(expression.operator, a, b),
      );
    }
  }
}

function apply(operator: Operator, a: Rational, b: Rational): Rational | undefined {
  switch (operator) {
    case '+':
      return add(a, b);
    case '-':
      return subtract(a, b);
    case '*':
      return multiply(a, b);
    case '/':
      return divide(a, b);
    case 'max':
      return compare(a, b) < 0 ? b : a;
    case 'min':
      return compare(a, b) > 0 ? b : a;
  }
}

/** Recursive descent, one method a line of the grammar. */
class Parser {
  readonly variables: Set<Variable> = new Set<Variable>();
  private index = 0;
  private operators = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  parse(): Expression {
    const expression = this.sum();
    if (this.next.kind !== 'end') throw this.unexpected('an operator or the end');
    return expression;
  }

  /** product (("+" | "-") product)* */
  private sum(): Expression {
    let left = this.product();
    for (let operator = this.take('+', '-'); operator !== undefined; operator = this.take('+', '-')) {
      left = { kind: 'operation', operator, operands: [left, this.product()] };
    }
    return left;
  }

  /** factor (("*" | "/") factor)* */
  private product(): Expression {
    let left = this.factor();
    for (let operator = this.take('*', '/'); operator !== undefined; operator = this.take('*', '/')) {
      left = { kind: 'operation', operator, operands: [left, this.factor()] };
    }
    return left;
  }

  /** "-" factor | "+" factor | "(" sum ")" | constant | variable | ("max" | "min") "(" sum ("," sum)* ")" */
  private factor(): Expression {
    if (this.take('-') !== undefined) return { kind: 'operation', operator: '-', operands: [ZERO, this.factor()] };
    if (this.take('+') !== undefined) return this.factor();
    if (this.take('(') !== undefined) return this.closed(this.sum());
    const choice = this.take('max', 'min');
    if (choice !== undefined) return this.choice(choice);
    const name = this.take('cpu', 'memory');
    if (name !== undefined) {
      this.variables.add(name);
      return { kind: 'variable', name };
    }
    const token = this.next;
    if (token.kind !== 'constant') throw this.unexpected('a number, a quantity, cpu, memory, max, min or "("');
    this.index += 1;
    return { kind: 'constant', value: token.value };
  }

  private choice(operator: 'max' | 'min'): Expression {
    if (this.take('(') === undefined) throw this.unexpected(`"(" after ${operator}`);
    const operands = [this.sum()];
    while (this.take(',') !== undefined) operands.push(this.sum());
    return this.closed({ kind: 'operation', operator, operands });
  }

  private closed(expression: Expression): Expression {
    if (this.take(')') === undefined) throw this.unexpected('")"');
    return expression;
  }

  private get next(): Token {
    return this.tokens[Math.min(this.index, this.tokens.length - 1)] ?? { kind: 'end', at: 1, text: 'the end' };
  }

  /** Takes the next token if it is one of these. */
  private take<T extends string>(...texts: readonly T[]): T | undefined {
    const { kind, text, at } = this.next;
    const taken = kind === 'name' || kind === 'symbol' ? texts.find(each => each === text) : undefined;
    if (taken === undefined) return undefined;
    this.index += 1;
    if (OPERATORS.has(taken)) this.countOperator(at);
    return taken;
  }

  private countOperator(at: number): void {
    this.operators += 1;
    if (this.operators > MOST_OPERATORS) {
      throw new ExpressionError(at, `an expression has at most ${MOST_OPERATORS} operators; write a shorter one`);
    }
  }

  private unexpected(expected: string): ExpressionError {
    const { at, kind, text } = this.next;
    return new ExpressionError(at, `expected ${expected}, but found ${kind === 'end' ? text : `"${text}"`}`);
  }
}
