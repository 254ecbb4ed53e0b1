import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterDirectory } from '../cluster-directory.js';
import type { BinaryName } from '../machine/binaries.js';
import { freePorts } from '../machine/ports.js';
import { startProcess, waitUntilUp } from '../machine/process.js';
import { answersOk } from './api-server-access.js';
import {
  type CertificateAuthority,
  createCertificateAuthority,
  createSigningKeys,
  type Subject,
} from './certificates.js';
import { writeKubeconfig } from './kubeconfig.js';

/** The programs of a control plane. */
export type ControlPlaneProgram = Extract<
  BinaryName,
  'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler'
>;

type ControlPlaneBinaries = Readonly<Record<ControlPlaneProgram, string>>;

/** A control plane that answers. */
export interface ControlPlane {
  readonly url: string;
  readonly certificateAuthority: CertificateAuthority;
  /** The path of a kubeconfig file for this user, written now. */
  kubeconfigFor(subject: Subject): Promise<string>;
}

/** Starts etcd, API server, controller manager and scheduler on free ports of 127.0.0.1. */
export async function startControlPlane(
  directory: ClusterDirectory,
  binaries: ControlPlaneBinaries,
): Promise<ControlPlane> {
  const certificateAuthority = await createCertificateAuthority(`sidecarset-${directory.name}`);
  const ports = await freePorts(5);
  const [etcdPort, peerPort, apiPort, managerPort, schedulerPort] = ports as [number, number, number, number, number];
  const url = `https://127.0.0.1:${apiPort}`;
  await writeCertificates(directory, certificateAuthority);
  const kubeconfigFor = (subject: Subject): Promise<string> =>
    writeUserKubeconfig({ directory, certificateAuthority, url, subject });

  await startProcess(directory, {
    name: 'etcd',
    command: binaries.etcd,
    args: etcdFlags(directory, { clients: etcdPort, peers: peerPort }),
  });
  await startProcess(directory, {
    name: 'kube-apiserver',
    command: binaries['kube-apiserver'],
    args: apiServerFlags(directory, { own: apiPort, etcd: etcdPort }),
  });
  const ca = certificateAuthority.certificate;
  await waitUntilUp(directory, 'kube-apiserver', () => answersOk(`${url}/readyz`, ca), { everyMs: 50 });

  const managerKubeconfig = await kubeconfigFor({ name: 'system:kube-controller-manager' });
  const schedulerKubeconfig = await kubeconfigFor({ name: 'system:kube-scheduler' });
  await startProcess(directory, {
    name: 'kube-controller-manager',
    command: binaries['kube-controller-manager'],
    args: controllerManagerFlags(directory, { kubeconfig: managerKubeconfig, port: managerPort }),
  });
  await startProcess(directory, {
    name: 'kube-scheduler',
    command: binaries['kube-scheduler'],
    args: schedulerFlags({ kubeconfig: schedulerKubeconfig, port: schedulerPort }),
  });
  return { url, certificateAuthority, kubeconfigFor };
}

async function writeCertificates(directory: ClusterDirectory, authority: CertificateAuthority): Promise<void> {
  const apiServer = await authority.issue({
    name: 'kube-apiserver',
    hosts: ['127.0.0.1', '10.96.0.1', 'localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'],
  });
  const kubeletClient = await authority.issue({ name: 'kube-apiserver-kubelet-client', groups: ['system:masters'] });
  const serviceAccounts = await createSigningKeys();
  const files = {
    'ca.crt': authority.certificate,
    'apiserver.crt': apiServer.certificate,
    'apiserver.key': apiServer.key,
    'kubelet-client.crt': kubeletClient.certificate,
    'kubelet-client.key': kubeletClient.key,
    'service-accounts.key': serviceAccounts.privateKey,
    'service-accounts.pub': serviceAccounts.publicKey,
  };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(pki(directory, name), content, { mode: 0o600 });
  }
}

async function writeUserKubeconfig(options: {
  readonly directory: ClusterDirectory;
  readonly certificateAuthority: CertificateAuthority;
  readonly url: string;
  readonly subject: Subject;
}): Promise<string> {
  const { directory, certificateAuthority, url, subject } = options;
  const path = join(directory.root, `${subject.name.replace(/^system:/, '').replaceAll(':', '-')}.kubeconfig`);
  await writeKubeconfig(path, {
    clusterName: directory.name,
    server: url,
    certificateAuthority: certificateAuthority.certificate,
    user: subject.name,
    keyPair: await certificateAuthority.issue(subject),
  });
  return path;
}

function etcdFlags(directory: ClusterDirectory, ports: { readonly clients: number; readonly peers: number }): string[] {
  const clients = `http://127.0.0.1:${ports.clients}`;
  const peers = `http://127.0.0.1:${ports.peers}`;
  return [
    `--data-dir=${join(directory.root, 'etcd')}`,
    `--listen-client-urls=${clients}`,
    `--advertise-client-urls=${clients}`,
    `--listen-peer-urls=${peers}`,
    `--initial-advertise-peer-urls=${peers}`,
    `--initial-cluster=default=${peers}`,
    // The data is thrown away with the cluster: nothing is gained by waiting for the disk.
    '--unsafe-no-fsync',
    '--log-level=warn',
  ];
}

function apiServerFlags(directory: ClusterDirectory, ports: { readonly own: number; readonly etcd: number }): string[] {
  return [
    `--etcd-servers=http://127.0.0.1:${ports.etcd}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${ports.own}`,
    `--tls-cert-file=${pki(directory, 'apiserver.crt')}`,
    `--tls-private-key-file=${pki(directory, 'apiserver.key')}`,
    `--client-ca-file=${pki(directory, 'ca.crt')}`,
    `--kubelet-client-certificate=${pki(directory, 'kubelet-client.crt')}`,
    `--kubelet-client-key=${pki(directory, 'kubelet-client.key')}`,
    '--kubelet-preferred-address-types=InternalIP',
    '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
    `--service-account-key-file=${pki(directory, 'service-accounts.pub')}`,
    `--service-account-signing-key-file=${pki(directory, 'service-accounts.key')}`,
    '--service-cluster-ip-range=10.96.0.0/16',
    '--authorization-mode=Node,RBAC',
    '--enable-admission-plugins=NodeRestriction',
    '--allow-privileged=true',
    // Its own address is 127.0.0.1, which may not stand in an Endpoints object.
    '--endpoint-reconciler-type=none',
    // Webhooks that are reached by Service are asked at the Service's endpoints: nobody here translates its own address.
    '--enable-aggregator-routing=true',
  ];
}

function controllerManagerFlags(
  directory: ClusterDirectory,
  own: { readonly kubeconfig: string; readonly port: number },
): string[] {
  return [
    ...clientFlags(own),
    `--root-ca-file=${pki(directory, 'ca.crt')}`,
    `--service-account-private-key-file=${pki(directory, 'service-accounts.key')}`,
    '--use-service-account-credentials=true',
  ];
}

function schedulerFlags(own: { readonly kubeconfig: string; readonly port: number }): string[] {
  return clientFlags(own);
}

function clientFlags({ kubeconfig, port }: { readonly kubeconfig: string; readonly port: number }): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    '--leader-elect=false',
    '--kube-api-qps=300',
    '--kube-api-burst=600',
  ];
}

function pki(directory: ClusterDirectory, file: string): string {
  return join(directory.root, 'pki', file);
}
