import type { Pod } from '../api/kubernetes.generated.js';
import { NAMESPACES, PODS, SIDECARSETS } from '../api/resources.js';
import { timestampOf } from '../cluster/clock.js';
import { linkAbort } from '../cluster/linked-abort.js';
import { ObjectStore } from '../cluster/object-store.js';
import { reflect } from '../cluster/reflector.js';
import type { Cluster } from '../cluster/cluster.js';
import type { RolloutSnapshot } from '../decide/rollout/rollout-plan.js';
import { injectorsOf } from '../../controller/observe-rollout.js';
import { projectPod } from '../../controller/project-pod.js';
import type { LiveWorld } from './command.js';
import { describeStatus, summarizeRollout } from './describe-status.js';
import { LiveScreen } from './live-screen.js';

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
  const stores = openStores();
  const end = linkAbort(stop());
  const { signal } = end;
  const keeping = Object.values(stores).map(store =>
    reflect({ cluster, clock, random, signal, store: store as ObjectStore<Pod> }),
  );
  const shown = new LiveScreen(screen);
  let isGone = false;
  let cancel: (() => void) | undefined;
  const draw = (): void => {
    cancel = undefined;
    const time = timestampOf(clock.nowMs());
    const snapshot = observe(name, stores, time);
    isGone = snapshot === undefined;
    if (snapshot === undefined) end.abort(new Error(`SidecarSet ${name} is gone`));
    else shown.show({ lines: describeStatus(snapshot), line: `${name}: ${summarizeRollout(snapshot)}`, time });
  };
  if (await allSynced(Object.values(stores), signal)) {
    draw();
    const drawSoon = (): void => {
      cancel ??= clock.schedule(SHORTEST_PAUSE_MS, draw);
    };
    for (const store of Object.values(stores)) store.subscribe(drawSoon);
  }
  await Promise.all(keeping);
  cancel?.();
  end.unlink();
  return isGone;
}

type Stores = ReturnType<typeof openStores>;

function openStores() {
  return {
    sidecarSets: new ObjectStore({ resource: SIDECARSETS }),
    namespaces: new ObjectStore({ resource: NAMESPACES }),
    pods: new ObjectStore({ resource: PODS, project: projectPod }),
  };
}

async function allSynced(
  stores: readonly Pick<ObjectStore<Pod>, 'whenSynced'>[],
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await Promise.all(stores.map(store => store.whenSynced(signal)));
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

function observe(name: string, { sidecarSets, namespaces, pods }: Stores, now: string): RolloutSnapshot | undefined {
  const sidecarSet = sidecarSets.get({ name });
  if (sidecarSet === undefined) return undefined;
  const isInjected = (pod: Pod): boolean => injectorsOf(pod).includes(name);
  return {
    sidecarSet,
    pods: pods.list().filter(isInjected),
    otherPods: pods.list().filter(pod => !isInjected(pod)),
    otherSidecarSets: sidecarSets.list(),
    namespaces: Object.fromEntries(
      namespaces.list().map(({ metadata }) => [metadata?.name ?? '', metadata?.labels ?? {}]),
    ),
    now,
  };
}
