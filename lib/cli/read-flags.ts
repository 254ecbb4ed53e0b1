import type { ParseArgsConfig } from 'node:util';
import { parseArgs } from 'node:util';

import { UsageError } from './command.js';

/** The flags of a command: `value` takes one word, `values` every word up to the next flag, `switch` none. */
export type FlagKinds<Name extends string> = Readonly<Record<Name, 'value' | 'values' | 'switch'>>;

/** A command line that has been read. */
export interface Flags<Name extends string> {
  /** Undefined: not given. */
  readonly value: (name: Name) => string | undefined;
  /** Empty: not given. */
  readonly values: (name: Name) => readonly string[];
  readonly isOn: (name: Name) => boolean;
  /** The words that belong to no flag. */
  readonly words: readonly string[];
}

/** The flags of every command that changes a SidecarSet of a cluster. */
export const EDIT_FLAGS: FlagKinds<'kubeconfig' | 'dry-run'> = { kubeconfig: 'value', 'dry-run': 'switch' };

/** @throws UsageError unless there is exactly one word */
export function oneName([name, ...rest]: readonly string[]): string {
  if (name === undefined || rest.length > 0) throw new UsageError('name one SidecarSet');
  return name;
}

/**
 * Reads the words behind a verb. `-f` is short for `--file`.
 *
 * @throws UsageError for a flag that is not there, or that lacks its word
 */
export function readFlags<Name extends string>(args: readonly string[], kinds: FlagKinds<Name>): Flags<Name> {
  const given = new Map<string, string[]>();
  const words: string[] = [];
  let open: string[] | undefined;
  for (const token of tokensOf(args, kinds)) {
    if (token.kind === 'option') {
      const known = given.get(token.name) ?? [];
      given.set(token.name, token.value === undefined ? known : [...known, token.value]);
      open = kinds[token.name as Name] === 'values' ? given.get(token.name) : undefined;
    } else if (token.kind === 'positional') {
      (open ?? words).push(token.value);
    }
  }
  return {
    value: name => given.get(name)?.at(-1),
    values: name => given.get(name) ?? [],
    isOn: name => given.has(name),
    words,
  };
}

function tokensOf<Name extends string>(args: readonly string[], kinds: FlagKinds<Name>) {
  const options = Object.entries(kinds).map(([name, kind]) => [
    name,
    { type: kind === 'switch' ? 'boolean' : 'string', ...(name === 'file' ? { short: 'f' } : {}) },
  ]);
  const config: ParseArgsConfig = { options: Object.fromEntries(options) as NonNullable<ParseArgsConfig['options']> };
  try {
    return parseArgs({ ...config, args: [...args], allowPositionals: true, tokens: true }).tokens;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message.split('. ')[0] : String(error));
  }
}
