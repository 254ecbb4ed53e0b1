import { expect } from 'chai';

import { judgeSidecar, judgeSpec } from '../judge.js';

const DROPPED = 'is no field of a SidecarSet, and the API server drops it';
const KEPT = 'is no field of a container that this version knows; it is passed on to the pods as it is';

describe('a field that nobody knows', () => {
  it('is a warning, with the field that was probably meant', () => {
    const { problems, warnings } = judgeSpec({ updateStrategy: { maxUnavailble: 2 }, revisonHistoryLimit: 3 });
    expect(problems).to.deep.equal([]);
    expect(warnings).to.deep.equal([
      `spec.updateStrategy.maxUnavailble: ${DROPPED}; did you mean maxUnavailable?`,
      `spec.revisonHistoryLimit: ${DROPPED}; did you mean revisionHistoryLimit?`,
    ]);
  });

  it('is passed on inside a container, because newer Kubernetes versions have more of them', () => {
    expect(
      judgeSidecar({ imagePullPolciy: 'Always', livenessProbe: { httpGet: { port: 1, prot: 2 } } }).warnings,
    ).to.deep.equal([
      `spec.containers[0].imagePullPolciy: ${KEPT}; did you mean imagePullPolicy?`,
      `spec.containers[0].livenessProbe.httpGet.prot: ${KEPT}; did you mean port?`,
    ]);
  });

  it("is dropped inside the sidecar's own fields", () => {
    expect(judgeSidecar({ upgradeStrategy: { upgradetype: 'HotUpgrade' } }).warnings).to.deep.equal([
      `spec.containers[0].upgradeStrategy.upgradetype: ${DROPPED}; did you mean upgradeType?`,
    ]);
  });

  it('gets no guess when nothing is close', () => {
    expect(judgeSpec({ zzz: 1 }).warnings).to.deep.equal([`spec.zzz: ${DROPPED}`]);
  });

  it('is never looked for in volumes and metadata, which Kubernetes describes', () => {
    const volumes = [{ name: 'v', futureDisk: { x: 1 } }];
    const containers = [{ name: 'a', image: 'a:1', volumeMounts: [{ name: 'v', mountPath: '/v' }] }];
    expect(judgeSpec({ volumes, containers }).warnings).to.deep.equal([]);
  });
});
