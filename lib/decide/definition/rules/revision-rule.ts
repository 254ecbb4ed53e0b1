import { CUSTOM_VERSION_LABEL } from '../../../api/names.js';
import type { DefinitionSnapshot, FieldProblem, KnownRevision } from '../verdict.js';
import type { Rule } from './finding.js';
import { problemIn, show } from './finding.js';
import type { Place } from './place.js';
import { inside, maybe, rootOf } from './place.js';
import { textIn } from './read-field.js';

/** The revision that new pods get can be found. A pod would be refused later, or miss its sidecars. */
export const checkInjectedRevision: Rule = ({ sidecarSet, revisions }) => {
  const strategy = inside(rootOf(sidecarSet), 'spec', 'injectionStrategy');
  return maybe(strategy, 'revision').flatMap(wanted => {
    if (textIn(wanted, 'revisionName') !== undefined) return checkName(wanted, revisions);
    if (textIn(wanted, 'customVersion') !== undefined) return checkVersion(wanted, { sidecarSet, revisions });
    return [problemIn(strategy, 'revision', 'names no revision; set revisionName or customVersion')];
  });
};

function checkName(wanted: Place, revisions: readonly KnownRevision[] | undefined): readonly FieldProblem[] {
  const name = textIn(wanted, 'revisionName');
  if (revisions === undefined || revisions.some(revision => revision.name === name)) return [];
  const message = `is ${show(name)}, which no revision of this SidecarSet is called; ${choice(revisions.map(revision => revision.name))}`;
  return [problemIn(wanted, 'revisionName', message)];
}

function checkVersion(
  wanted: Place,
  {
    sidecarSet,
    revisions,
  }: { readonly sidecarSet: DefinitionSnapshot['sidecarSet'] } & {
    readonly revisions: readonly KnownRevision[] | undefined;
  },
): readonly FieldProblem[] {
  const version = textIn(wanted, 'customVersion');
  const known = revisions?.flatMap(revision => revision.customVersion ?? []);
  // The revision of the spec in hand is made right after it is stored.
  if (known === undefined || known.includes(version ?? '') || versionOf(sidecarSet) === version) return [];
  const message = `is ${show(version)}, which is the customVersion of no revision of this SidecarSet; ${choice(known)}`;
  return [problemIn(wanted, 'customVersion', message)];
}

function versionOf(set: DefinitionSnapshot['sidecarSet']): string | undefined {
  const root = rootOf(set);
  return (
    textIn(inside(root, 'spec'), 'customVersion') ?? textIn(inside(root, 'metadata', 'labels'), CUSTOM_VERSION_LABEL)
  );
}

function choice(known: readonly string[]): string {
  return known.length === 0 ? 'there is none to name yet' : `name one of ${[...new Set(known)].slice(0, 5).join(', ')}`;
}
