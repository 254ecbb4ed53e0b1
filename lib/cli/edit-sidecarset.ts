import { stringify } from 'yaml';

import { SIDECARSETS } from '../api/resources.js';
import type { SidecarSet } from '../api/sidecarset.generated.js';
import { isApiError } from '../cluster/api-error.js';
import type { Cluster } from '../cluster/cluster.js';
import { diffJson } from '../decide/json-patch.js';
import type { RolloutSnapshot } from '../decide/rollout/rollout-snapshot.js';
import type { CommandEnd } from './command.js';
import { describeEffect } from './describe-effect.js';
import { lineDiff } from './line-diff.js';
import { observeOnce } from './observe-once.js';

/** The field manager of what a person changes through the command line. */
const FIELD_MANAGER = 'sidecarset-cli';

/** A change of a SidecarSet that was asked for. */
export interface SidecarSetEdit {
  /** As it was read; its version guards the write. */
  readonly before: SidecarSet;
  readonly after: SidecarSet;
  /** What was done, as the rest of a sentence about the SidecarSet: `is paused`. */
  readonly done: string;
  /** Should the effect on pods be told? Only a change of the sidecars or of the rollout has one. */
  readonly concernsPods: boolean;
}

/** Where a change is written. */
export interface EditOptions {
  readonly cluster: Cluster;
  /** RFC 3339. */
  readonly now: string;
  /** Let the API server and the webhook judge it, show the difference, and store nothing. */
  readonly dryRun: boolean;
}

/**
 * Writes a change of a SidecarSet as a patch that is guarded by the version that was read, and says what it changed and
 * what that does to the pods.
 *
 * @throws Error when somebody else has changed the SidecarSet meanwhile; ApiError with the words of the webhook when it
 *   refuses the change. Nothing is written then.
 */
export async function writeEdit(edit: SidecarSetEdit, options: EditOptions): Promise<CommandEnd> {
  const { before, after, done } = edit;
  const name = before.metadata?.name ?? '';
  if (diffJson(before, after).length === 0) {
    return { exitCode: 0, output: `SidecarSet ${name} ${done} already; nothing was written\n` };
  }
  // Looked at first: a moment after the write the operator may have upgraded some of them already.
  const effect = edit.concernsPods ? await effectOf(edit, options) : [];
  await patch(edit, options);
  const head = options.dryRun ? `SidecarSet ${name} would change; nothing was written` : `SidecarSet ${name} ${done}`;
  const difference = options.dryRun ? [lineDiff(toYaml(before), toYaml(after))] : [];
  return { exitCode: 0, output: `${[head, ...effect.map(line => `  ${line}`), ...difference].join('\n')}\n` };
}

async function patch({ before, after }: SidecarSetEdit, { cluster, dryRun }: EditOptions): Promise<void> {
  const { name = '', resourceVersion } = before.metadata ?? {};
  const guard = { op: 'replace', path: '/metadata/resourceVersion', value: resourceVersion } as const;
  const operations = [guard, ...diffJson(before, after)];
  try {
    await cluster.patch(SIDECARSETS, { name }, { type: 'json', operations }, { dryRun, fieldManager: FIELD_MANAGER });
  } catch (error) {
    if (!isApiError(error, 'Conflict')) throw error;
    throw new Error(`SidecarSet ${name} was changed by somebody else just now; nothing was written, run it again`, {
      cause: error,
    });
  }
}

/** Whoever may change a SidecarSet need not be allowed to list pods. */
async function effectOf({ before, after }: SidecarSetEdit, options: EditOptions): Promise<readonly string[]> {
  try {
    const snapshot = await observeOnce(before.metadata?.name ?? '', options);
    return describeEffect(withSpec(snapshot, after));
  } catch (error) {
    if (!isApiError(error, 'Forbidden')) throw error;
    return [`what it does to pods is not known: ${error.message}`];
  }
}

/** A snapshot in which the SidecarSet is stored with the spec of another one. */
export function withSpec(snapshot: RolloutSnapshot, { spec }: Pick<SidecarSet, 'spec'>): RolloutSnapshot {
  const { metadata, ...stored } = snapshot.sidecarSet;
  const generation = (metadata?.generation ?? 0) + 1;
  return { ...snapshot, sidecarSet: { ...stored, metadata: { ...metadata, generation }, spec } };
}

function toYaml({ metadata, spec }: SidecarSet): string {
  const { labels } = metadata ?? {};
  return stringify(
    { ...(labels === undefined ? {} : { labels }), spec },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}
