import { writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import type { KeyPair } from './certificates.js';

/** Who calls which API server. */
export interface KubeconfigSpec {
  readonly clusterName: string;
  readonly server: string;
  /** PEM. */
  readonly certificateAuthority: string;
  readonly user: string;
  readonly keyPair: KeyPair;
}

/** Writes a kubeconfig file that needs no other file and that only we may read. */
export async function writeKubeconfig(path: string, spec: KubeconfigSpec): Promise<void> {
  const { clusterName, server, user, keyPair } = spec;
  const context = `${user}@${clusterName}`;
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: clusterName, cluster: { server, 'certificate-authority-data': base64(spec.certificateAuthority) } },
    ],
    users: [
      {
        name: user,
        user: { 'client-certificate-data': base64(keyPair.certificate), 'client-key-data': base64(keyPair.key) },
      },
    ],
    contexts: [{ name: context, context: { cluster: clusterName, user } }],
    'current-context': context,
  };
  await writeFile(path, stringify(config, { lineWidth: 0 }), { mode: 0o600 });
}

function base64(pem: string): string {
  return Buffer.from(pem).toString('base64');
}
