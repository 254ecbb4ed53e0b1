import { CERTIFICATE_SECRET, OPERATOR_NAME } from '../api/permissions.js';
import type { Manifest } from './kube-object.js';
import { operatorLabels } from './operator-labels.js';

/** Who issues with cert-manager. */
export interface CertManagerProps {
  /**
   * The Issuer, in the operator's namespace, or ClusterIssuer that signs. It must put its authority into the Secret's
   * `ca.crt`, as CA and Vault issuers do; ACME issuers do not. A self-signed issuer changes the authority with each
   * certificate: until the CA injector has written the new one, API servers that connect anew are turned away.
   *
   * @default - an authority of the operator's own, good for ten years, and an Issuer that signs with it, rendered too
   */
  readonly issuer?: { readonly name: string; readonly kind?: 'Issuer' | 'ClusterIssuer'; readonly group?: string };

  /**
   * How long a certificate is good, a duration as cert-manager writes it.
   *
   * @default '2160h', which is 90 days
   */
  readonly duration?: string;

  /**
   * How long before its end a certificate is renewed.
   *
   * @default '720h', which is 30 days
   */
  readonly renewBefore?: string;
}

/** A certificate of your own. */
export interface OwnSecretProps {
  /** PEM: the authorities that the API server is to trust when it calls the webhooks. */
  readonly caBundle: string;
}

/** Where the webhooks' certificates come from; what a factory of {@link OperatorCertificates} decides. */
export type CertificateSource =
  | { readonly kind: 'self-managed' }
  | ({ readonly kind: 'cert-manager' } & CertManagerProps)
  | ({ readonly kind: 'secret' } & OwnSecretProps);

/** Where the webhooks' certificates come from. */
export class OperatorCertificates {
  /** The operator issues, renews and rotates its own, and tells the API server. Needs nothing else in the cluster. */
  static selfManaged(): OperatorCertificates {
    return new OperatorCertificates({ kind: 'self-managed' });
  }

  /**
   * cert-manager issues and renews, and its CA injector tells the API server. The operator only reads the Secret, and gets
   * no permission to write it. cert-manager must be there first.
   */
  static certManager(props: CertManagerProps = {}): OperatorCertificates {
    return new OperatorCertificates({ kind: 'cert-manager', ...props });
  }

  /**
   * You keep the Secret `sidecarset-operator-certificate` (type `kubernetes.io/tls`) in the operator's namespace, for the
   * name `sidecarset-operator.NAMESPACE.svc`, and renew it; the operator serves with a new one at once.
   */
  static fromSecret(props: OwnSecretProps): OperatorCertificates {
    return new OperatorCertificates({ kind: 'secret', ...props });
  }

  readonly source: CertificateSource;

  private constructor(source: CertificateSource) {
    this.source = source;
  }
}

/** What cert-manager needs to issue the operator's certificate; nothing for other sources. */
export function certificateManifests(source: CertificateSource, namespace: string): readonly Manifest[] {
  if (source.kind !== 'cert-manager') return [];
  const { issuer, duration = '2160h', renewBefore = '720h' } = source;
  const service = `${OPERATOR_NAME}.${namespace}.svc`;
  const serving = certManagerObject(
    'Certificate',
    { name: OPERATOR_NAME, namespace },
    {
      secretName: CERTIFICATE_SECRET,
      dnsNames: [service, `${service}.cluster.local`],
      duration,
      renewBefore,
      privateKey: { ...KEY, rotationPolicy: 'Always' },
      usages: ['digital signature', 'server auth'],
      issuerRef: { kind: 'Issuer', group: CERT_MANAGER, ...(issuer ?? { name: OPERATOR_NAME }) },
    },
  );
  return issuer === undefined ? [serving, ...ownAuthority(namespace)] : [serving];
}

const CERT_MANAGER = 'cert-manager.io';
const KEY = { algorithm: 'ECDSA', size: 256 };
const AUTHORITY = `${OPERATOR_NAME}-authority`;

/**
 * An authority that stays when the serving certificate is renewed, so that nothing has to be trusted anew then. It keeps its
 * key: what it has signed before is good under the renewed one too.
 */
function ownAuthority(namespace: string): readonly Manifest[] {
  const named = (name: string): { name: string; namespace: string } => ({ name, namespace });
  return [
    certManagerObject('Issuer', named(OPERATOR_NAME), { ca: { secretName: AUTHORITY } }),
    certManagerObject('Certificate', named(AUTHORITY), {
      secretName: AUTHORITY,
      commonName: `${OPERATOR_NAME} authority`,
      isCA: true,
      duration: '87600h',
      privateKey: { ...KEY, rotationPolicy: 'Never' },
      usages: ['digital signature', 'cert sign'],
      issuerRef: { kind: 'Issuer', group: CERT_MANAGER, name: AUTHORITY },
    }),
    certManagerObject('Issuer', named(AUTHORITY), { selfSigned: {} }),
  ];
}

function certManagerObject(
  kind: 'Certificate' | 'Issuer',
  place: { readonly name: string; readonly namespace: string },
  spec: object,
): Manifest {
  return { apiVersion: `${CERT_MANAGER}/v1`, kind, metadata: { ...place, labels: operatorLabels }, spec } as Manifest;
}

/**
 * How a webhook configuration comes to trust the certificate, where the operator does not see to it.
 *
 * @param source - undefined: the operator's own
 */
export function trustOf(
  source: CertificateSource | undefined,
  namespace: string,
): { readonly annotations?: Readonly<Record<string, string>>; readonly caBundle?: string } {
  switch (source?.kind) {
    case undefined:
    case 'self-managed':
      return {};
    case 'cert-manager':
      return { annotations: { 'cert-manager.io/inject-ca-from': `${namespace}/${OPERATOR_NAME}` } };
    case 'secret':
      return { caBundle: Buffer.from(source.caBundle).toString('base64') };
  }
}
