import { timestampOf } from '../cluster/clock.js';
import { linkAbort } from '../cluster/linked-abort.js';
import type { Cluster } from '../cluster/cluster.js';
import type { LiveWorld } from './command.js';
import { describeStatus, summarizeRollout } from './describe-status.js';
import { LiveScreen } from './live-screen.js';
import { LiveStores } from './live-stores.js';

/** Shortest time between two drawings: nobody reads faster. */
const SHORTEST_PAUSE_MS = 200;

/**
 * Shows the status of a SidecarSet as it changes, from watches, until it is told to stop or the SidecarSet is gone.
 *
 * @returns whether the SidecarSet is gone
 */
export async function watchStatus(
  name: string,
  {
    cluster,
    screen,
    clock,
    random,
    stop,
  }: Pick<LiveWorld, 'screen' | 'clock' | 'random' | 'stop'> & { readonly cluster: Cluster },
): Promise<boolean> {
  const stores = new LiveStores();
  const end = linkAbort(stop());
  const { signal } = end;
  const keeping = stores.keep({ cluster, clock, random, signal });
  const shown = new LiveScreen(screen);
  let isGone = false;
  let cancel: (() => void) | undefined;
  const draw = (): void => {
    cancel = undefined;
    const time = timestampOf(clock.nowMs());
    const snapshot = stores.rolloutOf(name, time);
    isGone = snapshot === undefined;
    if (snapshot === undefined) end.abort(new Error(`SidecarSet ${name} is gone`));
    else shown.show({ lines: describeStatus(snapshot), line: `${name}: ${summarizeRollout(snapshot)}`, time });
  };
  if (await stores.synced(signal)) {
    draw();
    stores.subscribe(() => (cancel ??= clock.schedule(SHORTEST_PAUSE_MS, draw)), signal);
  }
  await keeping;
  cancel?.();
  end.unlink();
  return isGone;
}
