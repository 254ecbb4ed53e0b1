import type { HandoverContest, Way } from './handover-contest.js';

/** What clients lost while something happened. */
export interface Loss extends Readonly<Record<Way, LossOfWay>> {
  readonly what: string;
  readonly seconds: number;
}

interface LossOfWay {
  readonly sent: number;
  readonly failures: readonly string[];
  /** How often a client that keeps its connection had to open a new one. */
  readonly reconnected: number;
}

/** Counts what clients lose while something happens. */
export async function lossesOf(contest: HandoverContest, what: string, act: () => Promise<void>): Promise<Loss> {
  const before = { hot: contest.report('hot'), cold: contest.report('cold') };
  const beganMs = performance.now();
  await act();
  const seconds = (performance.now() - beganMs) / 1000;
  const loss = (way: Way): LossOfWay => {
    const now = contest.report(way);
    return {
      sent: now.sent - before[way].sent,
      failures: now.failures.slice(before[way].failures.length),
      reconnected: now.keptConnections - before[way].keptConnections,
    };
  };
  return { what, seconds, hot: loss('hot'), cold: loss('cold') };
}

/** Prints the losses of both ways side by side. */
export function printLosses(losses: readonly Loss[]): void {
  const row = (cells: readonly (string | number)[]): string =>
    cells.map((cell, index) => (index === 0 ? String(cell).padEnd(26) : String(cell).padStart(12))).join('');
  const lines = [
    row(['', 'seconds', 'hot: sent', 'failed', 'reconnected', 'cold: sent', 'failed', 'reconnected']),
    ...losses.map(({ what, seconds, hot, cold }) =>
      row([
        what,
        seconds.toFixed(0),
        ...[hot.sent, hot.failures.length, hot.reconnected],
        ...[cold.sent, cold.failures.length, cold.reconnected],
      ]),
    ),
  ];
  process.stdout.write(`\n${lines.join('\n')}\n`);
}
