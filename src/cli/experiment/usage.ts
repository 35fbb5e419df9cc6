import { parseArgs } from 'node:util';

/** Words that make no sense: the message names the option, what came and what was expected. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What may stand behind an option: its check gives the value, or says what was expected. */
export type Check<T> = (text: string) => T | Expected;

/** Says what should have come. */
export class Expected {
  constructor(readonly what: string) {}
}

/** Options of a command: a check for those that take a value, `'flag'` for those that do not. */
export type OptionChecks = Readonly<Record<string, Check<unknown> | 'flag'>>;

/** Values by option; undefined where it was not given. */
export type OptionValues<C extends OptionChecks> = {
  readonly [name in keyof C]: C[name] extends Check<infer T>
    ? Exclude<T, Expected> | undefined
    : boolean;
};

/**
 * Reads `--option value`, `--option=value` and flags.
 * @throws UsageError for an option that is not known, lacks its value, has one too many or a wrong
 * one, and for words that belong to none
 */
export function readOptions<C extends OptionChecks>(
  words: readonly string[],
  checks: C,
): OptionValues<C> {
  const options = Object.fromEntries(
    Object.entries(checks).map(([name, check]) => [
      name,
      { type: check === 'flag' ? 'boolean' : 'string' } as const,
    ]),
  );
  const values: Record<string, unknown> = Object.fromEntries(
    Object.entries(checks)
      .filter(([, check]) => check === 'flag')
      .map(([name]) => [name, false]),
  );
  for (const token of parseArgs({
    args: [...words],
    options,
    strict: false,
    tokens: true,
    allowPositionals: true,
  }).tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional')
      throw new UsageError(
        `got "${token.value}" that belongs to no option; options: ${known(checks)}`,
      );
    const check = Object.hasOwn(checks, token.name) ? checks[token.name] : undefined;
    if (check === undefined)
      throw new UsageError(`${token.rawName}: not an option; expected ${known(checks)}`);
    values[token.name] =
      check === 'flag'
        ? flag(token.rawName, token.value)
        : value(token.rawName, token.value, check);
  }
  return values as OptionValues<C>;
}

const known = (checks: OptionChecks): string =>
  Object.keys(checks)
    .map((name) => `--${name}`)
    .join(', ');

function flag(name: string, text: string | undefined): true {
  if (text !== undefined) throw new UsageError(`${name}: got "${text}", expected no value`);
  return true;
}

function value(name: string, text: string | undefined, check: Check<unknown>): unknown {
  const found = check(text ?? '');
  if (text !== undefined && !text.startsWith('--') && !(found instanceof Expected)) return found;
  const what = found instanceof Expected ? found.what : 'a value';
  throw new UsageError(
    `${name}: got ${text === undefined || text.startsWith('--') ? 'nothing' : `"${text}"`}, ` +
      `expected ${what}`,
  );
}

/** A whole number from `least` to `most`. */
export const wholeNumber =
  (least: number, most: number): Check<number> =>
  (text) => {
    const number = Number(text);
    return /^\d+$/.test(text) && number >= least && number <= most
      ? number
      : new Expected(`a whole number from ${least} to ${most}`);
  };

/** One of the names. */
export const oneOf =
  <T extends string>(names: readonly T[]): Check<T> =>
  (text) =>
    names.find((name) => name === text) ?? new Expected(`one of ${names.join(', ')}`);

/** Some of the names, parted by commas; each once, in the order given. */
export const someOf =
  <T extends string>(names: readonly T[]): Check<readonly T[]> =>
  (text) => {
    const asked = text.split(',').map((part) => part.trim());
    const found = names.filter((name) => asked.includes(name));
    return asked.every((part) => names.some((name) => name === part))
      ? found.sort((a, b) => asked.indexOf(a) - asked.indexOf(b))
      : new Expected(`one or more of ${names.join(', ')}, parted by commas`);
  };

/** The name of a file. */
export const fileName: Check<string> = (text) =>
  text === '' ? new Expected('the name of a file') : text;
