import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse, parseAllDocuments, stringify } from 'yaml';

import type { Namespace, Pod } from '../../lib/api/kubernetes.generated.js';
import type { SidecarSet } from '../../lib/api/sidecarset.generated.js';
import type { InjectionDecision } from '../../lib/decide/injection/injection-snapshot.js';
import { deepFreeze } from '../build/deep-freeze.js';

const ROOT = 'test/golden/injection';

/** The command that writes what is decided now into every `want.yaml`; read the difference before you commit it. */
export const REFRESH =
  'UPDATE_GOLDENS=1 node --import tsx node_modules/mocha/bin/mocha.js test/golden/injection.test.ts -g injectPod';

type WithoutChoices<D> = D extends unknown ? Omit<D, 'choices'> : never;

/** What is to become of the pod: the decision, without the verdicts on the SidecarSets. */
export type Want = WithoutChoices<InjectionDecision>;

/** One folder: a sentence, what goes in, and what is to come out. */
export interface InjectionGolden {
  /** Name of the folder, with spaces. */
  readonly sentence: string;
  readonly folder: string;
  readonly pod: Pod;
  /** Where the pod is created. */
  readonly namespace: string;
  /** As their author wrote them, in the order of the file. */
  readonly sidecarSets: readonly SidecarSet[];
  readonly namespaces: readonly Namespace[];
  /** Undefined: there is no `want.yaml` yet. */
  readonly want: Want | undefined;
}

/** Reads every folder; what is read is frozen. */
export function readInjectionGoldens(): readonly InjectionGolden[] {
  return readdirSync(ROOT).toSorted().map(readGolden);
}

/** Writes the `want.yaml` of a folder. */
export function writeWant({ folder }: Pick<InjectionGolden, 'folder'>, want: Want): void {
  writeFileSync(join(folder, 'want.yaml'), textOfWant(want));
}

/** A `want.yaml` as it is written. */
export function textOfWant(want: Want): string {
  return stringify(want, { lineWidth: 0, aliasDuplicateObjects: false, singleQuote: true });
}

/** What a folder lacks, and what it holds that nobody reads; one line each. */
export function faultsOf(folder: string): readonly string[] {
  const files = readdirSync(folder);
  const missing = ['pod.yaml', 'sidecarsets.yaml', 'want.yaml'].filter(file => !files.includes(file));
  const known = ['pod.yaml', 'sidecarsets.yaml', 'want.yaml', 'namespaces.yaml'];
  return [
    ...missing.map(file => `${folder}/${file} is not there; to write a want.yaml: ${REFRESH}`),
    ...files.filter(file => !known.includes(file)).map(file => `${folder}/${file} is read by nobody`),
  ];
}

/** The path of a file of a golden, when it is there. */
export function fileOf({ folder }: InjectionGolden, name: 'pod' | 'sidecarsets' | 'namespaces'): string | undefined {
  const path = join(folder, `${name}.yaml`);
  return existsSync(path) ? path : undefined;
}

function readGolden(name: string): InjectionGolden {
  const folder = join(ROOT, name);
  const path = (file: string): string => join(folder, `${file}.yaml`);
  const pod = parse(readFileSync(path('pod'), 'utf8')) as Pod;
  return deepFreeze({
    sentence: name.replaceAll('-', ' '),
    folder,
    pod,
    namespace: pod.metadata?.namespace ?? 'default',
    sidecarSets: readAll(path('sidecarsets')) as readonly SidecarSet[],
    namespaces: existsSync(path('namespaces')) ? (readAll(path('namespaces')) as readonly Namespace[]) : [],
    want: existsSync(path('want')) ? (parse(readFileSync(path('want'), 'utf8')) as Want) : undefined,
  });
}

function readAll(path: string): readonly unknown[] {
  return parseAllDocuments(readFileSync(path, 'utf8')).map(document => document.toJS() as unknown);
}
