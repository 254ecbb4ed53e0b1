// @peculiar/x509 refuses to load before it.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** A certificate with its private key, both PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** Whom a certificate is for. Client certificates: `name` is the Kubernetes user, `groups` are its groups. */
export interface Subject {
  readonly name: string;
  readonly groups?: readonly string[];
  /** For a server: the host names and IP addresses that it answers for. */
  readonly hosts?: readonly string[];
}

/** Signs the certificates of one cluster. */
export interface CertificateAuthority {
  /** PEM. */
  readonly certificate: string;
  issue(subject: Subject): Promise<KeyPair>;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const VALID_DAYS = 365;

/** Creates a certificate authority whose key never leaves this process. */
export async function createCertificateAuthority(name: string): Promise<CertificateAuthority> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const own = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(),
    serialNumber: serialNumber(),
    name: [{ CN: [name] }],
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  const issuer = { name: own.subjectName, key: keys.privateKey };
  return { certificate: own.toString('pem'), issue: subject => issue(subject, issuer) };
}

/** Creates the keys that service-account tokens are signed and checked with, PEM. */
export async function createSigningKeys(): Promise<{ readonly privateKey: string; readonly publicKey: string }> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const publicKey = pem(await webcrypto.subtle.exportKey('spki', keys.publicKey), 'PUBLIC KEY');
  return { privateKey: await exportPrivateKey(keys.privateKey), publicKey };
}

async function issue(subject: Subject, issuer: { name: x509.Name; key: webcrypto.CryptoKey }): Promise<KeyPair> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    ...validity(),
    serialNumber: serialNumber(),
    subject: [...(subject.groups ?? []).map(group => ({ O: [group] })), { CN: [subject.name] }],
    issuer: issuer.name,
    publicKey: keys.publicKey,
    signingKey: issuer.key,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
      ...(subject.hosts === undefined ? [] : [alternativeNames(subject.hosts)]),
    ],
  });
  return { certificate: certificate.toString('pem'), key: await exportPrivateKey(keys.privateKey) };
}

function alternativeNames(hosts: readonly string[]): x509.SubjectAlternativeNameExtension {
  const isAddress = (host: string): boolean => /^[\d.]+$/.test(host);
  return new x509.SubjectAlternativeNameExtension(
    hosts.map(host => ({ type: isAddress(host) ? 'ip' : 'dns', value: host })),
  );
}

/** Begins an hour ago: clocks of virtual machines jump. */
function validity(): { notBefore: Date; notAfter: Date } {
  const nowMs = Date.now();
  return { notBefore: new Date(nowMs - 3_600_000), notAfter: new Date(nowMs + VALID_DAYS * 86_400_000) };
}

/** 16 random bytes with the top bit clear: serial numbers are positive. */
function serialNumber(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return Buffer.from(bytes).toString('hex');
}

async function exportPrivateKey(key: webcrypto.CryptoKey): Promise<string> {
  return pem(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

function pem(content: ArrayBuffer, label: string): string {
  return `${x509.PemConverter.encode(content, label)}\n`;
}
