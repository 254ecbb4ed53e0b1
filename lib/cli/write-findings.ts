import { pathToFileURL } from 'node:url';

import { counted } from '../decide/counted.js';
import type { Finding } from './judge-sidecarsets.js';
import { describeFinding } from './judge-sidecarsets.js';

/** What was looked at, and what was found. */
export interface Findings {
  readonly findings: readonly Finding[];
  readonly sidecarSetCount: number;
  /** Of this command. */
  readonly version: string;
}

/** The ways to print findings: for people, for programs, and for code scanning (SARIF 2.1.0). */
export const FINDING_WRITERS: Readonly<Record<string, (findings: Findings) => string>> = {
  text: writeText,
  json: writeJson,
  sarif: writeSarif,
};

function count(findings: readonly Finding[], severity: Finding['severity']): number {
  return findings.filter(finding => finding.severity === severity).length;
}

function writeText({ findings, sidecarSetCount }: Findings): string {
  const [errors, warnings] = [count(findings, 'error'), count(findings, 'warning')];
  const lines = [
    ...findings.filter(({ severity }) => severity === 'error'),
    ...findings.filter(({ severity }) => severity === 'warning'),
  ].map(describeFinding);
  const counts = [counted(sidecarSetCount, 'SidecarSet'), counted(errors, 'problem'), counted(warnings, 'warning')];
  return `${[...lines, counts.join(', ')].join('\n')}\n`;
}

function writeJson({ findings, sidecarSetCount }: Findings): string {
  const summary = {
    sidecarSets: sidecarSetCount,
    problems: count(findings, 'error'),
    warnings: count(findings, 'warning'),
  };
  return `${JSON.stringify({ summary, findings }, null, 2)}\n`;
}

const RULES = {
  error: { id: 'sidecarset/refused', text: 'The webhook refuses this SidecarSet.' },
  warning: { id: 'sidecarset/warned', text: 'The webhook accepts this SidecarSet with a warning.' },
} as const;

/** https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
function writeSarif({ findings, version }: Findings): string {
  const rules = Object.entries(RULES).map(([level, { id, text }]) => ({
    id,
    shortDescription: { text },
    defaultConfiguration: { level },
  }));
  const driver = { name: 'sidecarset', version, rules };
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, results: findings.map(toResult) }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function toResult(finding: Finding): Readonly<Record<string, unknown>> {
  const { file, line, severity, sidecarSet, field, message } = finding;
  const subject = sidecarSet === undefined || field === undefined ? '' : `SidecarSet ${sidecarSet}: ${field}: `;
  return {
    ruleId: RULES[severity].id,
    level: severity,
    message: { text: `${subject}${message}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file) },
          ...(line === undefined ? {} : { region: { startLine: line } }),
        },
        ...(field === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: field }] }),
      },
    ],
  };
}

/** Relative paths stay so: code scanning knows them from the top of the repository. */
function uriOf(file: string): string {
  if (file.startsWith('/')) return pathToFileURL(file).href;
  return file.split('/').map(encodeURIComponent).join('/');
}
