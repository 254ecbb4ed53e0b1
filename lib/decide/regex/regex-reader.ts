/** What is wrong with a regular expression, as the end of a sentence. */
export class RegexSyntaxError extends Error {}

/** Reads an expression from left to right. */
export class RegexReader {
  private rest: string;

  constructor(expression: string) {
    this.rest = expression;
  }

  get atEnd(): boolean {
    return this.rest === '';
  }

  /** The character that comes next; empty at the end. */
  get next(): string {
    const codePoint = this.rest.codePointAt(0);
    return codePoint === undefined ? '' : String.fromCodePoint(codePoint);
  }

  /** Takes the next character, which must be there. */
  read(): string {
    const character = this.next;
    if (character === '') throw new RegexSyntaxError('ends too early');
    this.rest = this.rest.slice(character.length);
    return character;
  }

  /** Takes the text if it comes next. */
  take(text: string): boolean {
    const comes = this.rest.startsWith(text);
    if (comes) this.rest = this.rest.slice(text.length);
    return comes;
  }

  /**
   * Takes what a pattern matches if it comes next.
   *
   * @param pattern - begins with `^`
   * @returns the match and its groups
   */
  takeMatch(pattern: RegExp): RegExpExecArray | undefined {
    const match = pattern.exec(this.rest);
    if (match === null) return undefined;
    this.rest = this.rest.slice(match[0].length);
    return match;
  }
}
