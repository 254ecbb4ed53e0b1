import { expect } from 'chai';

import type { Sidecar } from '../../../../lib/api/sidecarset.generated.js';
import { aSidecar, aSidecarSet } from '../../../build/a-sidecarset.js';
import { judge, judgeInit, judgeSidecar } from '../judge.js';

const HOT: NonNullable<Sidecar['upgradeStrategy']> = { upgradeType: 'HotUpgrade', hotUpgradeEmptyImage: 'empty:1' };

describe('a hot sidecar', () => {
  it('has an image for its idle slot', () => {
    for (const hotUpgradeEmptyImage of [undefined, '']) {
      expect(
        judgeSidecar({ upgradeStrategy: { upgradeType: 'HotUpgrade', hotUpgradeEmptyImage } }).problems,
      ).to.deep.equal([
        'spec.containers[0].upgradeStrategy.hotUpgradeEmptyImage: is missing; a HotUpgrade needs an image for the idle one of its two containers',
      ]);
    }
    expect(judgeSidecar({ upgradeStrategy: HOT }).problems).to.deep.equal([]);
  });

  it('is not idle and active by the same image, which no upgrade would ever leave', () => {
    const twins = { image: 'mesh:1', upgradeStrategy: { upgradeType: 'HotUpgrade', hotUpgradeEmptyImage: 'mesh:1' } };
    const message = `upgradeStrategy.hotUpgradeEmptyImage: is the sidecar's own image "mesh:1": both of its containers would count as the idle one and no upgrade would ever end; name an image that does nothing`;
    expect(judgeSidecar(twins).problems).to.deep.equal([`spec.containers[0].${message}`]);
    expect(judgeInit({ ...twins, restartPolicy: 'Always' }).problems).to.deep.equal([
      `spec.initContainers[0].${message}`,
    ]);
    expect(judgeInit(twins).problems).to.deep.equal([]);
  });

  it('claims no port of the node, which only one of its slots could have', () => {
    const ports = [{ containerPort: 1, hostPort: 1 }, { containerPort: 2 }];
    expect(judgeSidecar({ upgradeStrategy: HOT, ports }).problems).to.deep.equal([
      'spec.containers[0].ports[0].hostPort: cannot be claimed by both containers of a HotUpgrade; remove it or choose ColdUpgrade',
    ]);
  });

  it('has a name that leaves room for those of its slots', () => {
    expect(judgeSidecar({ upgradeStrategy: HOT, name: 'a'.repeat(61) }).problems).to.deep.equal([]);
    expect(judgeSidecar({ upgradeStrategy: HOT, name: 'a'.repeat(62) }).problems).to.deep.equal([
      'spec.containers[0].name: has 62 characters; a HotUpgrade appends -1 and -2, which leaves 61',
    ]);
  });

  it('keeps running: an init container that ends has nothing to hand over', () => {
    expect(judgeInit({ upgradeStrategy: HOT }).warnings).to.deep.equal([
      'spec.initContainers[0].upgradeStrategy.upgradeType: HotUpgrade does nothing for an init container that ends; set restartPolicy: Always or choose ColdUpgrade',
    ]);
    expect(judgeInit({ upgradeStrategy: HOT, restartPolicy: 'Always' }).warnings).to.deep.equal([]);
  });
});

describe('the type of upgrade', () => {
  const cold = aSidecarSet();
  const hot = aSidecarSet({ containers: [aSidecar({ upgradeStrategy: HOT })] });

  it('stays for a container that exists', () => {
    expect(judge(hot, { before: cold }).problems).to.deep.equal([
      'spec.containers[0].upgradeStrategy.upgradeType: cannot be changed from ColdUpgrade, because injected pods hold one container; give the sidecar a new name instead',
    ]);
    expect(judge(cold, { before: hot }).problems).to.deep.equal([
      'spec.containers[0].upgradeStrategy.upgradeType: cannot be changed from HotUpgrade, because injected pods hold two containers; give the sidecar a new name instead',
    ]);
  });

  it('is free for a container of a new name, and in a new set', () => {
    const renamed = aSidecarSet({ containers: [aSidecar({ name: 'mesh', upgradeStrategy: HOT })] });
    expect(judge(renamed, { before: cold }).problems).to.deep.equal([]);
    expect(judge(hot).problems).to.deep.equal([]);
    expect(judge(hot, { before: hot }).problems).to.deep.equal([]);
  });
});
