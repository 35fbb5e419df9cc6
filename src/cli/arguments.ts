import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { InterruptedError } from '../core/errors';
import { describe, errorMessage } from '../core/text';

/** Words that make no sense: the message names the option, what came and what was expected. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * What may stand behind an option: gives its value.
 * @throws InvalidArgumentError with what was expected
 */
export type Parse<T> = (text: string) => T;

/**
 * A command whose words `parseWords` reads. Its help is made from its options. Words that belong to
 * no option are refused, unless the command declares them by `.argument('[names...]')`; they are in
 * its `args` then.
 */
export function commandLine(usage: string, description: string, options: Option[]): Command {
  const command = new Command(usage)
    .description(description)
    .usage(options.length > 0 ? '[options]' : '')
    .helpOption(false)
    // What belongs to no option is refused by `parseWords`, which says what was expected.
    .allowUnknownOption()
    .allowExcessArguments()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .configureHelp({ helpWidth: 100 });
  for (const option of options) command.addOption(option);
  return command;
}

/**
 * An option with a value.
 * @param flags with the value's name: `--seeds <N>`
 * @param value what it is if it is left out; undefined if left out itself
 */
export function option<T>(flags: string, description: string, parse: Parse<T>, value?: T): Option {
  const made = new Option(flags, description).default(value);
  const read = operand(`--${made.name()}`, parse);
  return made.argParser((text) => read(text.startsWith('--') ? '' : text));
}

/**
 * Reads a value.
 * @param name what it is called in an error
 * @throws UsageError naming it, what came and what was expected
 */
export function operand<T>(name: string, parse: Parse<T>): Parse<T> {
  return (text) => {
    const got = text === '' ? 'nothing' : describe(text);
    try {
      const parsed = parse(text);
      if (text !== '') return parsed;
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      throw new UsageError(`${name}: got ${got}, expected ${error.message}`);
    }
    throw new UsageError(`${name}: got nothing, expected a value`);
  };
}

/** An option without a value: true where it is given, else undefined. */
export function flag(name: string, description: string): Option {
  return new Option(name, description);
}

/**
 * Values of a command's options, by name.
 * @throws UsageError for an option that is not known, lacks its value, has one too many or a wrong
 * one, and for words that belong to none
 */
export function parseWords<Values extends object>(
  command: Command,
  words: readonly string[],
): Values {
  try {
    command.parse(words, { from: 'user' });
  } catch (error) {
    // only the last option can lack its value: others take the next word
    if (error instanceof CommanderError && error.code === 'commander.optionMissingArgument')
      throw new UsageError(`${words.at(-1)}: got nothing, expected a value`);
    throw error;
  }
  refuseRest(command);
  return command.opts<Values>();
}

function refuseRest({ args, options, registeredArguments }: Command): void {
  const isVariadic = registeredArguments.some((argument) => argument.variadic);
  const first =
    args.find((word) => word.startsWith('-')) ??
    (isVariadic ? undefined : args[registeredArguments.length]);
  if (first === undefined) return;
  const known = options.map((one) => one.long).join(', ') || 'none';
  if (!first.startsWith('-'))
    throw new UsageError(`got ${describe(first)} that belongs to no option; options: ${known}`);
  const [name, value] = first.split('=', 2);
  if (options.some((one) => one.long === name))
    throw new UsageError(`${name}: got ${describe(value)}, expected no value`);
  throw new UsageError(`${plain(name)}: not an option; expected ${known}`);
}

/** A word as it was typed if it is short and of visible characters, else in quotes and cut. */
function plain(word: string): string {
  return /^[!-~]{1,60}$/.test(word) ? word : describe(word);
}

/**
 * What a check of words throws becomes a `UsageError`.
 * @param name of the option it is about; left out where the message says so itself
 */
export function asUsage<T>(check: () => T, name?: string): T {
  try {
    return check();
  } catch (error) {
    const message = errorMessage(error);
    throw new UsageError(name === undefined ? message : `${name}: ${message}`, { cause: error });
  }
}

/**
 * Does a command's work and sets the exit status: what `work` gives; 2 where the words make no
 * sense, 130 after Ctrl+C, 1 after any other error, which is said.
 */
export async function main(name: string, work: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (error) {
    process.exitCode = exitStatus(error);
    console.error(errorLine(name, error));
  }
}

/** What a command says of the error that ended it. */
function errorLine(name: string, error: unknown): string {
  const message = errorMessage(error);
  if (error instanceof InterruptedError) return message;
  return `${name}: ${message}${error instanceof UsageError ? ' (--help tells all options)' : ''}`;
}

function exitStatus(error: unknown): number {
  if (error instanceof UsageError) return 2;
  return error instanceof InterruptedError ? 130 : 1;
}

/** A whole number from `least` to `most`. */
export function wholeNumber(least: number, most: number): Parse<number> {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`a whole number from ${least} to ${most}`);
  };
}

/** One of the names. */
export function oneOf<T extends string>(names: readonly T[]): Parse<T> {
  return (text) => {
    const found = names.find((name) => name === text);
    if (found !== undefined) return found;
    throw new InvalidArgumentError(`one of ${names.join(', ')}`);
  };
}

/** Some of the names, parted by commas; each once, in the order given. */
export function someOf<T extends string>(names: readonly T[]): Parse<readonly T[]> {
  const one = oneOf(names);
  return (text) => {
    try {
      return [...new Set(text.split(',').map((part) => one(part.trim())))];
    } catch {
      throw new InvalidArgumentError(`one or more of ${names.join(', ')}, parted by commas`);
    }
  };
}

/** The help of a command; its first line is how the command is called. */
export function helpOf(command: Command): string {
  return command
    .helpInformation()
    .replace(/^Usage: /, '')
    .trimEnd();
}
