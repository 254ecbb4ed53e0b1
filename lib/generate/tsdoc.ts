/**
 * A TSDoc comment.
 *
 * @param text - what it says; empty for no comment at all
 * @param tags - lines such as `@default 10`, set off by an empty line
 * @returns the comment with a line break behind it
 */
export function tsdoc(text: string, tags: readonly string[] = []): string {
  if (text === '' && tags.length === 0) return '';
  // A comment must not end early, and braces or at signs in prose are not tags.
  const safe = text.replaceAll('*/', '*\\/').replaceAll(/([{}@])/g, '\\$1');
  if (tags.length === 0) return `/** ${safe} */\n`;
  return ['/**', ` * ${safe}`, ' *', ...tags.map(tag => ` * ${tag}`), ' */', ''].join('\n');
}
