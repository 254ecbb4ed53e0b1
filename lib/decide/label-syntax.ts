const PART = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const PREFIX = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LONGEST_PART = 63;
const LONGEST_PREFIX = 253;
const CHARACTERS = "letters, digits, '-', '_' and '.', and begin and end with a letter or digit";

/**
 * What is wrong with the key of a label or annotation, by the API server's rules: `NAME` or `PREFIX/NAME`.
 *
 * @param key - any JSON value
 * @returns a sentence without a subject; undefined when nothing is wrong
 */
export function labelKeyComplaint(key: unknown): string | undefined {
  if (typeof key !== 'string' || key === '') return 'must be a label key such as app or example.com/app';
  const slash = key.indexOf('/');
  const name = key.slice(slash + 1);
  if (slash !== -1) {
    const prefix = key.slice(0, slash);
    if (prefix.length > LONGEST_PREFIX)
      return `must have a prefix of at most ${LONGEST_PREFIX} characters before the '/'`;
    if (!PREFIX.test(prefix)) return "must have a DNS name in lower case before the '/', such as example.com/app";
  }
  if (name.length > LONGEST_PART) return `must have a name of at most ${LONGEST_PART} characters`;
  return PART.test(name) ? undefined : `must have a name that consists of ${CHARACTERS}`;
}

/**
 * What is wrong with the value of a label, by the API server's rules. It may be empty.
 *
 * @param value - any JSON value
 * @returns a sentence without a subject; undefined when nothing is wrong
 */
export function labelValueComplaint(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a string; put numbers, true and false in quotes';
  if (value.length > LONGEST_PART) return `must be at most ${LONGEST_PART} characters long`;
  return value === '' || PART.test(value) ? undefined : `must be empty or consist of ${CHARACTERS}`;
}
