import type { MutatingWebhookConfiguration } from '../../api/kubernetes.generated.js';
import type { SidecarSet } from '../../api/sidecarset.generated.js';
import { OBSTACLE_WORDS } from '../../decide/admission-scope/coverage.js';
import type { ScopeSettings } from '../../decide/admission-scope/plan-scope.js';
import { planScope } from '../../decide/admission-scope/plan-scope.js';
import { planScopeWebhooks } from '../../decide/admission-scope/plan-scope-webhooks.js';
import type { Finding } from './finding.js';
import { ok, problem } from './finding.js';

/** Do the pod webhooks say what the SidecarSets ask for? Planned anew, by what the leader plans with. */
export function judgeScope(
  configuration: MutatingWebhookConfiguration | undefined,
  sidecarSets: readonly SidecarSet[],
  settings: ScopeSettings,
): readonly Finding[] {
  const { entries } = planScope(sidecarSets, settings);
  const change = planScopeWebhooks(configuration, entries);
  switch (change.kind) {
    case 'in-step': {
      const said = entries.map(({ failurePolicy, reason }) => `${failurePolicy} (${reason})`).join(', ');
      return [ok('scope', `${String(entries.length)} pod webhooks: ${said === '' ? 'no SidecarSet needs one' : said}`)];
    }
    case 'impossible':
      return [problem('scope', OBSTACLE_WORDS[change.reason])];
    case 'write':
      return [
        problem(
          'scope',
          'the pod webhooks are not what the SidecarSets ask for; the leader writes them, see whether one runs, and name its --default-failure-policy and --exempt-namespace here',
        ),
      ];
  }
}

/** What the leader says of each SidecarSet. */
export function judgeCoverage(sidecarSets: readonly SidecarSet[]): readonly Finding[] {
  return sidecarSets.map(({ metadata, status }) => {
    const { name = '', generation } = metadata ?? {};
    const condition = status?.conditions?.find(({ type }) => type === 'InjectionReady');
    const check = `coverage ${name}`;
    if (condition?.observedGeneration !== generation) {
      return problem(
        check,
        `the operator has not judged generation ${String(generation)} yet; see whether a leader runs`,
      );
    }
    const { status: holds, reason = '', message = '' } = condition ?? {};
    const words = `${reason}: ${message}`;
    return holds === 'True' || reason === 'InjectionPaused' ? ok(check, words) : problem(check, words);
  });
}
