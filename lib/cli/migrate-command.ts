import { checkMigration } from '../decide/migration/check-migration.js';
import type { MigrationFinding } from '../decide/migration/migration-snapshot.js';
import type { CommandEnd, CommandWorld } from './command.js';
import { UsageError } from './command.js';
import { observeMigration } from './observe-migration.js';
import { readFlags } from './read-flags.js';

/** Where OpenKruise's own manifests and chart install it. */
const OLD_NAMESPACE = 'kruise-system';

/**
 * `sidecarset migrate check`: reads a cluster that runs or ran OpenKruise and says what will change when this operator
 * takes over. Nothing is written.
 *
 * @returns exit code 1 when something must be looked at before the switch
 */
export async function runMigrateCommand(
  args: readonly string[],
  world: Pick<CommandWorld, 'connect' | 'now'>,
): Promise<CommandEnd> {
  const flags = readFlags(args, { kubeconfig: 'value', 'kruise-namespace': 'value' });
  const [verb, ...rest] = flags.words;
  if (verb !== 'check' || rest.length > 0) throw new UsageError('say: sidecarset migrate check');
  const cluster = world.connect(flags.value('kubeconfig'));
  try {
    const namespace = flags.value('kruise-namespace') ?? OLD_NAMESPACE;
    const findings = checkMigration(await observeMigration(namespace, { cluster, now: world.now }));
    return { exitCode: findings.some(({ verdict }) => verdict === 'stop') ? 1 : 0, output: describe(findings) };
  } finally {
    cluster.close();
  }
}

function describe(findings: readonly MigrationFinding[]): string {
  const count = (wanted: MigrationFinding['verdict']): number =>
    findings.filter(({ verdict }) => verdict === wanted).length;
  return [
    ...findings.map(
      ({ verdict, subject, reason, message }) => `${verdict.padEnd(4)}  ${subject}: ${message} (${reason})`,
    ),
    `${count('stop')} to look at before the move, ${count('act')} to do, ${count('fits')} that fit as they are`,
    '',
  ].join('\n');
}
