import { readFile } from 'node:fs/promises';
import { get } from 'node:https';
import { join } from 'node:path';
import type { ClusterDirectory } from '../cluster-directory.js';

/** Reads the certificate that a running cluster's API server is known by, PEM. */
export function readCertificateAuthority(directory: ClusterDirectory): Promise<string> {
  return readFile(join(directory.root, 'pki', 'ca.crt'), 'utf8');
}

/** Does the server answer 200? */
export function answersOk(url: string, certificateAuthority: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const request = get(url, { ca: certificateAuthority, agent: false, timeout: 2_000 }, response => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy(new Error(`${url} did not answer within 2 s`)));
    request.on('error', reject);
  });
}
