import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import type * as X509Module from '@peculiar/x509';

/** A certificate with its private key, both PEM. */
export interface CertifiedKey {
  readonly certificate: string;
  readonly key: string;
}

/** When a certificate is made and for how long. */
export interface Validity {
  readonly nowMs: number;
  /** From now on. */
  readonly lifeMs: number;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** API servers whose clocks are late by less than this accept a new certificate at once. */
const BACKDATED_MS = 3_600_000;

/** Makes a certificate authority of its own: ECDSA P-256, good for signing serving certificates only. */
export async function issueAuthority(validity: Validity): Promise<CertifiedKey> {
  const x509 = await loadX509();
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const { KeyUsageFlags } = x509;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      // Authorities of one operator stand beside each other in a bundle: each has its own name.
      name: `CN=sidecarset-operator authority ${new Date(validity.nowMs).toISOString()}`,
      ...datesOf(validity),
      signingAlgorithm: ALGORITHM,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  return { certificate: certificate.toString('pem'), key: await exportKey(x509, keys.privateKey) };
}

/**
 * Makes a serving certificate.
 *
 * @param hosts - DNS names and IP addresses; see {@link checkHosts}
 */
export async function issueServing(
  order: Validity & { readonly authority: CertifiedKey; readonly hosts: readonly string[] },
): Promise<CertifiedKey> {
  const x509 = await loadX509();
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const authority = new x509.X509Certificate(order.authority.certificate);
  const names = order.hosts.map(host => ({ type: isIP(host) > 0 ? ('ip' as const) : ('dns' as const), value: host }));
  const certificate = await x509.X509CertificateGenerator.create(
    {
      subject: 'CN=sidecarset-operator',
      issuer: authority.subject,
      ...datesOf(order),
      signingAlgorithm: ALGORITHM,
      publicKey: keys.publicKey,
      signingKey: await importKey(x509, order.authority.key),
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension(names),
        await x509.AuthorityKeyIdentifierExtension.create(authority, false, webcrypto),
      ],
    },
    webcrypto,
  );
  return { certificate: certificate.toString('pem'), key: await exportKey(x509, keys.privateKey) };
}

type X509 = typeof X509Module;

/** Loaded when the first certificate is issued, which most starts of the operator never do. */
async function loadX509(): Promise<X509> {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}

/** X.509 counts in seconds. */
function datesOf({ nowMs, lifeMs }: Validity): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(nowMs - BACKDATED_MS), notAfter: new Date(nowMs + lifeMs) };
}

async function exportKey(x509: X509, key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

function importKey(x509: X509, pem: string): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(pem), ALGORITHM, false, ['sign']);
}
