import type { Container, Pod, PodSpec, Toleration } from '../../../lib/api/kubernetes.generated.js';
import { sameJson, without } from './frozen-json.js';
import type { Fault } from './refusals.js';

const FIXED_SPEC =
  'Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,' +
  '`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),' +
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';
const NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

type ContainerList = 'containers' | 'initContainers';

/** What is wrong with a new pod: the rules of the API server that an injector of containers can break. */
export function newPodFaults(pod: Pod): readonly Fault[] {
  const { spec } = pod;
  if (spec === undefined || spec.containers.length === 0) return [required('spec.containers')];
  const volumes = new Set((spec.volumes ?? []).map(volume => volume.name));
  return [
    ...duplicates(
      (spec.volumes ?? []).map(volume => volume.name),
      index => `spec.volumes[${index}].name`,
    ),
    ...imageFaults(spec),
    ...each(spec, (container, path) => containerFaults(container, path, volumes)),
    ...nameFaults(spec),
  ];
}

/** What the API server does not let happen to a pod that exists: little but its images may change. */
export function changedPodFaults(before: Pod, after: Pod): readonly Fault[] {
  const [old, next] = [before.spec, after.spec];
  if (old === undefined || next === undefined) return [required('spec')];
  // Most writes are about the status: nothing is compared then.
  if (old === next) return [];
  const images = imageFaults(next);
  if (images.length > 0) return images;
  const lists = (['containers', 'initContainers'] as const).filter(
    list => (old[list] ?? []).length !== (next[list] ?? []).length,
  );
  if (lists.length > 0) {
    return lists.map(list => ({
      field: `spec.${list}`,
      message: `Forbidden: pod updates may not add or remove ${label(list)}`,
    }));
  }
  if (!keepsTolerations(old.tolerations ?? [], next.tolerations ?? [])) {
    return [
      {
        field: 'spec.tolerations',
        message: 'Forbidden: existing toleration can not be modified except its tolerationSeconds',
      },
    ];
  }
  return sameJson(fixedPart(old), fixedPart(next)) ? [] : [{ field: 'spec', message: FIXED_SPEC }];
}

function label(list: ContainerList): string {
  return list === 'containers' ? 'containers' : 'init containers';
}

function fixedPart(spec: PodSpec): unknown {
  const bare = (container: Container): unknown => without(container, 'image');
  return {
    ...without(spec, 'activeDeadlineSeconds', 'tolerations'),
    containers: spec.containers.map(bare),
    initContainers: (spec.initContainers ?? []).map(bare),
  };
}

function keepsTolerations(old: readonly Toleration[], next: readonly Toleration[]): boolean {
  const bare = (toleration: Toleration): unknown => without(toleration, 'tolerationSeconds');
  return old.every(toleration => next.some(other => sameJson(bare(other), bare(toleration))));
}

function imageFaults(spec: PodSpec): Fault[] {
  return each(spec, ({ image = '' }, path) => {
    if (image === '') return [required(`${path}.image`)];
    if (image === image.trim()) return [];
    return [invalid(`${path}.image`, image, 'must not have leading or trailing whitespace')];
  });
}

function containerFaults(container: Container, path: string, volumes: ReadonlySet<string>): Fault[] {
  const mounts = container.volumeMounts ?? [];
  return [
    ...(NAME.test(container.name)
      ? []
      : [invalid(`${path}.name`, container.name, 'a lowercase RFC 1123 label must be used')]),
    ...mounts.flatMap(({ name }, index) =>
      volumes.has(name)
        ? []
        : [
            {
              field: `${path}.volumeMounts[${index}].name`,
              message: `Not found: "${name}"`,
              reason: 'FieldValueNotFound',
            },
          ],
    ),
    ...repeated(mounts.map(mount => mount.mountPath)).map(([index, value]) =>
      invalid(`${path}.volumeMounts[${index}].mountPath`, value, 'must be unique'),
    ),
  ];
}

function nameFaults(spec: PodSpec): Fault[] {
  const names = each(spec, (container, path) => [{ name: container.name, field: `${path}.name` }]);
  return duplicates(
    names.map(({ name }) => name),
    index => names[index]?.field ?? '',
  );
}

function each<T>(spec: PodSpec, look: (container: Container, path: string) => readonly T[]): T[] {
  return (['initContainers', 'containers'] as const).flatMap(list =>
    (spec[list] ?? []).flatMap((container, index) => look(container, `spec.${list}[${index}]`)),
  );
}

function duplicates(names: readonly string[], fieldOf: (index: number) => string): Fault[] {
  return repeated(names).map(([index, name]) => ({
    field: fieldOf(index),
    message: `Duplicate value: "${name}"`,
    reason: 'FieldValueDuplicate',
  }));
}

function repeated(texts: readonly string[]): readonly (readonly [number, string])[] {
  return texts.map((text, index) => [index, text] as const).filter(([index, text]) => texts.indexOf(text) < index);
}

function required(field: string): Fault {
  return { field, message: 'Required value', reason: 'FieldValueRequired' };
}

function invalid(field: string, value: string, why: string): Fault {
  return { field, message: `Invalid value: "${value}": ${why}`, reason: 'FieldValueInvalid' };
}
