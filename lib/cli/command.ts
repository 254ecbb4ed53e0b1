import type { Clock } from '../cluster/clock.js';
import type { KubeClient } from '../cluster/kube-client.js';

/** How a command ended: what it prints last, and what it says to the shell. */
export interface CommandEnd {
  /** 0: as asked; 1: looked and found faults, or failed; 2: asked wrongly. */
  readonly exitCode: 0 | 1 | 2;
  /** Printed on standard output, or on standard error when the exit code is not 0. */
  readonly output: string;
  /** The output is what was asked for, whatever the exit code: it goes to standard output. */
  readonly isResult?: boolean;
}

/** The files that a command is pointed to. */
export interface CommandFiles {
  /** The text of a file, `-` being standard input; throws when it cannot be read. */
  readonly readFile: (path: string) => string;
  /** The paths of the files in a folder, in any order; undefined: the path is no folder. */
  readonly filesIn: (path: string) => readonly string[] | undefined;
}

/** What a command may touch of the world outside. */
export interface CommandWorld extends CommandFiles {
  /** RFC 3339 with seconds. */
  readonly now: string;
  /** The way to the cluster that a kubeconfig names; undefined: the usual search. Throws when there is none. */
  readonly connect: (kubeconfig: string | undefined) => KubeClient;
}

/** Where a command shows what changes while it runs. */
export interface Screen {
  readonly write: (text: string) => void;
  /** A terminal that can be drawn on again; undefined: a file or a pipe. */
  readonly size: () => { readonly columns: number; readonly rows: number } | undefined;
}

/** What a command needs that goes on until it is told to stop. */
export interface LiveWorld extends CommandWorld {
  readonly screen: Screen;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** A signal that aborts when the person has seen enough; from then on an interrupt ends the command in good order. */
  readonly stop: () => AbortSignal;
}

/** Asked wrongly: the command line makes no sense. */
export class UsageError extends Error {}

/**
 * Runs a command and turns what it throws into its end: exit code 2 for a {@link UsageError}, 1 for everything else that
 * has a message for people.
 *
 * @param verb - as typed, for the message
 */
export async function endCommand(verb: string, command: () => CommandEnd | Promise<CommandEnd>): Promise<CommandEnd> {
  try {
    return await command();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { exitCode: error instanceof UsageError ? 2 : 1, output: `sidecarset ${verb}: ${message}\n` };
  }
}
