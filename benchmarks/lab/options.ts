import { InvalidArgumentError } from 'commander';
import {
  commandLine,
  flag,
  helpOf,
  option,
  parseWords,
  wholeNumber,
} from '../../src/cli/arguments';
import { stepCases } from './cases';

/** What `npm run bench` does. */
export interface BenchOptions {
  /** Ids of step cases, 'demo', 'growth', 'replay', 'continual'; or 'kernel' alone. */
  readonly cases: readonly string[];
  readonly peers: boolean;
  readonly json?: string;
  /** Parts of contestants' titles; without it all take part. */
  readonly only?: readonly string[];
  readonly rounds?: number;
}

const ALL = [
  ...stepCases.map(({ id }) => id).filter((id) => id !== 'tiny'),
  'demo',
  'growth',
  'replay',
  'continual',
];
const GROUPS: Readonly<Record<string, readonly string[]>> = { dnc: ['dnc-9x1', 'dnc-16x8'] };
const KNOWN = [...ALL, ...Object.keys(GROUPS), 'tiny', 'kernel'];

const DESCRIPTION =
  "Times the project's training step, compiled and op by op, its replay store, and runs of " +
  'continual learning; kernel: the notebook kernel and the commands instead, beside ipykernel ' +
  'and, with --peers, Deno and tslab as it comes.';
const PEERS =
  'also PyTorch, JAX and, for replay, cpprb (benchmarks/peers, installed when first asked for: ' +
  'several GB), after checking that all give the same losses';
const ONLY =
  'only contestants with one of these words in their title, such as "lab, 1,torch eager" (the ' +
  'project itself always takes part)';

function benchCommand() {
  return commandLine('npm run -s bench --', DESCRIPTION, [
    flag('--peers', PEERS),
    option('--json <FILE>', 'writes the results to a file', fileName),
    option('--only <NAMES>', ONLY, parts),
    option('--rounds <N>', 'how often the contestants take turns', wholeNumber(1, 1_000_000)),
    flag('-h, --help', 'shows this'),
  ])
    .usage('[CASE...] [options]')
    .argument('[CASE...]', `any of ${KNOWN.join(', ')} (all but tiny and kernel)`);
}

function fileName(text: string): string {
  if (text === '') throw new InvalidArgumentError('the name of a file');
  return text;
}

/** Texts parted by commas without a blank behind them: titles hold commas, too. */
function parts(text: string): string[] {
  const all = text.split(/,(?! )/).map((part) => part.trim());
  return all.filter(Boolean);
}

export const benchHelp = (): string => helpOf(benchCommand());

/**
 * @returns undefined if help was asked for
 * @throws Error in one line for a case or option that is not known
 */
export function benchOptions(words: readonly string[]): BenchOptions | undefined {
  const command = benchCommand();
  const { help, peers, json, only, rounds } = parseWords<
    Omit<Partial<BenchOptions>, 'cases'> & { readonly help?: boolean }
  >(command, words);
  if (help) return undefined;
  return { cases: casesOf(command.args), peers: peers ?? false, json, rounds, only };
}

/** The cases that were named, in the order in which they run; all if none was. */
function casesOf(named: readonly string[]): readonly string[] {
  const wrong = named.find((name) => !KNOWN.includes(name));
  if (wrong !== undefined)
    throw new Error(`case: got "${wrong}", expected one of ${KNOWN.join(', ')}`);
  if (named.includes('kernel') && named.length > 1) {
    const got = named.join(' and ');
    throw new Error(`case: got ${got}, expected kernel alone: it needs the machine for itself`);
  }
  if (named.length === 0) return ALL;
  const asked = named.flatMap((name) => GROUPS[name] ?? [name]);
  return [...ALL, 'tiny', 'kernel'].filter((name) => asked.includes(name));
}
