import type { ContinualResult } from './continual';
import type { DemoTimes } from './demo';
import type { GrowthResult } from './growth';
import type { OneShotResult } from './oneShot';
import type { Ratio, Target } from './ratios';
import type { ReplayResult } from './replay';
import type { SlotsResult } from './slots';
import type { Missing, StepTimes } from './turns';
import { textTable } from '../../src/core/textTable';
import { titleOf } from './contestants';

/** Milliseconds with about three digits. */
export function ms(value: number): string {
  if (value < 10) return value.toFixed(2);
  return value.toFixed(value < 100 ? 1 : 0);
}

/** What is said of a target that was met or not; nothing where nothing was asked. */
function verdict(met: boolean | undefined): string {
  if (met === undefined) return '';
  return met ? 'met' : 'MISSED';
}

export const stepTable = (name: string, results: readonly StepTimes[]): string =>
  textTable(
    [name, 'ms a step', 'quartiles', 'CPU ms', 'first fast step', 'peak memory', 'loss'],
    results.map((r) => [
      titleOf({ name: r.contestant, threads: r.threads }),
      ms(r.median),
      `${ms(r.low)} to ${ms(r.high)}`,
      ms(r.cpu),
      `${r.firstFastStep.toFixed(1)} s`,
      `${r.peakMemory.toFixed(0)} MiB`,
      r.loss.toFixed(6),
    ]),
  );

/** Why somebody is not in the table above. */
export const missingLine = ({ contestant: name, threads, why }: Missing): string =>
  `${titleOf({ name, threads })}: could not run it: ${why}`;

export const ratioTable = (ratios: readonly Ratio[]): string =>
  textTable(
    ['times as fast as', 'ratio', 'quartiles of rounds', 'target', ''],
    ratios.map((r) => [
      `${r.case}: ${r.against}`,
      r.ratio.toFixed(2),
      `${r.low.toFixed(2)} to ${r.high.toFixed(2)}`,
      r.target === undefined ? '' : `at least ${r.target}`,
      verdict(r.target === undefined ? undefined : r.ratio >= r.target),
    ]),
  );

export const demoTable = (results: readonly DemoTimes[]): string =>
  textTable(
    ['demo', 'seconds', 'CPU seconds', 'steps', 'loss at the end'],
    results.map((r) => [
      titleOf({ name: r.contestant, threads: r.threads }),
      r.seconds.toFixed(1),
      r.cpuSeconds.toFixed(1),
      String(r.steps),
      r.loss.toFixed(4),
    ]),
  );

/** Cycles a second of CPU and of wall clock. */
export const replayTable = (results: readonly ReplayResult[]): string =>
  textTable(
    ['replay, cycles a second', 'items', 'of CPU', 'quartiles', 'of wall clock'],
    results.map((r) => [
      r.contestant,
      String(r.capacity),
      r.median.toFixed(0),
      `${r.low.toFixed(0)} to ${r.high.toFixed(0)}`,
      r.wall.toFixed(0),
    ]),
  );

/** Seconds a run, and how well it ended. */
export const continualTable = (results: readonly ContinualResult[]): string =>
  textTable(
    [
      'continual, a whole run',
      '',
      'seconds of CPU',
      'quartiles',
      'of wall clock',
      'steps',
      'right at the end',
    ],
    results.map((r) => [
      `${r.strategy}: ${titleOf({ name: r.contestant, threads: r.threads })}`,
      r.traced ? 'tracing included' : '',
      r.median.toFixed(2),
      `${r.low.toFixed(2)} to ${r.high.toFixed(2)}`,
      r.wall.toFixed(2),
      String(r.steps),
      `${(100 * r.final).toFixed(1)} %`,
    ]),
  );

/** How well prototypical networks know characters seen once, and what learning took. */
export const oneShotTable = (results: readonly OneShotResult[]): string =>
  textTable(
    ['one-shot', 'episodes', 'seed', 'wrong of 400', 'seconds', 'CPU seconds', 'ms a step', 'loss'],
    results.map((r) => [
      titleOf({ name: r.contestant, threads: r.threads }),
      String(r.episodes),
      String(r.seed),
      `${(100 * r.wrong).toFixed(2)} %`,
      r.seconds.toFixed(1),
      r.cpuSeconds.toFixed(1),
      ms(1e3 * r.stepSeconds),
      r.loss.toFixed(4),
    ]),
  );

/** Milliseconds a step and memory against slots. */
export const slotsTable = (results: readonly SlotsResult[]): string =>
  textTable(
    ['slots', '', 'ms a step', 'quartiles', 'CPU ms', 'peak memory'],
    results.map((r) => [
      String(r.slots),
      `${r.memory}: ${titleOf({ name: r.contestant, threads: r.threads })}`,
      ms(r.median),
      `${ms(r.low)} to ${ms(r.high)}`,
      ms(r.cpu),
      `${r.peakMemory.toFixed(0)} MiB`,
    ]),
  );

/** One line a size, one column a contestant. */
export function growthTable(results: readonly GrowthResult[]): string {
  const titles = [
    ...new Set(results.map(({ contestant: name, threads }) => titleOf({ name, threads }))),
  ];
  const sizes = [...new Set(results.map(({ by, value }) => `${by} ${value}`))];
  const cell = (size: string, title: string): string =>
    results
      .filter(
        (r) =>
          `${r.by} ${r.value}` === size &&
          titleOf({ name: r.contestant, threads: r.threads }) === title,
      )
      .map(({ median }) => ms(median))[0] ?? '';
  return textTable(
    ['growth (ms a step)', ...titles],
    sizes.map((size) => [size, ...titles.map((title) => cell(size, title))]),
  );
}

export const targetTable = (targets: readonly Target[]): string =>
  textTable(
    ['also asked', 'found', ''],
    targets.map(({ what, found, met }) => [what, found, verdict(met)]),
  );
