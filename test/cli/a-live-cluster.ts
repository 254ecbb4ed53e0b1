import type { ControllerRevision, Pod } from '../../lib/api/kubernetes.generated.js';
import { CONTROLLER_REVISIONS, PODS, SIDECARSETS } from '../../lib/api/resources.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import type { CommandEnd, LiveWorld } from '../../lib/cli/command.js';
import { endCommand } from '../../lib/cli/command.js';
import type { KubeClient } from '../../lib/cluster/kube-client.js';
import { defaultSidecarSet } from '../../lib/decide/definition/default-sidecarset.js';
import { planHistory } from '../../lib/decide/revision/plan-history.js';
import { seededRandom } from '../simulation/seeded-random.js';
import { SimulatedCluster } from '../simulation/simulated-cluster.js';
import { VirtualClock } from '../simulation/virtual-clock.js';
import { aWorld } from './a-world.js';

/** A command of the command line. */
export type Command = (args: readonly string[], world: LiveWorld) => Promise<CommandEnd>;

/** A cluster in memory that commands may write to. */
export class LiveCluster {
  readonly clock: VirtualClock = new VirtualClock();
  readonly cluster: SimulatedCluster = new SimulatedCluster({ clock: this.clock, random: seededRandom(1) });
  /** Everything that was written on the screen. */
  written = '';
  /** Of the terminal; undefined: a pipe. */
  size: { readonly columns: number; readonly rows: number } | undefined;
  readonly #stop = new AbortController();

  /** Runs a command on it. */
  run(command: Command, ...args: readonly string[]): Promise<CommandEnd> {
    return endCommand('test', () => command(args, this.world()));
  }

  world(): LiveWorld {
    const { cluster } = this;
    return {
      ...aWorld(),
      connect: () => Object.assign(Object.create(cluster) as KubeClient, { close: () => undefined }, bound(cluster)),
      screen: { write: text => void (this.written += text), size: () => this.size },
      clock: this.clock,
      random: () => 0.5,
      stop: () => this.#stop.signal,
    };
  }

  /** The person has seen enough. */
  interrupt(): void {
    this.#stop.abort(new Error('interrupted'));
  }

  /** Stores each of these specs in turn, as admission does, and what the controller would keep of it as a revision. */
  async roll(...sidecarSets: readonly SidecarSet[]): Promise<void> {
    for (const { metadata, spec } of sidecarSets.map(defaultSidecarSet)) {
      const name = metadata?.name ?? '';
      const known = await this.cluster.get(SIDECARSETS, { name }).catch(() => undefined);
      if (known === undefined) {
        await this.cluster.create(SIDECARSETS, {
          apiVersion: 'apps.kruise.io/v1beta1',
          kind: 'SidecarSet',
          metadata: { name },
          spec,
        });
      } else {
        await this.cluster.replace(SIDECARSETS, { ...known, spec });
      }
      await this.keepHistory(name);
    }
  }

  async keepHistory(name: string): Promise<void> {
    const sidecarSet = await this.sidecarSet(name);
    const revisions = (await this.cluster.list(CONTROLLER_REVISIONS, {})).items;
    const namespace = 'default';
    for (const step of planHistory({ sidecarSet, revisions, pods: [], namespace }).steps) {
      const key = { namespace, name: step.name };
      if (step.kind === 'create') await this.cluster.create(CONTROLLER_REVISIONS, step.revision);
      else if (step.kind === 'delete') await this.cluster.remove(CONTROLLER_REVISIONS, key);
      else await this.cluster.patch(CONTROLLER_REVISIONS, key, { type: 'merge', body: step.patch });
    }
  }

  async revisions(): Promise<readonly ControllerRevision[]> {
    const { items } = await this.cluster.list(CONTROLLER_REVISIONS, {});
    return items.toSorted((a, b) => a.revision - b.revision);
  }

  sidecarSet(name: string): Promise<SidecarSet> {
    return this.cluster.get(SIDECARSETS, { name });
  }

  /** Creates a pod as it is, with its status. */
  async addPod({ metadata, spec, status, ...rest }: Pod): Promise<void> {
    const { name = '', namespace = '', labels = {}, annotations = {} } = metadata ?? {};
    const asked = { name, namespace, labels, annotations };
    await this.cluster.create(PODS, { ...rest, metadata: asked, ...(spec === undefined ? {} : { spec }) });
    await this.cluster.patch(PODS, { namespace, name }, { type: 'merge', body: { status } }, { subresource: 'status' });
  }
}

/** Methods that are called on an object of another class find their private fields. */
function bound(cluster: SimulatedCluster): Record<string, unknown> {
  const names = ['get', 'list', 'watch', 'create', 'replace', 'patch', 'remove'] as const;
  return Object.fromEntries(
    names.map(name => [name, (cluster[name] as (...args: unknown[]) => unknown).bind(cluster)]),
  );
}
