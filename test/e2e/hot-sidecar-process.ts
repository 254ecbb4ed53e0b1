import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';

import type { HotUpgradePrograms } from '../cluster/image/hot-upgrade-programs.js';
import { run } from '../cluster/machine/run.js';

/** Where the two slots of a pod meet. */
export interface PodPlace {
  readonly programs: HotUpgradePrograms;
  /** The volume that both mount. */
  readonly folder: string;
  /** Where they serve. */
  readonly port: number;
}

/** What a slot is told through its environment. */
export interface SlotVersions {
  readonly version: string;
  readonly twin: string;
}

/** The example's sidecar as a process on this machine, as a container would run it. */
export class SlotProcess {
  readonly #child: ChildProcess;
  readonly #environment: Readonly<Record<string, string>>;

  constructor(
    private readonly place: PodPlace,
    { version, twin }: SlotVersions,
  ) {
    this.#environment = {
      SIDECARSET_VERSION: version,
      SIDECARSET_VERSION_ALT: twin,
      HANDOVER_FOLDER: place.folder,
      ADDRESS: `127.0.0.1:${String(place.port)}`,
    };
    this.#child = spawn(place.programs.sidecar, [], { env: this.#environment, stdio: 'inherit' });
  }

  /** Runs the postStart hook, as the kubelet does while the process starts; resolves when it ends well. */
  async migrate(): Promise<void> {
    await run(this.place.programs.sidecar, ['migrate'], { env: this.#environment });
  }

  /** What the kubelet does with a container whose image changes: SIGTERM. Resolves when the process has ended. */
  async terminate(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** It crashes. */
  async crash(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    await ended;
  }
}
