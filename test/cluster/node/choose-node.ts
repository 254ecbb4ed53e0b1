import { ensureNodePrograms, type NodePrograms } from '../machine/node-programs.js';
import { run } from '../machine/run.js';
import type { Progress } from '../progress.js';

/**
 * Who runs pods. `real`: a kubelet with containerd, or an error. `simulated`: nobody yet; the caller starts a simulated
 * kubelet. `auto`: a real node where this machine allows one, else as `simulated`. `none`: nobody.
 */
export type NodeChoice = 'real' | 'simulated' | 'auto' | 'none';

/**
 * Decides, and installs what a real node needs.
 *
 * @returns the programs of a real node; undefined when there is to be none
 * @throws Error for `real` with what stands in the way
 */
export async function chooseNode(choice: NodeChoice, progress: Progress): Promise<NodePrograms | undefined> {
  if (choice === 'none') return undefined;
  if (choice === 'simulated') {
    progress('no real node: pods stay Pending until a simulated kubelet runs them');
    return undefined;
  }
  try {
    await refuseUnfitMachine();
    return await ensureNodePrograms(progress);
  } catch (error) {
    const obstacle = error instanceof Error ? error.message : String(error);
    if (choice === 'real') throw new Error(`no real node here: ${obstacle}`, { cause: error });
    progress(`no real node here (${obstacle}): pods stay Pending until a simulated kubelet runs them`);
    return undefined;
  }
}

async function refuseUnfitMachine(): Promise<void> {
  if (process.platform !== 'linux') throw new Error(`containers need Linux, this is ${process.platform}`);
  if (process.getuid?.() !== 0) throw new Error('containers need root');
  await run('unshare', ['--mount', 'true']).catch((cause: unknown) => {
    throw new Error('this container may not mount: it lacks CAP_SYS_ADMIN (docker run --privileged)', { cause });
  });
}
