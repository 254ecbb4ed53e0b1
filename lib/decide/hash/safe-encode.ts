/** No vowels and nothing that looks like another character, so that no hash spells a word. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/**
 * Kubernetes' safe encoding of a number's digits (`rand.SafeEncodeString`): the code of every character picks one of 27.
 *
 * @param digits - ASCII
 */
export function safeEncode(digits: string): string {
  return Array.from(digits, digit => ALPHABET.charAt(digit.charCodeAt(0) % ALPHABET.length)).join('');
}
