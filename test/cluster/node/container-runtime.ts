import { mkdir, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { ClusterDirectory } from '../cluster-directory.js';
import { buildBaseLayer } from '../image/base-layer.js';
import { createImageStore, pushBaseImage } from '../image/image-store.js';
import { Registry } from '../image/registry.js';
import { PAUSE_IMAGE, STAND_IN_IMAGES } from '../image/stand-ins.js';
import type { NodePrograms } from '../machine/node-programs.js';
import { freePorts } from '../machine/ports.js';
import { startProcess, waitUntilUp } from '../machine/process.js';
import { run } from '../machine/run.js';
import { writeNetwork } from './network.js';

/** A containerd with a registry of stand-in images behind it. */
export interface ContainerRuntime {
  readonly socketPath: string;
  readonly registryUrl: string;
}

/** Starts the registry, fills it, and starts containerd so that it pulls every image from there. */
export async function startContainerRuntime(
  directory: ClusterDirectory,
  programs: NodePrograms,
): Promise<ContainerRuntime> {
  const registryUrl = await startRegistry(directory, programs);
  const containerd = startContainerd(directory, programs, registryUrl);
  await fillRegistry(registryUrl, programs);
  return { socketPath: await containerd, registryUrl };
}

async function startRegistry(directory: ClusterDirectory, programs: NodePrograms): Promise<string> {
  const [port] = (await freePorts(1)) as [number];
  const config = {
    version: '0.1',
    log: { level: 'warn', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(directory.root, 'registry') } },
    http: { addr: `127.0.0.1:${port}` },
  };
  const configPath = join(directory.root, 'registry.yaml');
  await writeFile(configPath, stringify(config));
  const command = programs['docker-registry'];
  await startProcess(directory, { name: 'registry', command, args: ['serve', configPath] });
  const url = `http://127.0.0.1:${port}`;
  await waitUntilUp(directory, 'registry', async () => (await fetch(`${url}/v2/`)).ok, { everyMs: 20 });
  return url;
}

async function fillRegistry(url: string, programs: NodePrograms): Promise<void> {
  await pushBaseImage(new Registry(url), await buildBaseLayer(programs.busybox));
  const store = createImageStore(url);
  for (const image of STAND_IN_IMAGES) await store.pushImage(image);
}

async function startContainerd(
  directory: ClusterDirectory,
  programs: NodePrograms,
  registryUrl: string,
): Promise<string> {
  const socketPath = join(directory.run, 'containerd.sock');
  const configPath = join(directory.root, 'containerd.toml');
  const networkDirectory = await writeNetwork(directory);
  const registriesDirectory = await writeRegistries(directory, registryUrl);
  const snapshotter = await chooseSnapshotter(directory);
  const config = containerdConfig({
    directory,
    programs,
    socketPath,
    networkDirectory,
    registriesDirectory,
    snapshotter,
  });
  await writeFile(configPath, config);
  await startProcess(directory, { name: 'containerd', command: programs.containerd, args: ['--config', configPath] });
  const ctr = join(dirname(programs.containerd), 'ctr');
  await waitUntilUp(directory, 'containerd', async () => {
    const plugins = await run(ctr, ['--address', socketPath, 'plugins', 'list']);
    return /\bcri\s.*\bok\b/.test(plugins);
  });
  return socketPath;
}

/** `_default` is every registry: docker.io as well as registry.k8s.io. Nothing is asked of the outside. */
async function writeRegistries(directory: ClusterDirectory, registryUrl: string): Promise<string> {
  const registries = join(directory.root, 'registries');
  await mkdir(join(registries, '_default'), { recursive: true });
  const hosts = `server = "${registryUrl}"\n\n[host."${registryUrl}"]\n  capabilities = ["pull", "resolve"]\n`;
  await writeFile(join(registries, '_default', 'hosts.toml'), hosts);
  return registries;
}

/** An overlay cannot lie on an overlay, which the file system of a container mostly is: there it copies. */
async function chooseSnapshotter(directory: ClusterDirectory): Promise<'overlayfs' | 'native'> {
  const OVERLAY_MAGIC = 0x794c7630;
  return (await statfs(directory.root)).type === OVERLAY_MAGIC ? 'native' : 'overlayfs';
}

function containerdConfig(options: {
  readonly directory: ClusterDirectory;
  readonly programs: NodePrograms;
  readonly socketPath: string;
  readonly networkDirectory: string;
  readonly registriesDirectory: string;
  readonly snapshotter: string;
}): string {
  const { directory, programs } = options;
  return `version = 2
root = "${join(directory.root, 'containerd')}"
state = "${join(directory.run, 'containerd')}"
disabled_plugins = ["io.containerd.internal.v1.opt"]

[grpc]
  address = "${options.socketPath}"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${PAUSE_IMAGE}"
  # Without CAP_SYS_RESOURCE no process may lower its oom_score_adj, and every sandbox would fail.
  restrict_oom_score_adj = true
  # Beside the sockets, where the clean-up finds what a crash leaves mounted.
  netns_mounts_under_state_dir = true

[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "${dirname(programs['host-local'])}"
  conf_dir = "${options.networkDirectory}"

[plugins."io.containerd.grpc.v1.cri".containerd]
  snapshotter = "${options.snapshotter}"
  default_runtime_name = "runc"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
  BinaryName = "${programs.runc}"
  Root = "${join(directory.run, 'runc')}"

[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "${options.registriesDirectory}"
`;
}
