import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { ClusterDirectory } from '../cluster-directory.js';
import type { ControlPlane } from '../control-plane/control-plane.js';
import { freePorts } from '../machine/ports.js';
import { startProcess } from '../machine/process.js';
import type { ContainerRuntime } from './container-runtime.js';

/**
 * Starts the kubelet.
 *
 * @returns the name of its node
 */
export async function startKubelet(parts: {
  readonly directory: ClusterDirectory;
  readonly controlPlane: ControlPlane;
  readonly runtime: ContainerRuntime;
  /** Path of the program. */
  readonly kubelet: string;
}): Promise<string> {
  const { directory, controlPlane } = parts;
  const nodeName = `node-${directory.name}`;
  const stateDirectory = join(directory.run, 'kubelet');
  await mkdir(stateDirectory, { recursive: true });
  const kubeconfig = await controlPlane.kubeconfigFor({ name: `system:node:${nodeName}`, groups: ['system:nodes'] });
  const serving = await controlPlane.certificateAuthority.issue({ name: nodeName, hosts: [nodeName] });
  await writeFile(join(directory.root, 'pki', 'kubelet.crt'), serving.certificate);
  await writeFile(join(directory.root, 'pki', 'kubelet.key'), serving.key, { mode: 0o600 });
  const [port] = (await freePorts(1)) as [number];
  const configPath = join(directory.root, 'kubelet.yaml');
  await writeFile(configPath, stringify(kubeletConfig(directory, { port, socketPath: parts.runtime.socketPath })));
  await startProcess(directory, {
    name: 'kubelet',
    command: parts.kubelet,
    args: [
      `--config=${configPath}`,
      `--kubeconfig=${kubeconfig}`,
      `--hostname-override=${nodeName}`,
      `--root-dir=${stateDirectory}`,
    ],
  });
  return nodeName;
}

function kubeletConfig(
  directory: ClusterDirectory,
  { port, socketPath }: { readonly port: number; readonly socketPath: string },
): object {
  const pki = join(directory.root, 'pki');
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    port,
    healthzPort: 0,
    authentication: { anonymous: { enabled: false }, x509: { clientCAFile: join(pki, 'ca.crt') } },
    authorization: { mode: 'Webhook' },
    tlsCertFile: join(pki, 'kubelet.crt'),
    tlsPrivateKeyFile: join(pki, 'kubelet.key'),
    containerRuntimeEndpoint: `unix://${socketPath}`,
    // Everything in folders of this cluster: kubelets that share one take each other's pods for leftovers.
    podLogsDir: join(directory.root, 'logs', 'pods'),
    volumePluginDir: join(directory.run, 'kubelet', 'volume-plugins'),
    makeIPTablesUtilChains: false,
    cgroupDriver: 'cgroupfs',
    cgroupsPerQOS: false,
    enforceNodeAllocatable: [],
    // The machine is what it is, and not ours: no swap, cgroup or disk of it is a reason to refuse or evict pods.
    failSwapOn: false,
    failCgroupV1: false,
    localStorageCapacityIsolation: false,
    imageGCHighThresholdPercent: 100,
    evictionHard: {
      'memory.available': '0%',
      'nodefs.available': '0%',
      'nodefs.inodesFree': '0%',
      'imagefs.available': '0%',
    },
    resolvConf: '',
    maxPods: 250,
    serializeImagePulls: false,
    registryPullQPS: 0,
    kubeAPIQPS: 200,
    kubeAPIBurst: 400,
    eventRecordQPS: 0,
  };
}
