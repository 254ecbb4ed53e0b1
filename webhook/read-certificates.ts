import type { KeyObject } from 'node:crypto';
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { isIP } from 'node:net';
import type { Secret } from '../lib/api/kubernetes.generated.js';
import type { CertifiedKey } from './certificate-authority.js';

/** When a certificate is good. */
export interface Lifetime {
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** A certificate authority, as far as our own Secret or a webhook configuration holds it. */
export interface Authority extends Lifetime {
  /** SHA-256 of the certificate. */
  readonly fingerprint: string;
  readonly certificate: string;
  /** PEM, PKCS#8; absent: it can only be trusted, not sign. */
  readonly key?: string;
}

/** The certificate that the webhook serves with. */
export interface Serving extends Lifetime, CertifiedKey {
  /** Fingerprint of the authority of the same Secret that signed it; absent: none did. */
  readonly issuer?: string;
  /** Is it for exactly the hosts that are asked for? */
  readonly fitsHosts: boolean;
}

/** What the Secret holds, read. */
export interface StoredCertificates {
  /** Self-signed and complete ones, in the order of the bundle. */
  readonly authorities: readonly Authority[];
  /** Absent: damaged, or the key is another one's. */
  readonly serving?: Serving;
  /** Is there anything in the bundle or among its keys that belongs to no authority? */
  readonly hasRubbish: boolean;
}

/**
 * Keys of the Secret's data. `ca.crt` is a bundle of every authority to trust; `ca.key` holds the private keys of those
 * that can sign, one PEM block after the other: for a while there are two, the one in use and the next.
 */
export const CERTIFICATE_KEYS = {
  authorities: 'ca.crt',
  authorityKeys: 'ca.key',
  serving: 'tls.crt',
  servingKey: 'tls.key',
} as const;

/**
 * Reads the certificates out of their Secret. People edit Secrets: whatever cannot be used is left out, nothing throws.
 *
 * @param hosts - what the serving certificate must be for
 */
export function readCertificates({ data = {} }: Secret, hosts: readonly string[]): StoredCertificates {
  const bundle = pemBlocks(textOf(data[CERTIFICATE_KEYS.authorities]));
  const keyBlocks = pemBlocks(textOf(data[CERTIFICATE_KEYS.authorityKeys]));
  const keys = keyBlocks.map(readKey).filter(key => key !== undefined);
  const authorities = distinct(bundle.map(pem => readAuthority(pem, keys)).filter(found => found !== undefined));
  const serving = readServing(data, authorities, hosts);
  const usedKeys = authorities.filter(authority => authority.key !== undefined).length;
  const hasRubbish = authorities.length !== bundle.length || usedKeys !== keyBlocks.length;
  return serving === undefined ? { authorities, hasRubbish } : { authorities, serving, hasRubbish };
}

/** Fingerprints of the certificates in a PEM bundle; what cannot be read is left out. */
export function fingerprintsOf(bundle: string): readonly string[] {
  return pemBlocks(bundle).flatMap(pem => readCertificate(pem)?.fingerprint256 ?? []);
}

function readAuthority(pem: string, keys: readonly KeyObject[]): Authority | undefined {
  const certificate = readCertificate(pem);
  if (certificate?.ca !== true || !isSignedBy(certificate, certificate)) return undefined;
  const key = keys.find(candidate => certificate.checkPrivateKey(candidate));
  const authority = {
    fingerprint: certificate.fingerprint256,
    certificate: certificate.toString(),
    ...lifeOf(certificate),
  };
  return key === undefined ? authority : { ...authority, key: pemOf(key) };
}

function readServing(
  data: NonNullable<Secret['data']>,
  authorities: readonly Authority[],
  hosts: readonly string[],
): Serving | undefined {
  const certificate = readCertificate(textOf(data[CERTIFICATE_KEYS.serving]));
  const key = readKey(textOf(data[CERTIFICATE_KEYS.servingKey]));
  if (certificate === undefined || key === undefined || !certificate.checkPrivateKey(key)) return undefined;
  const issuer = authorities.find(authority => isSignedBy(certificate, new X509Certificate(authority.certificate)));
  const serving = {
    certificate: certificate.toString(),
    key: pemOf(key),
    fitsHosts: fitsHosts(certificate, hosts),
    ...lifeOf(certificate),
  };
  return issuer === undefined ? serving : { ...serving, issuer: issuer.fingerprint };
}

function fitsHosts(certificate: X509Certificate, hosts: readonly string[]): boolean {
  const names = (certificate.subjectAltName ?? '').split(', ').filter(name => name !== '');
  const covers = (host: string): boolean =>
    (isIP(host) > 0 ? certificate.checkIP(host) : certificate.checkHost(host, { wildcards: false })) !== undefined;
  return names.length === hosts.length && hosts.every(covers);
}

function readCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function readKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

function isSignedBy(certificate: X509Certificate, authority: X509Certificate): boolean {
  try {
    return certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
  } catch {
    // A key of a kind that this Node does not know.
    return false;
  }
}

function lifeOf({ validFrom, validTo }: X509Certificate): Lifetime {
  return { notBeforeMs: Date.parse(validFrom), notAfterMs: Date.parse(validTo) };
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function pemBlocks(text: string): readonly string[] {
  return text.match(/-----BEGIN [A-Z ]+-----[^-]*-----END [A-Z ]+-----/g) ?? [];
}

function distinct(authorities: readonly Authority[]): readonly Authority[] {
  return [...new Map(authorities.map(authority => [authority.fingerprint, authority])).values()];
}

function textOf(base64: unknown): string {
  return typeof base64 === 'string' ? Buffer.from(base64, 'base64').toString('utf8') : '';
}
