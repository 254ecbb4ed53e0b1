import { readFileSync } from 'node:fs';

import { expect } from 'chai';

import type { ControllerRevision, Pod } from '../../../lib/api/kubernetes.generated.js';
import { SIDECARSET_CRD } from '../../../lib/api/sidecarset-crd.generated.js';
import type { SidecarSet } from '../../../lib/api/sidecarset.generated.js';
import { checkMigration } from '../../../lib/decide/migration/check-migration.js';
import type { MigrationFinding, MigrationSnapshot } from '../../../lib/decide/migration/migration-snapshot.js';
import type { RecordedSidecarSet } from '../../build/as-openkruise.js';
import { injectedByOpenKruise, revisionByOpenKruise, storedByOpenKruise } from '../../build/as-openkruise.js';
import { deepFreeze } from '../../build/deep-freeze.js';

const RECORDED = JSON.parse(
  readFileSync(new URL('../hash-vectors.json', import.meta.url), 'utf8'),
) as readonly RecordedSidecarSet[];
const NAMESPACE = 'kruise-system';
/** What OpenKruise's selectors of pods are in the vectors; the selector plays no part in hashes. */
const NOTHING_ELSE = {
  namespaces: { shop: {} },
  oldNamespace: NAMESPACE,
  deployments: [],
  mutatingWebhooks: [],
  validatingWebhooks: [],
  definition: SIDECARSET_CRD,
  now: '2025-07-01T08:00:00Z',
} as const;

interface Left {
  readonly sidecarSet: SidecarSet;
  readonly pod: Pod;
  readonly revision: ControllerRevision;
}

/** What OpenKruise left behind for one recorded SidecarSet. */
function leftBy(recorded: RecordedSidecarSet): Left {
  const uid = `uid-of-${recorded.name}`;
  const stored = storedByOpenKruise(recorded);
  const sidecarSet = { ...stored, metadata: { ...stored.metadata, uid, generation: 1, resourceVersion: '7' } };
  const revision = revisionByOpenKruise(sidecarSet, { namespace: NAMESPACE, uid });
  const pod = injectedByOpenKruise(recorded, {
    podName: 'web',
    namespace: 'shop',
    revision: revision.metadata?.name ?? '',
  });
  return deepFreeze({ sidecarSet, pod, revision });
}

function snapshotOf(left: Left, fields: Partial<MigrationSnapshot> = {}): MigrationSnapshot {
  return { ...NOTHING_ELSE, sidecarSets: [left.sidecarSet], pods: [left.pod], revisions: [left.revision], ...fields };
}

const reasonsIn = (findings: readonly MigrationFinding[], subject = 'SidecarSet'): readonly string[] =>
  findings.filter(finding => finding.subject.startsWith(subject)).map(({ reason }) => reason);

describe('the move from OpenKruise', () => {
  for (const recorded of RECORDED) {
    it(`keeps hash, pods and history of the recorded SidecarSet ${recorded.name}`, () => {
      const findings = checkMigration(snapshotOf(leftBy(recorded)));
      expect(reasonsIn(findings)).to.deep.equal(['hash-same', 'pods-stay', 'history-stays']);
      expect(findings.find(({ reason }) => reason === 'pods-stay')?.message).to.contain('1 injected pod, 0 of them');
    });

    it(`keeps the pods of ${recorded.name} also when its author applies it without OpenKruise's defaults`, () => {
      const left = leftBy(recorded);
      const plain = { ...left.sidecarSet, spec: recorded.spec };
      const reasons = reasonsIn(checkMigration(snapshotOf({ ...left, sidecarSet: plain })));
      expect(reasons.slice(0, 2)).to.deep.equal(['hash-same', 'pods-stay']);
    });
  }

  const [minimal] = RECORDED;

  it('stops at a SidecarSet whose pods would become outdated', () => {
    const left = leftBy({ ...minimal!, hash: 'another' });
    const [finding] = checkMigration(snapshotOf(left)).filter(({ verdict }) => verdict === 'stop');
    expect(finding).to.include({ subject: 'SidecarSet minimal', reason: 'hash-differs' });
    expect(finding?.message).to.contain('another').and.contain(minimal!.hash);
  });

  it('says that a rollout is under way, and what would be written', () => {
    const left = leftBy(minimal!);
    const [agent] = left.sidecarSet.spec.containers ?? [];
    const next = {
      ...left.sidecarSet,
      spec: { ...left.sidecarSet.spec, containers: [{ ...agent!, image: 'agent:2' }] },
    };
    const findings = checkMigration(snapshotOf({ ...left, sidecarSet: next }));
    const found = findings.find(({ reason }) => reason === 'rollout-under-way');
    expect(found?.message).to.contain('1 of them outdated').and.contain('1 write at first');
  });

  it('names what the next edit would have to mend', () => {
    const left = leftBy(minimal!);
    const twice = { ...left.sidecarSet, spec: { ...left.sidecarSet.spec, updateStrategy: { maxUnavailable: 0 } } };
    const found = checkMigration(snapshotOf({ ...left, sidecarSet: twice }));
    expect(found.find(({ reason }) => reason === 'edit-refused')?.message).to.contain(
      'spec.updateStrategy.maxUnavailable',
    );
  });

  it('finds the old operator while it runs, its webhooks, and its definition', () => {
    const rules = [{ apiGroups: ['apps.kruise.io'], resources: ['sidecarsets'], operations: ['CREATE', 'UPDATE'] }];
    const pods = [{ apiGroups: [''], resources: ['pods'], operations: ['CREATE'] }];
    const webhook = (name: string, its: typeof rules): object => ({ name, rules: its });
    const findings = checkMigration({
      ...snapshotOf(leftBy(minimal!)),
      deployments: [{ metadata: { name: 'kruise-controller-manager' }, spec: { replicas: 2 } } as never],
      mutatingWebhooks: [
        {
          metadata: { name: 'kruise-mutating-webhook-configuration' },
          webhooks: [webhook('mpod.kb.io', pods), webhook('msidecarset.kb.io', rules)] as never,
        },
        { metadata: { name: 'sidecarset-operator' }, webhooks: [webhook('ours', rules)] as never },
        { metadata: { name: 'somebody-elses' }, webhooks: [webhook('theirs', pods)] as never },
      ],
      definition: { spec: { versions: [], conversion: { strategy: 'Webhook' } } } as never,
    });
    const about = (subject: string): MigrationFinding | undefined =>
      findings.find(finding => finding.subject.startsWith(subject));
    expect(about('Deployment')).to.include({ verdict: 'act', reason: 'old-operator-runs' });
    expect(about('MutatingWebhookConfiguration')?.message).to.contain('mpod.kb.io, msidecarset.kb.io');
    expect(reasonsIn(findings, 'MutatingWebhookConfiguration')).to.deep.equal(['old-webhook-present']);
    expect(about('CustomResourceDefinition')).to.include({ verdict: 'act', reason: 'definition-is-old' });
  });

  it('finds nothing to do where this operator already stands alone', () => {
    const findings = checkMigration(snapshotOf(leftBy(minimal!)));
    expect(findings.map(({ verdict }) => verdict)).to.deep.equal(findings.map(() => 'fits'));
  });
});
