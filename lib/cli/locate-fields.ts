import type { Node, ParsedNode } from 'yaml';
import { isMap, isNode, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';

import { stepsOf } from '../decide/definition/document-order.js';

/** The line, counted from 1, of a field, or of the innermost object around a field that is not there. */
export type LocateField = (field: string) => number;

/** One for every object of a file, in the order in which the objects are read. */
export function locateFields(text: string): readonly LocateField[] {
  const lines = new LineCounter();
  return parseAllDocuments(text, { lineCounter: lines })
    .filter(document => document.errors.length === 0)
    .flatMap(document => objectNodes(document.contents))
    .map(node => field => lines.linePos(offsetOf(node, stepsOf(field))).line);
}

/** The same objects as readObjects finds: those that say apiVersion and kind, and the items of lists of them. */
function objectNodes(node: unknown): readonly Node[] {
  if (!isMap(node) || !isText(node.get('apiVersion')) || !isText(node.get('kind'))) return [];
  const items = node.get('items');
  return String(node.get('kind')).endsWith('List') && isSeq(items) ? items.items.flatMap(objectNodes) : [node];
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

/** A field stands where its name does, an item of a list where it begins. */
function offsetOf(object: Node, steps: readonly string[]): number {
  let offset = startOf(object);
  let node: unknown = object;
  for (const step of steps) {
    if (isSeq(node)) {
      node = node.items[Number(step)];
      if (isNode(node)) offset = startOf(node);
    } else if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step);
      if (isNode(pair?.key)) offset = startOf(pair.key);
      node = pair?.value;
    } else break;
  }
  return offset;
}

function startOf(node: Node): number {
  return (node as ParsedNode).range[0];
}
