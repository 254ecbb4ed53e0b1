/**
 * The shape of a description of JSON: plain data that the generator turns into TypeScript types, the CRD's schema and
 * the field reference, and that the validator walks at run time.
 *
 * @packageDocumentation
 */

/** A JSON value that a description may hold as a default. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A rule in CEL over one object, for what types cannot say. `self` is the object. */
export interface CelRule {
  readonly rule: string;
  /** What is wrong and how to mend it; the API server prints it behind the field's path. */
  readonly message: string;
}

/** A combination of fields that an object must not have, as a JSON schema. */
export interface ForbiddenShape {
  readonly shape: { readonly [key: string]: JsonValue };
  /** What is wrong and how to mend it. */
  readonly message: string;
}

/** A regular expression together with what it asks for, in words. */
export interface TextPattern {
  /** Understood alike by JavaScript and by Go's RE2. */
  readonly regex: string;
  /** Completes the sentence "must be ...". */
  readonly mustBe: string;
}

/** A string. */
export interface TextNode {
  readonly kind: 'text';
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: TextPattern;
}

/** One of a few words. */
export interface EnumNode {
  readonly kind: 'enum';
  /** Name of the TypeScript type. */
  readonly name: string;
  /** Every allowed word, and what it does. */
  readonly values: Readonly<Record<string, string>>;
  /** A word that is once set stays. */
  readonly immutable?: { readonly message: string };
}

/** A whole number. */
export interface IntegerNode {
  readonly kind: 'integer';
  readonly format: 'int32' | 'int64';
  readonly minimum?: number;
  readonly maximum?: number;
}

/** `true` or `false`. */
export interface BooleanNode {
  readonly kind: 'boolean';
}

/** A whole number that is not negative, or a percentage up to 100 such as `"20%"`. */
export interface IntOrPercentNode {
  readonly kind: 'int-or-percent';
  /** 1 also rules out `"0%"`. */
  readonly minimum: 0 | 1;
}

/** Kubernetes' LabelSelector. */
export interface LabelSelectorNode {
  readonly kind: 'label-selector';
  /** Whether `{}`, which selects everything, is allowed. */
  readonly mayBeEmpty: boolean;
}

/** A value of a type of Kubernetes itself, described by Kubernetes and not here. */
export interface CoreNode {
  readonly kind: 'core';
  /** Name in `kubernetes.generated.ts`. */
  readonly type: CoreTypeName;
}

/** Types of Kubernetes that a SidecarSet holds. */
export type CoreTypeName = 'Condition' | 'Container' | 'LocalObjectReference' | 'ObjectMeta' | 'Volume';

/** An array. */
export interface ListNode {
  readonly kind: 'list';
  readonly items: SchemaNode;
  /** Field that tells items apart; two items may not share its value. Absent: order and repetition are the author's. */
  readonly mapKey?: string;
  readonly maxItems?: number;
}

/** An object whose keys are free. */
export interface MapNode {
  readonly kind: 'map';
  readonly values: SchemaNode;
}

/** One field of an object. */
export interface Field {
  /** For people: what it means and what follows from it. */
  readonly description: string;
  readonly node: SchemaNode;
  readonly required: boolean;
  /** Written into the stored object when the field is absent. `{}` makes room for the defaults inside. */
  readonly default?: JsonValue;
}

/** An object with known fields. */
export interface ObjectNode {
  readonly kind: 'object';
  /** Name of the TypeScript interface; two objects of one name have the same fields, defaults aside. */
  readonly name: string;
  readonly description: string;
  /** The object has this Kubernetes type's fields too, known and unknown ones. */
  readonly extends?: CoreTypeName;
  readonly fields: Readonly<Record<string, Field>>;
  readonly rules: readonly CelRule[];
  /** What neither a type nor a CEL rule can rule out, as CEL does not see untyped values such as quantities. */
  readonly forbidden?: ForbiddenShape;
}

/** Any part of a description. A `switch` over `kind` sees all of them. */
export type SchemaNode =
  | TextNode
  | EnumNode
  | IntegerNode
  | BooleanNode
  | IntOrPercentNode
  | LabelSelectorNode
  | CoreNode
  | ListNode
  | MapNode
  | ObjectNode;
