import { SIDECARSETS } from '../api/resources.js';
import type { Sidecar, SidecarSet } from '../api/sidecarset.generated.js';
import { isNative } from '../decide/native-sidecar.js';
import type { CommandEnd, CommandWorld } from './command.js';
import { UsageError } from './command.js';
import { writeEdit } from './edit-sidecarset.js';
import { EDIT_FLAGS, readFlags } from './read-flags.js';

/** `sidecarset set-image NAME CONTAINER=IMAGE...`: gives sidecars another image, and says what becomes of the pods. */
export async function runSetImageCommand(
  args: readonly string[],
  world: Pick<CommandWorld, 'connect' | 'now'>,
): Promise<CommandEnd> {
  const flags = readFlags(args, EDIT_FLAGS);
  const [name, ...pairs] = flags.words;
  if (name === undefined || name.includes('=') || pairs.length === 0) {
    throw new UsageError('name a SidecarSet and its images: set-image NAME CONTAINER=IMAGE...');
  }
  const images = readImages(pairs);
  const cluster = world.connect(flags.value('kubeconfig'));
  try {
    const before = await cluster.get(SIDECARSETS, { name });
    const after = withImages(before, images);
    const done = `has ${[...images].map(([container, image]) => `${image} in ${container}`).join(', ')}`;
    const { now } = world;
    return await writeEdit(
      { before, after, done, concernsPods: true },
      { cluster, now, dryRun: flags.isOn('dry-run') },
    );
  } finally {
    cluster.close();
  }
}

function readImages(pairs: readonly string[]): ReadonlyMap<string, string> {
  const entries = pairs.map(pair => {
    const at = pair.indexOf('=');
    if (at < 1 || at === pair.length - 1) throw new UsageError(`"${pair}" is not of the form CONTAINER=IMAGE`);
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  const images = new Map(entries);
  if (images.size < entries.length) throw new UsageError('one container is named twice');
  return images;
}

/** @throws Error that names every container that is not there, and those that are */
function withImages(sidecarSet: SidecarSet, images: ReadonlyMap<string, string>): SidecarSet {
  const { containers, initContainers } = sidecarSet.spec;
  const known = [...(containers ?? []), ...(initContainers ?? [])];
  const unknown = [...images.keys()].filter(name => !known.some(sidecar => sidecar.name === name));
  if (unknown.length > 0) {
    const there = known.map(describeSidecar).join(', ');
    throw new Error(
      `SidecarSet ${sidecarSet.metadata?.name ?? ''} has no container ${unknown.join(', ')}; it has ${there}. Nothing was written`,
    );
  }
  const change = (sidecars: readonly Sidecar[]): readonly Sidecar[] =>
    sidecars.map(sidecar => {
      const image = images.get(sidecar.name);
      return image === undefined ? sidecar : { ...sidecar, image };
    });
  return {
    ...sidecarSet,
    spec: {
      ...sidecarSet.spec,
      ...(containers === undefined ? {} : { containers: change(containers) }),
      ...(initContainers === undefined ? {} : { initContainers: change(initContainers) }),
    },
  };
}

function describeSidecar(sidecar: Sidecar): string {
  return isNative(sidecar) ? `${sidecar.name} (native sidecar)` : sidecar.name;
}
