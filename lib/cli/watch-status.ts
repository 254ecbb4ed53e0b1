import type { SidecarSet } from '../api/sidecarset.generated.js';
import { timestampOf } from '../cluster/clock.js';
import { linkAbort } from '../cluster/linked-abort.js';
import type { Cluster } from '../cluster/cluster.js';
import type { ScopeNamespaces } from '../decide/match.js';
import type { CommandEnd, LiveWorld } from './command.js';
import { describeStatus, summarizeRollout } from './describe-status.js';
import { LiveScreen } from './live-screen.js';
import { LiveStores } from './live-stores.js';

/** Shortest time between two drawings: nobody reads faster. */
const SHORTEST_PAUSE_MS = 200;

/**
 * Shows the status of a SidecarSet as it changes, from watches, until it is told to stop or the SidecarSet is gone.
 *
 * @param options - `named`: what is said of the operator beside its Deployment; `until`: what it is waited for; once that gives an end, it is over
 * @returns that end; nothing when it was told to stop
 */
export async function watchStatus(
  name: string,
  {
    cluster,
    screen,
    clock,
    random,
    stop,
    until,
    named,
  }: Pick<LiveWorld, 'screen' | 'clock' | 'random' | 'stop'> & {
    readonly cluster: Cluster;
    readonly until: (sidecarSet: SidecarSet | undefined) => CommandEnd | undefined;
    readonly named: ScopeNamespaces;
  },
): Promise<CommandEnd | undefined> {
  const stores = new LiveStores(named);
  const end = linkAbort(stop());
  const { signal } = end;
  const keeping = stores.keep({ cluster, clock, random, signal });
  const shown = new LiveScreen(screen);
  let over: CommandEnd | undefined;
  let cancel: (() => void) | undefined;
  const draw = (): void => {
    cancel = undefined;
    const time = timestampOf(clock.nowMs());
    const snapshot = stores.rolloutOf(name, time);
    if (snapshot !== undefined)
      shown.show({ lines: describeStatus(snapshot), line: `${name}: ${summarizeRollout(snapshot)}`, time });
    over = until(snapshot?.sidecarSet);
    if (over !== undefined) end.abort(new Error('over'));
  };
  if (await stores.synced(signal)) {
    stores.subscribe(() => (cancel ??= clock.schedule(SHORTEST_PAUSE_MS, draw)), signal);
    draw();
  }
  await keeping;
  cancel?.();
  end.unlink();
  return over;
}
