import { InvalidArgumentError } from 'commander';
import {
  commandLine,
  flag,
  helpOf,
  option,
  parseWords,
  UsageError,
  wholeNumber,
} from '../../src/cli/arguments';
import { inputFile, outputFile } from '../../src/cli/fileArguments';
import { describe } from '../../src/core/text';
import { stepCases } from './cases';
import { titleOf } from './contestants';
import { contestantsOf } from './contestantsOf';
import { ONE_SHOT_EPISODES } from './oneShotCases';

/** What `npm run bench` does. */
export interface BenchOptions {
  /**
   * Ids of step cases, 'demo', 'growth', 'replay', 'continual', 'slots', 'one-shot'; or 'profile'
   * and ids of step cases; or 'kernel' alone.
   */
  readonly cases: readonly string[];
  readonly peers: boolean;
  readonly json?: string;
  /** Parts of contestants' titles; without it all take part. */
  readonly only?: readonly string[];
  readonly rounds?: number;
  /** Episodes that 'one-shot' learns from. */
  readonly episodes?: number;
  /** Whether docs/speed.md gets the results. */
  readonly write: boolean;
  /** A file of results that is shown, or written, in place of measuring. */
  readonly from?: string;
}

/** Cases that run when they are named only. `profile` and `kernel` are other commands. */
const NAMED = ['slots', 'prototypes', 'one-shot', 'tiny', 'profile', 'kernel'];
const ALL = [
  ...stepCases.map(({ id }) => id).filter((id) => !NAMED.includes(id)),
  'demo',
  'growth',
  'replay',
  'continual',
];
const GROUPS: Readonly<Record<string, readonly string[]>> = { dnc: ['dnc-9x1', 'dnc-16x8'] };
const STEPS = ['dnc-9x1', 'dnc-16x8', 'maml'];
const KNOWN = [...ALL, ...Object.keys(GROUPS), ...NAMED];

const DESCRIPTION =
  "Times the project's training step, compiled and op by op, its replay store, and runs of " +
  'continual learning. prototypes: a step of a prototypical network. one-shot: what such a one ' +
  'learns in so many episodes, judged on the 400 trials of Omniglot (10 minutes a contestant). ' +
  'profile [STEP...]: instead, where the time of a step goes, by kind of operation, and what ' +
  'each pass over its graph saves. kernel: the notebook kernel and the ' +
  'commands instead, beside ipykernel and, with --peers, Deno and tslab as it comes.';
const PEERS =
  'also PyTorch, JAX, jax-js and, for replay, cpprb (benchmarks/peers, installed when first ' +
  'asked for: several GB), after checking that all give the same losses';
const ONLY =
  'only contestants with one of these words in their title, such as "lab, 1,torch eager" (the ' +
  'project itself always takes part)';

const WRITE = 'makes the tables of docs/speed.md from the results: of all cases, with --peers';
const EPISODES = `how many episodes one-shot learns from (${ONE_SHOT_EPISODES})`;
const FROM = 'measures nothing: takes the results from a file that --json wrote, and shows them';

function benchCommand() {
  return commandLine('npm run -s bench --', DESCRIPTION, [
    flag('--peers', PEERS),
    option('--json <FILE>', 'writes the results to a file', outputFile),
    flag('--write', WRITE),
    option('--from <FILE>', FROM, inputFile('as --json writes it')),
    option('--only <NAMES>', ONLY, parts),
    option('--rounds <N>', 'how often the contestants take turns', wholeNumber(1, 1_000_000)),
    option('--episodes <N>', EPISODES, wholeNumber(1, 1_000_000)),
    flag('-h, --help', 'shows this'),
  ])
    .usage('[CASE...] [options]')
    .argument('[CASE...]', `any of ${KNOWN.join(', ')} (all but the last six)`);
}

/** Texts parted by commas without a blank behind them: titles hold commas, too. */
function parts(text: string): string[] {
  const all = text.split(/,(?! )/).map((part) => part.trim());
  if (all.some((part) => part === ''))
    throw new InvalidArgumentError('words of titles, parted by commas');
  return all;
}

export const benchHelp = (): string => helpOf(benchCommand());

/**
 * @returns undefined if help was asked for
 * @throws UsageError for a case or option that is not known, or a file that cannot be written
 */
export function benchOptions(words: readonly string[]): BenchOptions | undefined {
  const command = benchCommand();
  const given = parseWords<Omit<Partial<BenchOptions>, 'cases'> & { readonly help?: boolean }>(
    command,
    words,
  );
  const { help, peers = false, write = false, json, only, rounds, episodes, from } = given;
  if (help) return undefined;
  const cases = casesOf(command.args);
  const options = { cases, peers, json, rounds, episodes, only, write, from };
  if (episodes !== undefined && !cases.includes('one-shot'))
    throw new UsageError(`--episodes: got ${episodes}, expected it with one-shot only`);
  if (options.cases.includes('profile')) checkProfile(options);
  if (from !== undefined) checkFrom(command.args, options);
  else if (write) checkWhole(options);
  for (const part of only ?? []) checkPart(part, options);
  return options;
}

/** Refuses what only a measurement has a use for. */
function checkFrom(named: readonly string[], { peers, json, rounds, only }: BenchOptions): void {
  const others = { '--peers': peers || undefined, '--json': json, '--rounds': rounds };
  const wrong = Object.entries({ ...others, '--only': only }).find(([, value]) => value);
  const found = named[0] ?? wrong?.[0];
  if (found !== undefined)
    throw new UsageError(`--from: got ${describe(found)} beside it, expected at most --write`);
}

/** Refuses others than the project in its profile. */
function checkProfile({ peers, only }: BenchOptions): void {
  if (peers || only)
    throw new UsageError('profile: got --peers or --only beside it, expected the project alone');
}

/** Refuses to write a page from a part of what it shows. */
function checkWhole({ cases, peers, only }: BenchOptions): void {
  const isSlots = cases.join() === 'slots'; // its results stand in a file of their own
  const missing = ALL.filter((id) => !isSlots && !cases.includes(id));
  if (missing.length === 0 && peers && !only) return;
  throw new UsageError('--write: expected all cases, with --peers and without --only, or --from');
}

/** Refuses a part of a title that nobody has who takes part. */
function checkPart(part: string, { cases, peers }: BenchOptions): void {
  if (cases.includes('kernel'))
    throw new UsageError(`--only: got ${describe(part)}, expected it without kernel`);
  const titles = new Set<string>();
  for (const { lab, peers: others } of cases.map(contestantsOf))
    for (const one of [...lab, ...(peers ? others : [])]) titles.add(titleOf(one));
  if ([...titles].some((title) => title.includes(part))) return;
  const rest = peers ? '' : ' (others take part with --peers)';
  throw new UsageError(
    `--only: got ${describe(part)}, expected a part of ${[...titles].join('; ')}${rest}`,
  );
}

/** The cases that were named, in the order in which they run; all if none was. */
function casesOf(named: readonly string[]): readonly string[] {
  const wrong = named.find((name) => !KNOWN.includes(name));
  if (wrong !== undefined)
    throw new UsageError(`case: got ${describe(wrong)}, expected one of ${KNOWN.join(', ')}`);
  if (named.includes('kernel') && named.length > 1) {
    const got = named.join(' and ');
    throw new UsageError(
      `case: got ${got}, expected kernel alone: it needs the machine for itself`,
    );
  }
  if (named.length === 0) return ALL;
  const asked = named.flatMap((name) => GROUPS[name] ?? [name]);
  const chosen = [...ALL, ...NAMED].filter((name) => asked.includes(name));
  return chosen.includes('profile') ? profiled(chosen) : chosen;
}

/** What is profiled: the named steps, or all. */
function profiled(chosen: readonly string[]): readonly string[] {
  const steps = chosen.filter((name) => name !== 'profile');
  const wrong = steps.find((name) => ![...STEPS, 'tiny'].includes(name));
  if (wrong !== undefined)
    throw new UsageError(`profile: got ${describe(wrong)}, expected ${STEPS.join(', ')} or tiny`);
  return [...(steps.length > 0 ? steps : STEPS), 'profile'];
}
