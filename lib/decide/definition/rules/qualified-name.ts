const NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LONGEST_NAME = 63;
const LONGEST_PREFIX = 253;

/**
 * What is wrong with the key of a label, an annotation or a resource: a name, behind an optional DNS prefix.
 *
 * @returns the end of a sentence; undefined for a good key
 */
export function qualifiedNameProblem(key: string): string | undefined {
  const [last = '', prefix, ...more] = key.split('/').reverse();
  if (more.length > 0) return 'it has more than one slash';
  if (prefix !== undefined && (prefix.length > LONGEST_PREFIX || !SUBDOMAIN.test(prefix))) {
    return 'what stands before the slash must be a domain of at most 253 lower-case characters';
  }
  if (last.length > LONGEST_NAME || !NAME.test(last)) {
    return 'its name must be at most 63 letters, digits, dashes, underscores and dots, with a letter or digit at both ends';
  }
  return undefined;
}
