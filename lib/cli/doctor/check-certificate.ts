import type {
  MutatingWebhookConfiguration,
  Secret,
  ValidatingWebhookConfiguration,
} from '../../api/kubernetes.generated.js';
import { isOperatorWebhook } from '../../api/endpoints.js';
import { CERTIFICATE_SECRET } from '../../api/permissions.js';
import { fingerprintsOf, readCertificates } from '../../../webhook/read-certificates.js';
import type { Finding } from './finding.js';
import { ok, problem } from './finding.js';

const CHECK = 'certificate';

/** Does the Secret hold a serving certificate that is good now, and does every webhook of ours trust who signed it? */
export function judgeCertificate(
  secret: Secret,
  configurations: readonly (MutatingWebhookConfiguration | ValidatingWebhookConfiguration)[],
  nowMs: number,
): readonly Finding[] {
  const { serving } = readCertificates(secret, []);
  if (serving?.issuer === undefined) {
    const advice = `delete the Secret ${CERTIFICATE_SECRET}: the operator makes a new one`;
    return [problem(CHECK, `the Secret holds no serving certificate that an authority in it has signed; ${advice}`)];
  }
  const { issuer, notBeforeMs, notAfterMs } = serving;
  const ending = new Date(notAfterMs).toISOString();
  if (nowMs < notBeforeMs || nowMs >= notAfterMs) {
    return [problem(CHECK, `the serving certificate is not valid now, it ends ${ending}; see whether a leader runs`)];
  }
  const webhooks = configurations
    .flatMap(({ webhooks: all = [] }) => all)
    .filter(({ name }) => isOperatorWebhook(name));
  const distrusting = webhooks.filter(({ clientConfig }) => {
    const bundle = Buffer.from(clientConfig.caBundle ?? '', 'base64').toString('utf8');
    return !fingerprintsOf(bundle).includes(issuer);
  });
  if (distrusting.length > 0) {
    const names = distrusting.map(({ name }) => name).join(', ');
    return [
      problem(
        CHECK,
        `caBundle of ${names} does not trust the serving certificate; the leader repairs that, see whether one runs`,
      ),
    ];
  }
  return [ok(CHECK, `valid until ${ending}, trusted by ${String(webhooks.length)} webhooks`)];
}
