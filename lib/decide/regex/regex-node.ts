/** Does one character (a code point) belong to a set? */
export type CharacterTest = (codePoint: number) => boolean;

/** A condition on a place between two characters. */
export type Assertion = 'text-start' | 'text-end' | 'line-start' | 'line-end' | 'word-edge' | 'no-word-edge';

/** One character of a text. */
export interface Character {
  readonly kind: 'character';
  readonly test: CharacterTest;
  /** How many comparisons the test makes at most. */
  readonly cost: number;
}

/** A parsed regular expression. */
export type RegexNode =
  | Character
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  | { readonly kind: 'sequence'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly branches: readonly RegexNode[] }
  | { readonly kind: 'repeat'; readonly node: RegexNode; readonly atLeast: number; readonly atMost: number };

/** Is it one of Go's `\w`? */
export function isWordCharacter(codePoint: number): boolean {
  return /^\w$/.test(String.fromCodePoint(codePoint));
}
