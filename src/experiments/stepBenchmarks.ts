import { z } from 'zod';
import { argumentError } from '../core/arguments';
import { readJsonFile } from '../core/jsonFile';
import { projectPath } from '../core/paths';

const spread = { median: z.number(), low: z.number(), high: z.number() };
const contestant = { contestant: z.string(), threads: z.int() };

/** What the file of a bench holds of steps. */
export const benchmarksSchema = z.looseObject({
  machine: z.record(z.string(), z.union([z.string(), z.number()])),
  made: z.string(),
  steps: z.array(
    z.looseObject({
      case: z.string(),
      ...contestant,
      ...spread,
      firstFastStep: z.number().nullable(),
    }),
  ),
  ratios: z.array(
    z.looseObject({
      case: z.string(),
      against: z.string(),
      ratio: z.number(),
      low: z.number(),
      high: z.number(),
      target: z.number().optional(),
    }),
  ),
  demo: z.array(
    z.looseObject({ ...contestant, seconds: z.number(), cpuSeconds: z.number(), steps: z.int() }),
  ),
  growth: z.array(
    z.looseObject({
      by: z.enum(['slots', 'batch', 'steps']),
      value: z.number(),
      ...contestant,
      ...spread,
    }),
  ),
});

/** What `npm run -s bench` measured: times of a training step, this project's and of its peers. */
export type StepBenchmarks = z.infer<typeof benchmarksSchema>;

/** Median and quartiles of the milliseconds of a step. */
type StepSpread = Readonly<Record<'median' | 'low' | 'high', number>>;

/** Times of a step at growing sizes, in ms; `low` and `high` are quartiles. */
export interface MeasuredGrowth {
  /** What grows: `slots`. */
  readonly name: string;
  readonly sizes: readonly number[];
  readonly ms: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** The stored benchmarks. @throws FileError if they cannot be read */
export function readStepBenchmarks(
  file: string = projectPath('data/benchmarks.json'),
): StepBenchmarks {
  return readJsonFile(file, benchmarksSchema);
}

/** Cases of the bench in words. */
const CASES: Readonly<Record<string, string>> = {
  'dnc B=9 T=1': 'memory machine, 9 rows, 1 time step',
  'dnc B=16 T=8': 'memory machine, 16 rows, 8 time steps',
  maml: 'meta-step of MAML',
};

/** What a case of the bench is, in words. */
export const caseInWords = (name: string): string => CASES[name] ?? name;

/** Who ran a step: `lab, 2 threads`. */
export function runnerName({
  contestant: name,
  threads,
}: Readonly<{ contestant: string; threads: number }>): string {
  const unit = name === 'jax jit' ? 'core' : 'thread';
  return `${name}, ${threads} ${unit}${threads > 1 ? 's' : ''}`;
}

/**
 * The times of each case by who ran it, the shortest first; op by op is left out.
 * @param options `without` names contestants that are left out besides
 */
export function compiledTimes(
  { steps }: StepBenchmarks,
  { without = [] }: { readonly without?: readonly string[] } = {},
): Record<string, Record<string, StepSpread>> {
  const times: Record<string, Record<string, StepSpread>> = {};
  for (const step of steps) times[caseInWords(step.case)] = {}; // cases in the order of the bench
  const hidden = ['lab, op by op', ...without];
  const shown = steps.filter((step) => !hidden.includes(step.contestant));
  for (const step of [...shown].sort((a, b) => a.median - b.median)) {
    const { median, low, high } = step;
    times[caseInWords(step.case)][runnerName(step)] = { median, low, high };
  }
  return times;
}

/** What grows in the bench, in words. */
const GROWS = { slots: 'slots', batch: 'rows', steps: 'time steps' } as const;

/** Times of a contestant's step on one thread, a line for each size that grows. */
export function measuredGrowth({ growth }: StepBenchmarks, who = 'lab'): MeasuredGrowth[] {
  const own = growth.filter((point) => point.contestant === who && point.threads === 1);
  return (['slots', 'batch', 'steps'] as const).map((by) => {
    const points = own.filter((point) => point.by === by).sort((a, b) => a.value - b.value);
    return {
      name: GROWS[by],
      sizes: points.map(({ value }) => value),
      ms: points.map(({ median }) => median),
      low: points.map(({ low }) => low),
      high: points.map(({ high }) => high),
    };
  });
}

/** The goals that were set for ratios, and what came out. */
export function goalTable({ ratios }: StepBenchmarks) {
  return ratios.flatMap(({ case: name, against, ratio, low, high, target }) => {
    if (target === undefined) return [];
    return {
      step: caseInWords(name),
      'times as fast as': against,
      ratio: rounded(ratio),
      quartiles: `${rounded(low)} to ${rounded(high)}`,
      goal: target,
      reached: ratio >= target ? 'yes' : 'no',
    };
  });
}

/**
 * The smallest and the largest ratio against a contestant, in words: `1.9 to 2.3`.
 * @throws RangeError for a contestant that has none
 */
export function ratioRange({ ratios }: StepBenchmarks, against: string): string {
  const found = ratios.filter((ratio) => ratio.against.startsWith(against));
  if (found.length === 0)
    throw argumentError('against', against, `one of ${ratios.map((r) => r.against).join('; ')}`);
  const values = found.map(({ ratio }) => Number(ratio.toPrecision(2)));
  return `${Math.min(...values)} to ${Math.max(...values)}`;
}

/** Seconds until the first fast step, on one thread. */
export function firstStepTable({ steps }: StepBenchmarks) {
  return steps
    .filter(({ threads, firstFastStep }) => threads === 1 && firstFastStep !== null)
    .map((step) => ({
      step: caseInWords(step.case),
      who: runnerName(step),
      'first fast step after (s)': rounded(step.firstFastStep!),
    }));
}

/** The demo of the original tutorial, as each contestant ran it. */
export function demoTable({ demo }: StepBenchmarks) {
  return demo.map(({ contestant: who, steps, seconds, cpuSeconds }) => ({
    who,
    steps,
    seconds: rounded(seconds),
    'seconds of CPU': rounded(cpuSeconds),
  }));
}

/** Three digits, as a table shows them. */
const rounded = (value: number): number => Number(value.toPrecision(3));
