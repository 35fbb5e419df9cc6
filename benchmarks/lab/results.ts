import os from 'node:os';
import { writeFileAtomic } from '../../src/core/files';
import type { ContinualBench } from './continual';
import type { DemoTimes } from './demo';
import type { GrowthResult } from './growth';
import type { OneShotResult } from './oneShot';
import type { Ratio } from './ratios';
import type { ReplayBench } from './replay';
import type { SlotsGrowth, SlotsResult } from './slots';
import type { Missing, StepTimes } from './turns';
import { libraryVersions } from './versions';

/** Everything a run of the bench found. */
export interface Bench {
  readonly machine: Record<string, string | number>;
  readonly steps: StepTimes[];
  /** Who could not be timed in which step. */
  readonly missing: Missing[];
  readonly ratios: Ratio[];
  demo: DemoTimes[];
  growth: GrowthResult[];
  replay?: ReplayBench;
  continual?: ContinualBench;
  slots?: SlotsResult[];
  slotsGrowth?: SlotsGrowth;
  oneShot?: OneShotResult[];
}

/** The machine, and nothing found yet. The versions of libraries are added by whoever uses them. */
export function emptyBench(): Bench {
  const machine = {
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memory: `${Math.round(os.totalmem() / 2 ** 30)} GiB`,
    system: `${os.platform()} ${os.arch()}`,
    ...libraryVersions(),
  };
  return { machine, steps: [], missing: [], ratios: [], demo: [], growth: [] };
}

/** Writes what was found as JSON, whole or not at all. */
export function writeBench(file: string, bench: Bench): void {
  writeFileAtomic(file, benchText(bench));
}

/** What was found as JSON. Times are rounded to six digits. */
export function benchText({
  machine,
  steps,
  missing,
  ratios,
  demo,
  growth,
  replay,
  continual,
  slots,
  slotsGrowth,
  oneShot,
}: Bench): string {
  const content = {
    machine,
    made: new Date().toISOString().slice(0, 10),
    spread:
      'low and high are quartiles: of all steps of a contestant, and of the rounds of a ratio',
    steps: steps.map(({ rounds, ...rest }) => ({ ...rest, rounds: rounds.length })),
    missing,
    ratios,
    demo,
    growth,
    ...(replay && {
      replay: {
        unit:
          'cycles a second of CPU: 1 item of 64 numbers added, 32 drawn with weights, 32 ' +
          'priorities changed; low and high are quartiles of the rounds',
        ...replay,
      },
    }),
    ...(continual && {
      continual: {
        unit:
          'seconds of processor time a run of split-class (10 passes a task, 200 rows stored), ' +
          'learning and judging, on one thread; low and high are quartiles of the rounds',
        ...continual,
      },
    }),
    ...(slots && { slots, slotsGrowth }),
    ...(oneShot && { oneShot }),
  };
  const rounded = (_: string, value: unknown): unknown =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
  return `${JSON.stringify(content, rounded, 1)}\n`;
}
