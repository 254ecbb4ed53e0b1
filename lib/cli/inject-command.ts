import { stringify } from 'yaml';

import type { Pod } from '../api/kubernetes.generated.js';
import { injectPod } from '../decide/injection/inject-pod.js';
import type { InjectionDecision } from '../decide/injection/injection-snapshot.js';
import { CHOICE_WORDS, LEAVE_WORDS } from '../decide/injection/injection-words.js';
import type { CommandEnd, CommandFiles, CommandWorld } from './command.js';
import { UsageError } from './command.js';
import { describeSlots } from './describe-slots.js';
import { lineDiff } from './line-diff.js';
import { readFlags } from './read-flags.js';
import { INJECTION_FLAGS, readInjection } from './read-injection.js';

/**
 * `sidecarset inject -f pod.yaml --sidecarsets FILE...`: prints the pod that a cluster with these SidecarSets would make
 * of it, decided by what the webhook decides with. No cluster is asked.
 *
 * @returns YAML behind a comment that says what happened, or with `--diff` what changes; exit code 1 for a pod that the
 *   webhook would reject
 */
export function runInjectCommand(args: readonly string[], world: CommandFiles & Pick<CommandWorld, 'now'>): CommandEnd {
  const flags = readFlags(args, { ...INJECTION_FLAGS, diff: 'switch' });
  const [word] = flags.words;
  if (word !== undefined)
    throw new UsageError(`"${word}" is one word too many; files of SidecarSets follow --sidecarsets`);
  const snapshot = readInjection(flags, world);
  const decision = injectPod(snapshot);
  if (decision.kind === 'reject') {
    return { exitCode: 1, output: `the pod is rejected (${decision.reason}): ${decision.message}\n` };
  }
  const after = decision.kind === 'inject' ? decision.pod : snapshot.pod;
  const text = flags.isOn('diff') ? lineDiff(toYaml(snapshot.pod), toYaml(after)) : toYaml(after);
  return { exitCode: 0, output: `${headLines(decision).join('\n')}\n${text === '' ? '' : `${text.trimEnd()}\n`}` };
}

/** Comments of YAML, so that the output can be piped to kubectl. */
function headLines(decision: Exclude<InjectionDecision, { kind: 'reject' }>): readonly string[] {
  const chosen = decision.choices.filter(choice => choice.chosen).map(choice => choice.sidecarSet);
  const head =
    decision.kind === 'inject'
      ? `# injected by ${chosen.join(', ')}`
      : `# left as it is (${decision.reason}): ${LEAVE_WORDS[decision.reason]}`;
  const unknown = decision.choices.filter(choice => choice.reason === 'namespace-unknown');
  const hint = (name: string): string =>
    `# ${name} is left out: ${CHOICE_WORDS['namespace-unknown']}; give them with --namespaces FILE`;
  const slots = decision.kind === 'inject' ? describeSlots(decision.pod).map(line => `# ${line}`) : [];
  return [head, ...slots, ...unknown.map(choice => hint(choice.sidecarSet))];
}

function toYaml(pod: Pod): string {
  // kubectl reads YAML 1.1, where a bare `yes` is true. Mounts that a sidecar shares are the app's own values: anchors
  // in their place would help nobody.
  return stringify(pod, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
}
