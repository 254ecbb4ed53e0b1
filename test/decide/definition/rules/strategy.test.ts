import { expect } from 'chai';

import { CUSTOM_VERSION_LABEL } from '../../../../lib/api/names.js';
import { defaultSidecarSet } from '../../../../lib/decide/definition/default-sidecarset.js';
import { hashSidecarSet } from '../../../../lib/decide/hash.js';
import { aSidecarSet } from '../../../build/a-sidecarset.js';
import { judge, judgeSpec } from '../judge.js';

function judgeStrategy(updateStrategy: Readonly<Record<string, unknown>>): readonly string[] {
  return judgeSpec({ updateStrategy }).problems;
}

describe('partition and maxUnavailable', () => {
  it('are numbers or percentages', () => {
    for (const good of [1, 7, '1%', '100%'])
      expect(judgeStrategy({ partition: good, maxUnavailable: good })).to.deep.equal([]);
    expect(judgeStrategy({ partition: '5' })).to.deep.equal([
      'spec.updateStrategy.partition: must be a number or a percentage, but is the string "5"; write 5 or "5%"',
    ]);
    expect(judgeStrategy({ partition: 'half', maxUnavailable: 1.5 })).to.deep.equal([
      'spec.updateStrategy.partition: must be a whole number or a percentage such as "20%", but is "half"',
      'spec.updateStrategy.maxUnavailable: must be a whole number or a percentage such as "20%", but is 1.5',
    ]);
  });

  it('are neither negative nor more than all', () => {
    expect(judgeStrategy({ partition: -1, maxUnavailable: '101%' })).to.deep.equal([
      'spec.updateStrategy.partition: must be at least 0, but is -1',
      'spec.updateStrategy.maxUnavailable: must be at most 100%, but is "101%"',
    ]);
    expect(judgeStrategy({ partition: '-5%' })).to.deep.equal([
      'spec.updateStrategy.partition: must be at least 0, but is "-5%"',
    ]);
  });

  it('let a rollout go on: maxUnavailable is not 0', () => {
    for (const zero of [0, '0%']) {
      expect(judgeStrategy({ maxUnavailable: zero })).to.deep.equal([
        `spec.updateStrategy.maxUnavailable: must be at least 1, but is ${JSON.stringify(zero)}, or the rollout would never update a pod`,
      ]);
    }
  });
});

describe('what protects the application', () => {
  it('takes what is sound', () => {
    for (const maxUnavailablePerWorkload of [1, '34%']) {
      const onFailure = { action: 'Rollback', threshold: maxUnavailablePerWorkload };
      const respectPodDisruptionBudgets = true;
      const strategy = {
        maxUnavailablePerWorkload,
        respectPodDisruptionBudgets,
        progressDeadlineSeconds: 1,
        onFailure,
      };
      expect(judgeStrategy(strategy)).to.deep.equal([]);
    }
    expect(judgeStrategy({ onFailure: { action: 'Pause' } })).to.deep.equal([]);
  });

  it('names every field that is not', () => {
    expect(
      judgeStrategy({
        maxUnavailablePerWorkload: 0,
        respectPodDisruptionBudgets: 'yes',
        progressDeadlineSeconds: 0,
        onFailure: { action: 'Rolback', threshold: '3' },
      }),
    ).to.deep.equal([
      'spec.updateStrategy.maxUnavailablePerWorkload: must be at least 1, but is 0, or the rollout would never update a pod',
      'spec.updateStrategy.respectPodDisruptionBudgets: must be true or false, but is "yes"',
      'spec.updateStrategy.progressDeadlineSeconds: must be at least 1, but is 0',
      'spec.updateStrategy.onFailure.action: must be Continue or Pause or Rollback, but is "Rolback"; did you mean Rollback?',
      'spec.updateStrategy.onFailure.threshold: must be a number or a percentage, but is the string "3"; write 3 or "3%"',
    ]);
    expect(judgeStrategy({ onFailure: {} })).to.deep.equal([
      'spec.updateStrategy.onFailure.action: is missing; set it to Continue or Pause or Rollback',
    ]);
  });

  it('stays out of the stored object unless its author put it there, and out of the hashes', () => {
    const protective = {
      maxUnavailablePerWorkload: 1,
      respectPodDisruptionBudgets: true,
      progressDeadlineSeconds: 60,
      onFailure: { action: 'Pause' },
    } as const;
    const stored = defaultSidecarSet(aSidecarSet()).spec.updateStrategy ?? {};
    expect(stored).not.to.have.any.keys(Object.keys(protective));
    const asked = defaultSidecarSet(aSidecarSet({ updateStrategy: protective }));
    expect(asked.spec.updateStrategy?.onFailure).to.deep.equal({ action: 'Pause' });
    expect(hashSidecarSet(asked)).to.deep.equal(hashSidecarSet(aSidecarSet()));
  });
});

describe('the order of a rollout', () => {
  const selector = { matchLabels: { canary: 'true' } };

  it('takes a partition or a selector, not both', () => {
    for (const partition of [1, '50%']) {
      expect(judgeStrategy({ selector, partition })).to.deep.equal([
        'spec.updateStrategy.partition: and selector both say which pods stay old; remove one of them',
      ]);
    }
    for (const partition of [0, '0%', undefined]) expect(judgeStrategy({ selector, partition })).to.deep.equal([]);
  });

  it('takes weights or labels, not both', () => {
    const priorityStrategy = {
      weightPriority: [{ weight: 1, matchSelector: selector }],
      orderPriority: [{ orderedKey: 'order' }],
    };
    expect(judgeStrategy({ priorityStrategy })).to.deep.equal([
      'spec.updateStrategy.priorityStrategy.orderPriority: and weightPriority both say the order; remove one of them',
    ]);
    expect(judgeStrategy({ priorityStrategy: { ...priorityStrategy, weightPriority: [] } })).to.deep.equal([]);
  });

  it('names the labels that it looks at', () => {
    const { problems } = judgeSpec({
      updateStrategy: { priorityStrategy: { orderPriority: [{ orderedKey: '' }] }, scatterStrategy: [{ key: 'a' }] },
    });
    expect(problems).to.deep.equal([
      'spec.updateStrategy.priorityStrategy.orderPriority[0].orderedKey: must not be empty',
      'spec.updateStrategy.scatterStrategy[0].value: is missing; set it',
    ]);
  });
});

describe('the revision that new pods get', () => {
  const revisions = [{ name: 'set-1', customVersion: 'one' }, { name: 'set-2' }];

  function judgeRevision(revision: object, spec: object = {}): readonly string[] {
    return judgeSpec({ injectionStrategy: { revision }, ...spec }, { revisions }).problems;
  }

  it('is named', () => {
    expect(judgeRevision({ policy: 'Always' })).to.deep.equal([
      'spec.injectionStrategy.revision: names no revision; set revisionName or customVersion',
    ]);
  });

  it('exists under its name', () => {
    expect(judgeRevision({ revisionName: 'set-2' })).to.deep.equal([]);
    expect(judgeRevision({ revisionName: 'set-3' })).to.deep.equal([
      'spec.injectionStrategy.revision.revisionName: is "set-3", which no revision of this SidecarSet is called; name one of set-1, set-2',
    ]);
  });

  it('exists under its custom version', () => {
    expect(judgeRevision({ customVersion: 'one' })).to.deep.equal([]);
    expect(judgeRevision({ customVersion: 'two' })).to.deep.equal([
      'spec.injectionStrategy.revision.customVersion: is "two", which is the customVersion of no revision of this SidecarSet; name one of one',
    ]);
  });

  it('may be the one that this very change makes', () => {
    expect(judgeRevision({ customVersion: 'two' }, { customVersion: 'two' })).to.deep.equal([]);
    const spec = { injectionStrategy: { revision: { customVersion: 'two' } } };
    const labelled = aSidecarSet(spec, { labels: { [CUSTOM_VERSION_LABEL]: 'two' } });
    expect(judge(labelled, { revisions }).problems).to.deep.equal([]);
  });

  it('is looked up by its name first', () => {
    expect(judgeRevision({ revisionName: 'set-1', customVersion: 'two' })).to.deep.equal([]);
  });

  it('cannot be looked up where no cluster is at hand', () => {
    const injectionStrategy = { revision: { revisionName: 'x' } };
    expect(judgeSpec({ injectionStrategy }).problems).to.deep.equal([]);
    expect(judgeSpec({ injectionStrategy }, { revisions: [] }).problems).to.deep.equal([
      'spec.injectionStrategy.revision.revisionName: is "x", which no revision of this SidecarSet is called; there is none to name yet',
    ]);
  });
});

describe('the namespaces', () => {
  it('are named as Kubernetes names them', () => {
    expect(judgeSpec({ namespace: 'shop-*' }).problems).to.deep.equal([
      'spec.namespace: must be the name of a namespace, but is "shop-*"; use namespaceSelector for several',
    ]);
  });

  it('are chosen in one way', () => {
    const { problems, warnings } = judgeSpec({ namespace: 'shop', namespaceSelector: { matchLabels: { a: 'b' } } });
    expect(problems).to.deep.equal([]);
    expect(warnings).to.deep.equal([
      'spec.namespaceSelector: does nothing, because namespace wins over it; remove one of the two',
    ]);
  });
});
