import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

const ROOMS = ['lib/cluster', 'lib/decide', 'lib/cli', 'controller', 'webhook'];

/** A word of ours, as opposed to those of Kubernetes, which are in camel case. */
const WORD = /^[a-z]+(?:-[a-z]+)*$/;

/**
 * Every reason that the product gives, read off its sources: from the types whose names end in `Reason`, from what is
 * written where a `reason` is given, from what functions that are named after a reason return, and from the steps of a
 * rollout, which are the reasons of events on pods.
 *
 * @returns each word, with a file that says it
 */
export function reasonWords(): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  for (const path of ROOMS.flatMap(sourceFiles)) {
    const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
    visit(source, text => WORD.test(text) && words.set(text, path));
  }
  return words;
}

function sourceFiles(room: string): readonly string[] {
  return readdirSync(room, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && !name.endsWith('.generated.ts'))
    .map(name => join(room, name));
}

function visit(node: ts.Node, found: (text: string) => unknown): void {
  const said = whereReasonsStand(node);
  if (said !== undefined) literalsIn(said, found);
  ts.forEachChild(node, child => visit(child, found));
}

function whereReasonsStand(node: ts.Node): ts.Node | undefined {
  if (ts.isTypeAliasDeclaration(node) && node.name.text.endsWith('Reason')) return node.type;
  if (ts.isPropertySignature(node) && nameOf(node) === 'kind' && isUpgrade(node.parent)) return node.type;
  if (ts.isPropertySignature(node) && nameOf(node) === 'reason') return node.type;
  if (ts.isPropertyAssignment(node) && nameOf(node) === 'reason') return node.initializer;
  if (ts.isParameter(node) && nameOf(node) === 'reason') return node.type;
  if (ts.isCallExpression(node) && takesReason(node)) return node.arguments[0];
  if (ts.isReturnStatement(node) && isNamedAfterReason(node)) return node.expression;
  return undefined;
}

function isUpgrade(node: ts.Node): boolean {
  return ts.isInterfaceDeclaration(node) && ['Upgrade', 'MarkReshaped'].includes(node.name.text);
}

function nameOf({ name }: ts.PropertySignature | ts.PropertyAssignment | ts.ParameterDeclaration): string {
  return ts.isIdentifier(name) ? name.text : '';
}

/** Does it call a function of the same file whose first parameter is a reason? */
function takesReason({ expression }: ts.CallExpression): boolean {
  const isCalled = (statement: ts.Statement): boolean =>
    ts.isFunctionDeclaration(statement) &&
    statement.name?.text === expression.getText() &&
    statement.parameters[0] !== undefined &&
    nameOf(statement.parameters[0]) === 'reason';
  return ts.isIdentifier(expression) && expression.getSourceFile().statements.some(isCalled);
}

function isNamedAfterReason(node: ts.ReturnStatement): boolean {
  const owner = ts.findAncestor(node, ts.isFunctionDeclaration);
  return /reason/i.test(owner?.name?.text ?? '');
}

/** Of a condition, only what it chooses between; what is compared with is another matter. */
function literalsIn(node: ts.Node, found: (text: string) => unknown): void {
  if (ts.isStringLiteral(node)) found(node.text);
  else if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(side => literalsIn(side, found));
  else if (isTransparent(node)) ts.forEachChild(node, child => literalsIn(child, found));
}

function isTransparent(node: ts.Node): boolean {
  return (
    ts.isUnionTypeNode(node) ||
    ts.isLiteralTypeNode(node) ||
    ts.isAsExpression(node) ||
    ts.isParenthesizedExpression(node) ||
    (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken)
  );
}
