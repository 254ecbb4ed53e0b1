import type { Namespace, Pod } from '../api/kubernetes.generated.js';
import { NAMESPACES, PODS, SIDECARSETS } from '../api/resources.js';
import type { SidecarSet } from '../api/sidecarset.generated.js';
import { defaultSidecarSet } from '../decide/definition/default-sidecarset.js';
import type { InjectionSnapshot } from '../decide/injection/injection-snapshot.js';
import type { CommandWorld } from './command.js';
import { UsageError } from './command.js';
import { judgeSidecarSets } from './judge-sidecarsets.js';
import type { FlagKinds, Flags } from './read-flags.js';
import { ofKind, readObjects } from './read-objects.js';

type InjectionFlag = 'file' | 'sidecarsets' | 'namespace' | 'namespaces';

/** The flags that name all that the injection of a pod reads. */
export const INJECTION_FLAGS: FlagKinds<InjectionFlag> = {
  file: 'value',
  sidecarsets: 'values',
  namespace: 'value',
  namespaces: 'value',
};

/**
 * Gathers from files what the injection of one pod reads. SidecarSets that the webhook would refuse are refused here too.
 *
 * @throws UsageError when the flags do not say enough, Error with every fault of the files
 */
export function readInjection<Name extends InjectionFlag>(
  flags: Flags<Name | InjectionFlag>,
  { readFile, now }: Pick<CommandWorld, 'readFile' | 'now'>,
): InjectionSnapshot {
  const podFile = flags.value('file');
  if (podFile === undefined) throw new UsageError('name the file of the pod: -f pod.yaml');
  const setFiles = flags.values('sidecarsets');
  if (setFiles.length === 0) throw new UsageError('name the files of the SidecarSets: --sidecarsets FILE...');
  const pod = readPod(podFile, readFile);
  const namespace = namespaceOf(pod, flags.value('namespace'));
  const sidecarSets = readSidecarSets(setFiles, readFile);
  const namespaceLabels = readNamespaceLabels(namespace, flags.values('namespaces'), readFile);
  return { pod, namespace, sidecarSets, now, ...(namespaceLabels === undefined ? {} : { namespaceLabels }) };
}

/**
 * The SidecarSets in files as admission would store them.
 *
 * @throws Error with every reason why one of them would be refused
 */
export function readSidecarSets(
  paths: readonly string[],
  readFile: CommandWorld['readFile'],
): readonly SidecarSet[] {
  const { found, faults } = readObjects(paths, readFile);
  const sidecarSets = ofKind(found, SIDECARSETS).map(one => ({ ...one, object: defaultSidecarSet(one.object) }));
  refuseFaults([...faults, ...judgeSidecarSets(sidecarSets).faults]);
  if (sidecarSets.length === 0) throw new Error(`no SidecarSet in ${paths.join(', ')}`);
  return sidecarSets.map(({ object }) => object);
}

function readPod(path: string, readFile: CommandWorld['readFile']): Pod {
  const { found, faults } = readObjects([path], readFile);
  refuseFaults(faults);
  const pods = ofKind(found, PODS).map(({ object }) => object);
  const [pod] = pods;
  if (pod === undefined || pods.length > 1) throw new Error(`${path}: holds ${String(pods.length)} Pods; one is needed`);
  if (!Array.isArray(pod.spec?.containers)) throw new Error(`${path}: spec.containers: a Pod needs containers`);
  return pod;
}

function namespaceOf({ metadata }: Pod, asked: string | undefined): string {
  const own = metadata?.namespace;
  if (own !== undefined && asked !== undefined && own !== asked) {
    throw new UsageError(`the pod says namespace ${own}, --namespace says ${asked}; leave one of them out`);
  }
  return asked ?? own ?? 'default';
}

function readNamespaceLabels(
  name: string,
  paths: readonly string[],
  readFile: CommandWorld['readFile'],
): InjectionSnapshot['namespaceLabels'] {
  const { found, faults } = readObjects(paths, readFile);
  refuseFaults(faults);
  const namespace = ofKind(found, NAMESPACES).find(({ object }) => object.metadata?.name === name)?.object;
  return namespace === undefined ? undefined : labelsOf(namespace);
}

/** The API server gives every Namespace its name as a label; a file need not say so. */
function labelsOf({ metadata }: Namespace): Readonly<Record<string, string>> {
  return { 'kubernetes.io/metadata.name': metadata?.name ?? '', ...metadata?.labels };
}

function refuseFaults(faults: readonly string[]): void {
  if (faults.length > 0) throw new Error(`\n${faults.map(fault => `  ${fault}`).join('\n')}`);
}
