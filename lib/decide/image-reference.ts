/** The parts of an image reference. */
export interface ImageReference {
  /** The registry, where the reference names one. */
  readonly domain?: string;
  /** `library/` in front where the default registry has it. */
  readonly path: string;
  readonly tag?: string;
  readonly digest?: string;
}

const DEFAULT_DOMAIN = 'docker.io';
/** An older name of it. */
const LEGACY_DOMAIN = 'index.docker.io';

const DOMAIN_LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const DOMAIN = `(?:${DOMAIN_LABEL}(?:\\.${DOMAIN_LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const PATH_PART = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const PATH = `(?<path>${PATH_PART}(?:/${PATH_PART})*)`;
const TAG = '(?::(?<tag>\\w[\\w.-]{0,127}))?';
const DIGEST = '(?:@(?<digest>sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128}))?';

const WITHOUT_DOMAIN = new RegExp(`^${PATH}${TAG}${DIGEST}$`);
const WITH_DOMAIN = new RegExp(`^${DOMAIN}/${PATH}${TAG}${DIGEST}$`);
const IMAGE_ID = /^[a-f0-9]{64}$/;
const MAX_PATH_LENGTH = 255;

/**
 * Reads an image reference as the kubelet and the API server do (the grammar of distribution/reference 0.6).
 *
 * @returns undefined when it is not a reference
 */
export function parseImageReference(image: string): ImageReference | undefined {
  if (IMAGE_ID.test(image)) return undefined;
  const { domain, rest } = splitDomain(image);
  const parts = (domain === undefined ? WITHOUT_DOMAIN.exec(rest) : WITH_DOMAIN.exec(`${domain}/${rest}`))?.groups;
  if (parts?.['path'] === undefined || parts['path'].length > MAX_PATH_LENGTH) return undefined;
  return {
    ...(domain === undefined ? {} : { domain }),
    path: parts['path'],
    ...(parts['tag'] !== undefined && { tag: parts['tag'] }),
    ...(parts['digest'] !== undefined && { digest: parts['digest'] }),
  };
}

/**
 * The full form of an image reference, in which the kubelet reports it: with registry, `library/` and tag.
 *
 * @param image - as a person writes it: `busybox`, `nginx:1.25`, `ghcr.io/a/b@sha256:...`
 * @returns `docker.io/library/busybox:latest`; with a digest and no tag it gets none; what is no reference stays as it is
 */
export function normalizeImage(image: string): string {
  const reference = parseImageReference(image);
  if (reference === undefined) return image;
  const { domain = DEFAULT_DOMAIN, path, tag, digest } = reference;
  const name = `${domain}/${path}`;
  if (digest !== undefined) return `${name}${tag === undefined ? '' : `:${tag}`}@${digest}`;
  return `${name}:${tag ?? 'latest'}`;
}

/**
 * The first part names a registry only if it cannot be a folder on the default registry, on which an image that stands
 * in no folder stands in `library`.
 */
function splitDomain(image: string): { readonly domain?: string; readonly rest: string } {
  const slash = image.indexOf('/');
  const first = image.slice(0, Math.max(slash, 0));
  const isDomain = first === 'localhost' || /[.:]/.test(first) || first !== first.toLowerCase();
  if (slash < 0) return { rest: `library/${image}` };
  if (!isDomain) return { rest: image };
  const rest = image.slice(slash + 1);
  const isDefault = first === DEFAULT_DOMAIN || first === LEGACY_DOMAIN;
  return {
    domain: isDefault ? DEFAULT_DOMAIN : first,
    rest: isDefault && !rest.includes('/') ? `library/${rest}` : rest,
  };
}
