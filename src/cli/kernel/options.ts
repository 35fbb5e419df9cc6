import type { Command } from 'commander';
import { describe } from '../../core/text';
import { commandLine, flag, helpOf, option, parseWords, UsageError } from '../arguments';
import { outputFolder } from '../fileArguments';

/** It has version 8 of Jupyter's widgets, whose protocol `interact` speaks. */
export const VSCODE_EXTENSION = 'ms-toolsai.jupyter 2023.3 or newer';

/** The commands, and the options that each has. */
const COMMANDS = {
  install: ['user', 'prefix', 'replace'],
  remove: ['user', 'prefix'],
  list: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type CommandName = keyof typeof COMMANDS;
const NAMES = Object.keys(COMMANDS) as readonly CommandName[];

const DESCRIPTION =
  "Registers the TypeScript kernel of this folder with the machine's own Jupyter and with VS " +
  `Code (which needs the extension ${VSCODE_EXTENSION}), removes it, or lists where it is.`;
const USER = 'for you alone, where "jupyter --data-dir" points to (this is the default)';
const PREFIX = 'into DIR/share/jupyter, for the Jupyter of that environment';

function kernelLine(): Command {
  return commandLine('npm run kernel --', DESCRIPTION, [
    flag('--user', USER),
    option('--prefix <DIR>', PREFIX, outputFolder),
    flag('--replace', 'also where another kernel has its name'),
    flag('-h, --help', 'shows this'),
  ])
    .usage('install|remove|list [--user | --prefix DIR] [--replace]')
    .argument('[COMMAND]');
}

/** What `npm run kernel` does. */
export interface KernelOptions {
  readonly command: CommandName;
  /** An absolute path; undefined: the person's own folder. */
  readonly prefix?: string;
  readonly replace: boolean;
}

export const kernelHelp = (): string => helpOf(kernelLine());

/**
 * @returns undefined if help was asked for, or nothing
 * @throws UsageError
 */
export function kernelOptions(words: readonly string[]): KernelOptions | undefined {
  const line = kernelLine();
  const { help, ...given } = parseWords<{
    readonly user?: boolean;
    readonly prefix?: string;
    readonly replace?: boolean;
    readonly help?: boolean;
  }>(line, words);
  const [name] = line.args;
  if (help || (name === undefined && words.length === 0)) return undefined;
  const command = NAMES.find((one) => one === name);
  if (!command) {
    const got = name === undefined ? 'nothing' : describe(name);
    throw new UsageError(`COMMAND: got ${got}, expected install, remove or list`);
  }
  const known: readonly string[] = COMMANDS[command];
  const wrong = Object.keys(given).find((option) => !known.includes(option));
  if (wrong !== undefined) throw new UsageError(`--${wrong}: not an option of ${command}`);
  if (given.user && given.prefix !== undefined)
    throw new UsageError('--user and --prefix: expected one of them');
  return { command, prefix: given.prefix, replace: given.replace ?? false };
}
