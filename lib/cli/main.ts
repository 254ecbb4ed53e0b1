#!/usr/bin/env node
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { systemClock, timestampOf } from '../cluster/clock.js';
import { createKubeClient } from '../cluster/kube-client.js';
import { loadKubeConfig } from '../cluster/kube-config.js';
import { describeOperatorFlags } from '../settings.js';
import type { CommandEnd, LiveWorld } from './command.js';
import { endCommand } from './command.js';
import { runDoctorCommand } from './doctor-command.js';
import { runExplainCommand } from './explain-command.js';
import { runHistoryCommand } from './history-command.js';
import { runInjectCommand } from './inject-command.js';
import { runOperatorCommand } from './operator-command.js';
import { runMigrateCommand } from './migrate-command.js';
import { runPauseCommand } from './pause-command.js';
import { runPinCommand } from './pin-command.js';
import { runPlanCommand } from './plan-command.js';
import { runSetImageCommand } from './set-image-command.js';
import { runStatusCommand } from './status-command.js';
import { runUiCommand } from './ui-command.js';
import { runUndoCommand } from './undo-command.js';
import { runValidateCommand } from './validate-command.js';

const HELP = `sidecarset: sidecar management for Kubernetes

  sidecarset operator [flags]     inject sidecars into new pods and upgrade them in running ones
  sidecarset validate FILE...     judge SidecarSets in YAML files ("-": standard input) as the webhook would; here and
                                  below a folder stands for the YAML and JSON files in it
      [-f FILE...] [--output text|json|sarif]
  sidecarset inject               print what a pod of a file becomes, without a cluster
      -f POD --sidecarsets FILE... [--namespace NAME] [--namespaces FILE] [--exempt-namespace NAME...] [--diff]
  sidecarset explain pod          say of every SidecarSet whether a pod gets it, and why
      -f POD --sidecarsets FILE... [--namespace NAME] [--namespaces FILE]
      NAMESPACE/NAME [--kubeconfig FILE]
      of an operator elsewhere: [--operator-namespace sidecarset-system] [--exempt-namespace NAME...]
  sidecarset plan                 print what a rollout would do now, and which pods it holds and why; nothing is written
      NAME [-f CHANGED] [--kubeconfig FILE]
      -f SIDECARSET --pods FILE... [--namespaces FILE]
  sidecarset status NAME          print how far a rollout is, and which pods it holds and why
      [--watch] [--wait: until it is over; exit code 1 when it does not get there] [--kubeconfig FILE]
  sidecarset ui                   show SidecarSets, rollouts and pods in a browser, as they change; nothing can be written
      [--port 8088] [--kubeconfig FILE]
  sidecarset history NAME         print the revisions of a SidecarSet, and how many pods hold each
      [--operator-namespace NAME] [--kubeconfig FILE]
  sidecarset undo NAME            write the sidecars of an earlier revision back; of the one before when none is named
      [--to-revision REVISION] [--dry-run] [--operator-namespace NAME] [--kubeconfig FILE]
  sidecarset pin NAME REVISION    give new pods an older revision, by its name, custom version or number
      [--policy Always|Partial] [--dry-run] [--operator-namespace NAME] [--kubeconfig FILE]
      --none in place of REVISION gives them the present sidecars again
  sidecarset pause NAME           stop the rollout where it is; with --injection, inject no new pods
  sidecarset resume NAME          let it go on
      [--injection] [--dry-run] [--kubeconfig FILE]
  sidecarset set-image NAME CONTAINER=IMAGE...
      [--dry-run] [--kubeconfig FILE]
  sidecarset doctor               find out why injection does not work: reachability, certificates, coverage, rights
      [--namespace NAME] [--kubeconfig FILE]
  sidecarset migrate check        read a cluster that ran OpenKruise, and say what changes when this operator takes over
      [--kruise-namespace kruise-system] [--kubeconfig FILE]
  sidecarset version

Flags of operator:
${describeOperatorFlags().join('\n')}
`;

const WORLD: LiveWorld = {
  readFile: path => readFileSync(path === '-' ? 0 : path, 'utf8'),
  filesIn: path =>
    statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
      ? readdirSync(path).map(name => join(path, name))
      : undefined,
  now: timestampOf(Date.now()),
  connect: kubeconfig =>
    createKubeClient({ kubeConfig: loadKubeConfig(kubeconfig === undefined ? {} : { file: kubeconfig }) }),
  screen: {
    write: text => process.stdout.write(text),
    size: () => (process.stdout.isTTY ? { columns: process.stdout.columns, rows: process.stdout.rows } : undefined),
  },
  clock: systemClock,
  random: Math.random,
  stop: stopSignal,
};

type Command = (args: readonly string[]) => CommandEnd | Promise<CommandEnd>;

/** Verbs that work on a cluster or on files, and fail in words. */
const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>(
  Object.entries({
    doctor: args => runDoctorCommand(args, WORLD),
    validate: args => runValidateCommand(args, { ...WORLD, version: readVersion() }),
    inject: args => runInjectCommand(args, WORLD),
    explain: args => runExplainCommand(args, WORLD),
    plan: args => runPlanCommand(args, WORLD),
    status: args => runStatusCommand(args, WORLD),
    ui: args => runUiCommand(args, WORLD),
    history: args => runHistoryCommand(args, WORLD),
    undo: args => runUndoCommand(args, WORLD),
    pin: args => runPinCommand(args, WORLD),
    pause: args => runPauseCommand(args, { ...WORLD, paused: true }),
    resume: args => runPauseCommand(args, { ...WORLD, paused: false }),
    'set-image': args => runSetImageCommand(args, WORLD),
    migrate: args => runMigrateCommand(args, WORLD),
  }),
);

/** The first Ctrl-C ends what is shown in good order, the second everything. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort(new Error('interrupted')));
  process.once('SIGTERM', () => stop.abort(new Error('told to stop')));
  return stop.signal;
}

async function run([verb, ...args]: readonly string[]): Promise<CommandEnd> {
  switch (verb) {
    case 'operator':
      return runOperatorCommand(args, { environment: process.env, version: readVersion() });
    case 'version':
      return { exitCode: 0, output: `${readVersion()}\n` };
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      return { exitCode: 0, output: HELP };
    default: {
      const command = COMMANDS.get(verb);
      if (command !== undefined) return endCommand(verb, () => command(args));
      return { exitCode: 2, output: `sidecarset: there is no command ${verb}\n\n${HELP}` };
    }
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

const { exitCode, output, isResult = exitCode === 0 } = await run(process.argv.slice(2));
(isResult ? process.stdout : process.stderr).write(output);
process.exitCode = exitCode;
