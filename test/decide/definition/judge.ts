import type { Sidecar, SidecarSet, SidecarSetSpec } from '../../../lib/api/sidecarset.generated.js';
import { defaultSidecarSet } from '../../../lib/decide/definition/default-sidecarset.js';
import { validateSidecarSet } from '../../../lib/decide/definition/validate-sidecarset.js';
import type { DefinitionSnapshot } from '../../../lib/decide/definition/verdict.js';
import { formatProblem } from '../../../lib/decide/definition/verdict.js';
import { aSidecar, aSidecarSet } from '../../build/a-sidecarset.js';

/** Fields of a type, with any JSON value in them. */
export type Loose<T> = { readonly [K in keyof T]?: unknown } & Readonly<Record<string, unknown>>;

/** What is said about a SidecarSet, each sentence as people see it. */
export interface Judgement {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/** Judges a SidecarSet as admission does, defaults filled in. */
export function judge(sidecarSet: SidecarSet, world: Partial<DefinitionSnapshot> = {}): Judgement {
  const { problems, warnings } = validateSidecarSet({
    sidecarSet: defaultSidecarSet(sidecarSet),
    others: [],
    ...world,
  });
  return { problems: problems.map(formatProblem), warnings: warnings.map(formatProblem) };
}

/** Judges a good SidecarSet whose spec is changed by what is given. */
export function judgeSpec(
  spec: Loose<SidecarSetSpec> | SidecarSetSpec,
  world: Partial<DefinitionSnapshot> = {},
): Judgement {
  return judge(aSidecarSet(spec as Partial<SidecarSetSpec>), world);
}

/** Judges a SidecarSet with one good sidecar that is changed by what is given. */
export function judgeSidecar(fields: Loose<Sidecar>): Judgement {
  return judgeSpec({ containers: [aLooseSidecar(fields)] });
}

/** Judges a SidecarSet with one good init sidecar that is changed by what is given. */
export function judgeInit(fields: Loose<Sidecar>): Judgement {
  return judgeSpec({ initContainers: [aLooseSidecar({ name: 'init', ...fields })] });
}

/** A good sidecar, changed by what is given. */
export function aLooseSidecar(fields: Loose<Sidecar>): Sidecar {
  return aSidecar(fields as Partial<Sidecar>);
}
