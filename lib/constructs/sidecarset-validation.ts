import { Yaml } from 'cdk8s';
import type { KubernetesObject } from '../api/kubernetes.generated.js';
import { GROUP } from '../api/names.js';
import { SIDECARSETS } from '../api/resources.js';
import type { SidecarSet } from '../api/sidecarset.generated.js';
import { defaultSidecarSet } from '../decide/definition/default-sidecarset.js';
import { validateSidecarSet } from '../decide/definition/validate-sidecarset.js';
import type { FieldProblem } from '../decide/definition/verdict.js';

/** What cdk8s-cli hands to a validation plugin; its own type is `ValidationContext`. */
export interface PluginContext {
  /** Paths of the synthesized files. */
  readonly manifests: readonly string[];
  readonly report: {
    addViolation(violation: PluginViolation): void;
    submit(status: 'success' | 'failure', metadata?: Readonly<Record<string, string>>): void;
  };
}

/** One finding, as cdk8s-cli prints it. */
export interface PluginViolation {
  readonly ruleName: string;
  /** What is wrong. */
  readonly recommendation: string;
  readonly fix: string;
  readonly violatingResources: readonly {
    readonly resourceName: string;
    readonly locations: readonly string[];
    readonly manifestPath: string;
  }[];
}

interface Found {
  readonly path: string;
  readonly sidecarSet: SidecarSet;
}

/**
 * A validation plugin for cdk8s-cli: judges every SidecarSet that an app synthesizes, each beside the others, as admission
 * would. For SidecarSets that come from plain YAML (`Include`, `ApiObject`); the construct judges its own at synth anyway.
 *
 * @example
 * validations:
 *   - package: cdk8s-sidecarset
 *     version: 0.1.0
 *     class: SidecarSetValidation
 */
export class SidecarSetValidation {
  /** Reads the manifests and reports what is wrong; `cdk8s synth` fails when something is. */
  validate({ manifests, report }: PluginContext): Promise<void> {
    const found = manifests.flatMap(readSidecarSets);
    const violations = found.flatMap(one => judge(one, found));
    for (const violation of violations) report.addViolation(violation);
    report.submit(violations.length === 0 ? 'success' : 'failure');
    return Promise.resolve();
  }
}

function readSidecarSets(path: string): readonly Found[] {
  return (Yaml.load(path) as readonly (KubernetesObject | null)[])
    .filter(object => object?.kind === SIDECARSETS.kind && object.apiVersion?.startsWith(`${GROUP}/`) === true)
    .map(object => ({ path, sidecarSet: defaultSidecarSet(object as SidecarSet) }));
}

function judge(one: Found, all: readonly Found[]): readonly PluginViolation[] {
  const others = all.filter(other => other !== one).map(({ sidecarSet }) => sidecarSet);
  const { problems } = validateSidecarSet({ sidecarSet: one.sidecarSet, others });
  return problems.map(problem => toViolation(problem, one));
}

/** Our messages say what is wrong and, behind a semicolon, what to do. */
function toViolation({ path, message }: FieldProblem, { path: manifestPath, sidecarSet }: Found): PluginViolation {
  const [, what = message, fix = `change ${path}`] = /^(.*?); (.*)$/s.exec(message) ?? [];
  return {
    ruleName: 'sidecarset-admission',
    recommendation: `${path}: ${what}`,
    fix,
    violatingResources: [
      { resourceName: sidecarSet.metadata?.name ?? '(without a name)', locations: [path], manifestPath },
    ],
  };
}
