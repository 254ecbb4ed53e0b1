import type { Pod } from '../../api/kubernetes.generated.js';
import { HASH_ANNOTATION } from '../../api/names.js';
import type { SidecarSet } from '../../api/sidecarset.generated.js';
import { counted } from '../counted.js';
import { defaultSidecarSet } from '../definition/default-sidecarset.js';
import { validateSidecarSet } from '../definition/validate-sidecarset.js';
import { formatProblem } from '../definition/verdict.js';
import { hashesOf } from '../hash.js';
import { readLedger } from '../ledger.js';
import type { HistoryPlan } from '../revision/history-plan.js';
import { planHistory } from '../revision/plan-history.js';
import { planRollout } from '../rollout/plan-rollout.js';
import type { MigrationFinding, MigrationSnapshot } from './migration-snapshot.js';

type Finding = Omit<MigrationFinding, 'subject'>;

/** What becomes of one SidecarSet, of its pods and of its history. */
export function checkSidecarSet(sidecarSet: SidecarSet, snapshot: MigrationSnapshot): readonly MigrationFinding[] {
  const name = sidecarSet.metadata?.name ?? '';
  const pods = snapshot.pods.filter(({ metadata }) =>
    readLedger(metadata?.annotations ?? {}).injectedBy.includes(name),
  );
  const { revisions, oldNamespace: namespace } = snapshot;
  const history = planHistory({ sidecarSet, pods, revisions, namespace });
  return [
    checkHash(sidecarSet),
    checkPods(sidecarSet, { pods, history, snapshot }),
    checkHistory(history),
    ...checkNextEdit(sidecarSet, snapshot),
  ].map(finding => ({ subject: `SidecarSet ${name}`, ...finding }));
}

/** The two operators compute the same hash; what is stored tells whether that holds for this object too. */
function checkHash(sidecarSet: SidecarSet): Finding {
  const stored = sidecarSet.metadata?.annotations?.[HASH_ANNOTATION];
  const { specHash } = hashesOf(sidecarSet);
  if (stored === specHash)
    return { verdict: 'fits', reason: 'hash-same', message: 'its hash stays, so no pod becomes outdated by the move' };
  if (stored === undefined || stored === '') {
    const message = 'carries no hash yet; the first edit writes it';
    return { verdict: 'fits', reason: 'hash-missing', message };
  }
  return {
    verdict: 'stop',
    reason: 'hash-differs',
    message:
      `OpenKruise stored the hash ${stored}, this operator computes ${specHash}: its pods would count as outdated and be ` +
      'upgraded. Pause its rollout (spec.updateStrategy.paused), and report the object: the two are meant to be equal',
  };
}

function checkPods(
  sidecarSet: SidecarSet,
  {
    pods,
    history,
    snapshot: { namespaces, now },
  }: { readonly pods: readonly Pod[]; readonly history: HistoryPlan; readonly snapshot: MigrationSnapshot },
): Finding {
  const { steps, matched } = planRollout({
    sidecarSet,
    pods,
    otherPods: [],
    otherSidecarSets: [],
    namespaces,
    history,
    now,
  });
  const outdated = matched.filter(({ version }) => version !== 'current').length;
  const injected = `${counted(matched.length, 'injected pod')}, ${outdated} of them outdated`;
  if (steps.length === 0) {
    return { verdict: 'fits', reason: 'pods-stay', message: `${injected}; this operator would write to none of them` };
  }
  return {
    verdict: 'act',
    reason: 'rollout-under-way',
    message:
      `${injected}: a rollout is under way, and this operator would go on with it, ${counted(steps.length, 'write')} ` +
      `at first. Let it finish or pause it (spec.updateStrategy.paused) if the ` +
      'move is to write to no pod',
  };
}

function checkHistory({ steps, revisions }: HistoryPlan): Finding {
  const kept = `${revisions.length} ${revisions.length === 1 ? 'revision is' : 'revisions are'} known`;
  if (steps.length === 0)
    return { verdict: 'fits', reason: 'history-stays', message: `${kept}, the present one among them` };
  return {
    verdict: 'fits',
    reason: 'history-grows',
    message: `${kept} with the present one, for which ${steps.length === 1 ? 'a revision is' : 'revisions are'} written; no pod is`,
  };
}

/** Rules that OpenKruise does not have hold from the first edit on; what is stored stays. */
function checkNextEdit(sidecarSet: SidecarSet, { sidecarSets }: MigrationSnapshot): readonly Finding[] {
  const stored = defaultSidecarSet(sidecarSet);
  const others = sidecarSets.filter(other => other !== sidecarSet);
  return validateSidecarSet({ sidecarSet: stored, before: stored, others }).problems.map(problem => ({
    verdict: 'act',
    reason: 'edit-refused',
    message: `works as it is, but the next edit has to mend ${formatProblem(problem)}`,
  }));
}
