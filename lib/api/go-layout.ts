/** A value that Go writes as one JSON scalar. */
export type GoScalar = 'string' | 'bool' | 'int' | 'quantity' | 'int-or-string';

/** A value as Go declares it: a scalar, or one step towards another type. */
export type GoType =
  | GoScalar
  | { readonly pointer: GoType }
  | { readonly list: GoType }
  | { readonly map: GoType }
  | { readonly struct: string };

/** One key of a Go struct, in the order in which Go's encoding/json writes the keys. */
export interface GoField {
  readonly name: string;
  readonly type: GoType;
  /** Left out when it is the zero value. */
  readonly omitEmpty: boolean;
}
