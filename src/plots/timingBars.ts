import { z } from 'zod';
import { anyNumber, checkArguments, item, text, titled } from './arguments';
import type { Figure } from './figure';
import type { TitledOptions } from './frame';
import { rowBars, type RowBar } from './rowBars';
import { say } from './text';

/** A time in milliseconds: its median, and the quartiles around it. */
export interface TimeSpread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export interface TimingBarsOptions extends TitledOptions {
  /** What is timed: `a step` gives the axis `ms a step` (default `ms`). */
  readonly per?: string;
  /** What stands behind a number, in brackets, by the name of the bar. */
  readonly remarks?: Readonly<Record<string, string>>;
  /** Name of the bar that the others are compared with: behind them stands `2.1 ×`. */
  readonly against?: string;
}

const timeField = item({ median: anyNumber, low: anyNumber, high: anyNumber });
const timesField = z.record(text, timeField);
const timingOptions = z.strictObject({
  ...titled,
  per: text.optional(),
  remarks: z.record(text, text).optional(),
  against: text.optional(),
});

/** One colour a way to run a step, wherever it is timed. */
const RUNNERS: readonly (readonly [RegExp, string])[] = [
  [/op by op/, '#d55e00'],
  [/^torch\.compile/, '#56b4e9'],
  [/^torch/, '#0072b2'],
  [/^jax/, '#cc79a7'],
];
const COMPILED = '#009e73';

/**
 * How long things take: a bar each, the median with the quartiles over it.
 * @param times by name, as `timeInTurn` gives them
 * @throws RangeError for no times, or one that is below 0 or not finite
 * @example
 * timingBars({ compiled: { median: 6, low: 5.7, high: 6.9 } }, { title: 'A step', per: 'a step' });
 */
export function timingBars(
  times: Readonly<Record<string, TimeSpread>>,
  options: TimingBarsOptions,
): Figure {
  checkArguments({ times: timesField, options: timingOptions }, { times, options });
  return timingGroups({ '': times }, options);
}

/**
 * The same for several things, each with its own axis.
 * @param groups times by the name of the thing, then by who was timed
 * @throws RangeError as `timingBars`
 */
export function timingGroups(
  groups: Readonly<Record<string, Readonly<Record<string, TimeSpread>>>>,
  options: TimingBarsOptions,
): Figure {
  const fields = { groups: z.record(text, timesField), options: timingOptions };
  checkArguments(fields, { groups, options });
  const { title, note, per } = options;
  const drawn = Object.entries(groups).map(([name, times]) => ({
    name,
    bars: Object.keys(times).map((bar) => timeBar(bar, times, options)),
  }));
  return rowBars(drawn, { title, note, unit: per === undefined ? 'ms' : `ms ${per}` });
}

function timeBar(
  name: string,
  times: Readonly<Record<string, TimeSpread>>,
  { remarks = {}, against }: TimingBarsOptions,
): RowBar {
  const { median, low, high } = times[name];
  const base = against === undefined ? undefined : times[against];
  const ratio = base === undefined || name === against ? '' : `${say(median / base.median, 2)} ×`;
  const remark = [remarks[name] ?? '', ratio].filter((part) => part !== '').join(', ');
  const colour = RUNNERS.find(([pattern]) => pattern.test(name))?.[1] ?? COMPILED;
  return { name, value: median, low, high, remark, colour };
}
