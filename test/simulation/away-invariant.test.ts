import { expect } from 'chai';
import type { Pod } from '../../lib/api/kubernetes.generated.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import type { PodFacts } from '../build/a-pod.js';
import { aPod } from '../build/a-pod.js';
import { aSidecar, aSidecarSet } from '../build/a-sidecarset.js';
import type { Disruptions } from './invariants.js';
import { followDisruptions } from './invariants.js';
import type { Entry, Truth } from './world/journal.js';

const [one, two, three] = ['agent:1', 'agent:2', 'agent:3'].map(image =>
  aSidecarSet({ containers: [aSidecar({ image })] }),
) as [SidecarSet, SidecarSet, SidecarSet];
/** The kubelet has not begun. */
const OLD_CONTAINER = { image: 'docker.io/library/agent:1', containerID: 'containerd://agent-0' };
const NEW_CONTAINER = { image: 'docker.io/library/agent:2', containerID: 'containerd://agent-1' };

const pod = (injectedBy: SidecarSet, agent: NonNullable<PodFacts['statuses']>[string], ready: boolean): Pod =>
  aPod('web', { injectedBy, ready, statuses: { agent } });

/** Who counts as away because of us after a pod went through these states, the operator having written those marked. */
function awayAfter(...states: readonly { readonly pod: Pod; readonly written?: true }[]): readonly string[] {
  let disruptions: Disruptions = {};
  for (const [index, { pod: after, written }] of states.entries()) {
    const before = states[index - 1]?.pod;
    const entry = {
      ...{ kind: 'pod', key: 'default/web', version: index, from: {} as Truth, to: {} as Truth, after },
      ...(before === undefined ? {} : { before }),
      ...(written === true ? { author: { process: 'east.1', knew: {} } } : {}),
    } as Entry;
    disruptions = followDisruptions(disruptions, entry);
  }
  return Object.keys(disruptions['set'] ?? {});
}

describe('The rule for pods that are away because of us', () => {
  const serving = { pod: pod(one, { ...OLD_CONTAINER, ready: true }, true) };
  const justWritten = { pod: pod(two, { ...OLD_CONTAINER, ready: true }, true), written: true } as const;
  const down = { pod: pod(two, { ...OLD_CONTAINER, ready: false }, false) };
  /** The sidecar is there again, and something else is not. */
  const upButUnready = { pod: pod(two, { ...NEW_CONTAINER, ready: true }, false) };

  it('counts an upgraded pod until it is ready again', () => {
    const back = { pod: pod(two, { ...NEW_CONTAINER, ready: true }, true) };
    expect(awayAfter(serving, justWritten)).to.have.length(1);
    expect(awayAfter(serving, justWritten, down, upButUnready)).to.have.length(1);
    expect(awayAfter(serving, justWritten, down, upButUnready, back)).to.deep.equal([]);
  });

  it('counts one that is upgraded anew while its sidecar is down', () => {
    const again = { pod: pod(three, { ...OLD_CONTAINER, ready: false }, false), written: true } as const;
    expect(awayAfter(serving, justWritten, down, again)).to.have.length(1);
  });

  it('does not count one that is upgraded anew when only something else keeps it from being ready', () => {
    const again = { pod: pod(three, { ...NEW_CONTAINER, ready: true }, false), written: true } as const;
    expect(awayAfter(serving, justWritten, down, upButUnready, again)).to.deep.equal([]);
  });

  it('does not count one that was not ready before either', () => {
    const unready = { pod: pod(one, { ...OLD_CONTAINER, ready: true }, false) };
    const written = { pod: pod(two, { ...OLD_CONTAINER, ready: true }, false), written: true } as const;
    expect(awayAfter(unready, written)).to.deep.equal([]);
  });
});
