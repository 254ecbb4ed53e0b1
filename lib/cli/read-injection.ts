import type { Pod } from '../api/kubernetes.generated.js';
import { CONTROLLER_REVISIONS, PODS } from '../api/resources.js';
import type { InjectionSnapshot } from '../decide/injection/injection-snapshot.js';
import type { CommandFiles, CommandWorld } from './command.js';
import { UsageError } from './command.js';
import { namedScope, OPERATOR_FLAGS } from './operator-scope.js';
import type { FlagKinds, Flags } from './read-flags.js';
import { readNamespaces } from './read-namespaces.js';
import { ofKind, requireObjects } from './read-objects.js';
import { readSidecarSets } from './read-sidecarsets.js';

type InjectionFlag = 'file' | 'sidecarsets' | 'namespace' | 'namespaces' | keyof typeof OPERATOR_FLAGS;

/** The flags that name all that the injection of a pod reads. */
export const INJECTION_FLAGS: FlagKinds<InjectionFlag> = {
  file: 'value',
  sidecarsets: 'values',
  namespace: 'value',
  namespaces: 'value',
  ...OPERATOR_FLAGS,
};

/**
 * Gathers from files what the injection of one pod reads. SidecarSets that the webhook would refuse are refused here too.
 * ControllerRevisions that `injectionStrategy.revision` names may stand beside them.
 *
 * @throws UsageError when the flags do not say enough, Error with every fault of the files
 */
export function readInjection<Name extends InjectionFlag>(
  flags: Flags<Name | InjectionFlag>,
  world: CommandFiles & Pick<CommandWorld, 'now'>,
): InjectionSnapshot {
  const podFile = flags.value('file');
  if (podFile === undefined) throw new UsageError('name the file of the pod: -f pod.yaml');
  const setFiles = flags.values('sidecarsets');
  if (setFiles.length === 0)
    throw new UsageError('name the files or folders of the SidecarSets: --sidecarsets FILE...');
  const pod = readPod(podFile, world);
  const namespace = namespaceOf(pod, flags.value('namespace'));
  const found = requireObjects(setFiles, world);
  const sidecarSets = readSidecarSets(found);
  const revisions = ofKind(found, CONTROLLER_REVISIONS).map(({ object }) => object);
  const namespaceLabels = readNamespaces(flags.values('namespaces'), world)[namespace];
  return {
    pod,
    namespace,
    sidecarSets,
    revisions,
    now: world.now,
    scopeNamespaces: namedScope(flags),
    ...(namespaceLabels === undefined ? {} : { namespaceLabels }),
  };
}

function readPod(path: string, files: CommandFiles): Pod {
  const pods = ofKind(requireObjects([path], files), PODS).map(({ object }) => object);
  const [pod] = pods;
  if (pod === undefined || pods.length > 1)
    throw new Error(`${path}: holds ${String(pods.length)} Pods; one is needed`);
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
