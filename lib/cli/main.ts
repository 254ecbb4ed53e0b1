#!/usr/bin/env node
import { readFileSync } from 'node:fs';

import { describeOperatorFlags } from '../settings.js';
import type { CommandEnd } from './command.js';
import { runOperatorCommand } from './operator-command.js';
import { runValidateCommand } from './validate-command.js';

const HELP = `sidecarset: sidecar management for Kubernetes

  sidecarset operator [flags]     inject sidecars into new pods and upgrade them in running ones
  sidecarset validate FILE...     judge SidecarSets in YAML files ("-": standard input) as the webhook would
  sidecarset version

Flags of operator:
${describeOperatorFlags().join('\n')}
`;

async function run([verb, ...args]: readonly string[]): Promise<CommandEnd> {
  switch (verb) {
    case 'operator':
      return runOperatorCommand(args, { environment: process.env, version: readVersion() });
    case 'validate':
      return runValidateCommand(args, path => readFileSync(path === '-' ? 0 : path, 'utf8'));
    case 'version':
      return { exitCode: 0, output: `${readVersion()}\n` };
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      return { exitCode: 0, output: HELP };
    default:
      return { exitCode: 2, output: `sidecarset: there is no command ${verb}\n\n${HELP}` };
  }
}

function readVersion(): string {
  // The same distance from the source and from dist/js would be chance: the package is looked for upwards.
  for (let folder = new URL('./', import.meta.url); folder.pathname !== '/'; folder = new URL('../', folder)) {
    try {
      const manifest = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as Record<string, unknown>;
      if (manifest['name'] === 'cdk8s-sidecarset') return String(manifest['version']);
    } catch {
      // No package here, or not one of ours: the next folder up may hold it.
    }
  }
  return 'unknown';
}

const { exitCode, output } = await run(process.argv.slice(2));
(exitCode === 0 ? process.stdout : process.stderr).write(output);
process.exitCode = exitCode;
