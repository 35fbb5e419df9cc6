import { parseArgs } from 'node:util';
import { stepCases } from './cases';

/** What `npm run bench` is told. */
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

export const HELP = `npm run -s bench [-- CASE... --peers --json OUT --only NAMES --rounds N]
  times the project's training step, compiled and op by op, its replay store, and runs of continual learning; CASE is one of ${[...ALL, ...Object.keys(GROUPS), 'tiny', 'kernel'].join(', ')} (all but tiny and kernel)
  kernel        the notebook kernel and the commands instead, beside ipykernel and, with --peers, Deno and tslab as it comes
  --peers       also PyTorch, JAX and, for replay, cpprb (benchmarks/peers, installed when first asked for: several GB), after checking that all give the same losses
  --json OUT    writes the results to the file OUT
  --only NAMES  only contestants with one of these words in their title, such as "lab, 1,torch eager" (the project itself always takes part)
  --rounds N    how often the contestants take turns`;

/**
 * @returns undefined if help was asked for
 * @throws Error in one line for a case or option that is not known
 */
export function benchOptions(words: readonly string[]): BenchOptions | undefined {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      peers: { type: 'boolean' },
      json: { type: 'string' },
      only: { type: 'string' },
      rounds: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return undefined;
  const known = [...ALL, ...Object.keys(GROUPS), 'tiny', 'kernel'];
  const wrong = positionals.find((name) => !known.includes(name));
  if (wrong !== undefined)
    throw new Error(`case: got "${wrong}", expected one of ${known.join(', ')}`);
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && (!Number.isInteger(rounds) || rounds < 1))
    throw new Error(
      `--rounds: got "${values.rounds ?? ''}", expected a whole number of at least 1`,
    );
  if (values.json === '') throw new Error('--json: got no file name');
  if (positionals.includes('kernel') && positionals.length > 1)
    throw new Error(
      `case: got ${positionals.join(' and ')}, expected kernel alone: it needs the machine for ` +
        'itself',
    );
  const asked = positionals.flatMap((name) => GROUPS[name] ?? [name]);
  const cases =
    asked.length === 0 ? ALL : [...ALL, 'tiny', 'kernel'].filter((name) => asked.includes(name));
  return {
    cases,
    peers: values.peers ?? false,
    json: values.json,
    rounds,
    only: values.only
      ?.split(/,(?! )/)
      .map((part) => part.trim())
      .filter(Boolean),
  };
}
