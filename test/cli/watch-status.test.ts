import { expect } from 'chai';

import { POD_DISRUPTION_BUDGETS, PODS, SIDECARSETS } from '../../lib/api/resources.js';
import type { CommandEnd } from '../../lib/cli/command.js';
import { LiveScreen } from '../../lib/cli/live-screen.js';
import { progressBar } from '../../lib/cli/progress-bar.js';
import { runStatusCommand } from '../../lib/cli/status-command.js';
import { aPod } from '../build/a-pod.js';
import { aSidecar, aSidecarSet } from '../build/a-sidecarset.js';
import { LiveCluster } from './a-live-cluster.js';

const V1 = aSidecarSet({ containers: [aSidecar({ image: 'agent:1' })] }, { name: 'logs' });
const V2 = aSidecarSet({}, { name: 'logs' });

async function aRollout(): Promise<LiveCluster> {
  const live = new LiveCluster();
  await live.roll(V2);
  await live.addPod(aPod('a', { injectedBy: V2 }));
  await live.addPod(aPod('b', { injectedBy: V1 }));
  return live;
}

describe('sidecarset status --watch', () => {
  it('prints a line for each change into a pipe, and nothing for what changes nothing', async () => {
    const live = await aRollout();
    const watching = live.run(runStatusCommand, 'logs', '--watch');
    await live.clock.advance(1000);
    const first = '2024-01-01T00:00:00Z logs: 1 of 2 updated, 1 of them ready, 2 ready in all\n';
    expect(live.written).to.equal(first);

    await live.cluster.patch(
      PODS,
      { namespace: 'default', name: 'a' },
      { type: 'merge', body: { metadata: { labels: { more: 'x' } } } },
    );
    await live.clock.advance(1000);
    expect(live.written).to.equal(first);

    await live.cluster.remove(PODS, { namespace: 'default', name: 'b' }, { gracePeriodSeconds: 0 });
    await live.clock.advance(1000);
    expect(live.written.slice(first.length)).to.match(
      /^2024\S+ logs: 1 of 1 updated, 1 of them ready, 1 ready in all\n$/,
    );

    live.interrupt();
    expect(await watching).to.deep.equal({ exitCode: 0, output: '' });
  });

  describe('--wait', () => {
    const condition = (type: string, status: 'True' | 'False', reason: string) =>
      ({ type, status, reason, message: `since ${reason}`, lastTransitionTime: '2024-01-01T00:00:00Z' }) as const;
    const write = async (live: LiveCluster, conditions: readonly object[], behind = 0): Promise<void> => {
      const { metadata } = await live.sidecarSet('logs');
      const body = { status: { observedGeneration: (metadata?.generation ?? 0) - behind, conditions } };
      await live.cluster.patch(SIDECARSETS, { name: 'logs' }, { type: 'merge', body }, { subresource: 'status' });
    };
    const begin = async (): Promise<{ readonly live: LiveCluster; readonly end: Promise<CommandEnd> }> => {
      const live = await aRollout();
      await write(live, [condition('Progressing', 'False', 'Complete')], 1);
      const end = live.run(runStatusCommand, 'logs', '--wait');
      await live.clock.advance(1000);
      await write(live, [condition('Progressing', 'True', 'Upgrading')]);
      await live.clock.advance(1000);
      return { live, end };
    };
    const ENDS = [
      ['Progressing', 'False', 'Complete', 0, 'SidecarSet logs: Complete: since Complete\n'],
      ['Progressing', 'False', 'Partition', 0, 'SidecarSet logs: Partition: since Partition\n'],
      ['Progressing', 'False', 'Paused', 1, 'SidecarSet logs: Paused: since Paused\n'],
      ['Progressing', 'False', 'Reshaped', 1, 'SidecarSet logs: Reshaped: since Reshaped\n'],
      ['Stalled', 'True', 'Refused', 1, 'SidecarSet logs is stalled (Refused): since Refused\n'],
    ] as const;

    for (const [type, status, reason, exitCode, output] of ENDS) {
      it(`waits for the present spec and the end of its rollout, and ends with ${exitCode} at ${reason}`, async () => {
        const { live, end } = await begin();
        await write(live, [condition(type, status, reason)]);
        await live.clock.advance(1000);
        expect(await end).to.deep.equal({ exitCode, output });
      });
    }

    it('does not call a rollout over that it did not see the end of', async () => {
      const gone = await begin();
      await gone.live.cluster.remove(SIDECARSETS, { name: 'logs' });
      await gone.live.clock.advance(1000);
      expect(await gone.end).to.deep.equal({ exitCode: 1, output: 'SidecarSet logs is gone\n' });
      const { live, end } = await begin();
      live.interrupt();
      expect(await end).to.include({ exitCode: 1 });
    });

    it('ends at once when the rollout is over already', async () => {
      const live = await aRollout();
      await write(live, [condition('Progressing', 'False', 'NoPods')]);
      const end = live.run(runStatusCommand, 'logs', '--wait');
      await live.clock.advance(1000);
      expect(await end).to.include({ exitCode: 0 });
    });
  });

  it('draws again in the same place of a terminal', async () => {
    const live = await aRollout();
    live.size = { columns: 100, rows: 40 };
    const watching = live.run(runStatusCommand, 'logs', '--watch');
    await live.clock.advance(1000);
    const drawn = live.written;
    expect(drawn).to.contain('SidecarSet logs\n').and.contain('1 of 2 updated');
    await live.cluster.remove(PODS, { namespace: 'default', name: 'b' }, { gracePeriodSeconds: 0 });
    await live.clock.advance(1000);
    const lineCount = drawn.split('\n').length - 1;
    expect(live.written.slice(drawn.length)).to.match(
      new RegExp(`^\u001B\\[${lineCount}A\u001B\\[JSidecarSet logs\\n`),
    );
    live.interrupt();
    await watching;
  });

  it('knows PodDisruptionBudgets, as a single look does', async () => {
    const live = await aRollout();
    await live.roll(aSidecarSet({ updateStrategy: { respectPodDisruptionBudgets: true } }, { name: 'logs' }));
    await live.cluster.create(POD_DISRUPTION_BUDGETS, {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'other', namespace: 'default' },
      spec: { selector: { matchLabels: { app: 'other' } } },
    });
    const watching = live.run(runStatusCommand, 'logs', '--watch');
    await live.clock.advance(1000);
    expect(live.written).to.match(/logs: 1 of 2 updated/);
    expect(live.written.trimEnd().split('\n').at(-1)).to.not.contain('held');
    live.interrupt();
    await watching;
  });

  it('ends when the SidecarSet is gone, and says so', async () => {
    const live = await aRollout();
    const watching = live.run(runStatusCommand, 'logs', '--watch');
    await live.clock.advance(1000);
    await live.cluster.remove(SIDECARSETS, { name: 'logs' });
    await live.clock.advance(1000);
    expect(await watching).to.deep.equal({ exitCode: 0, output: 'SidecarSet logs is gone\n' });
  });

  it('fails at once when there is none', async () => {
    const { exitCode, output } = await new LiveCluster().run(runStatusCommand, 'gone', '--watch');
    expect(exitCode).to.equal(1);
    expect(output).to.contain('NotFound');
  });
});

describe('LiveScreen', () => {
  it('keeps within the terminal: what would break or scroll is cut, and says so', () => {
    let written = '';
    const screen = new LiveScreen({ write: text => void (written += text), size: () => ({ columns: 5, rows: 4 }) });
    screen.show({ lines: ['123456', '1', '2', '3', '4'], line: '', time: '' });
    expect(written).to.equal('1234…\n1\n…\n');
  });
});

describe('progressBar', () => {
  const bar = (updatedReadyPods: number, updatedPods: number, matchedPods: number): string =>
    progressBar({ updatedReadyPods, updatedPods, matchedPods }, 10);

  it('tells ready, updated and old pods apart', () => {
    expect(bar(3, 5, 10)).to.equal('███▒▒░░░░░');
  });

  it('is full only when all is done, and empty only when nothing is', () => {
    expect(bar(999, 999, 1000)).to.equal('█████████░');
    expect(bar(1000, 1000, 1000)).to.equal('██████████');
    expect(bar(1, 1, 1000)).to.equal('█░░░░░░░░░');
    expect(bar(0, 0, 0)).to.equal('░░░░░░░░░░');
  });
});
