import type { SidecarSet } from '../../../api/sidecarset.generated.js';
import type { FieldProblem } from '../verdict.js';
import type { Rule } from './finding.js';
import type { Place } from './place.js';
import { each, inside, rootOf } from './place.js';

/** One entry of a SidecarSet's containers or initContainers. */
export interface SidecarEntry extends Place {
  /** An init container that ends before the app containers start. */
  readonly plainInit: boolean;
}

/** Every sidecar of a SidecarSet, containers first. */
export function sidecarsOf(set: SidecarSet): readonly SidecarEntry[] {
  const spec = inside(rootOf(set), 'spec');
  return [
    ...each(spec, 'containers').map(place => ({ ...place, plainInit: false })),
    ...each(spec, 'initContainers').map(place => ({ ...place, plainInit: place.value['restartPolicy'] !== 'Always' })),
  ];
}

/** Applies a rule to every sidecar. */
export function everySidecar(rule: (sidecar: SidecarEntry) => readonly FieldProblem[]): Rule {
  return ({ sidecarSet }) => sidecarsOf(sidecarSet).flatMap(rule);
}
