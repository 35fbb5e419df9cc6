import { extent, round } from './numbers';
import { say } from './text';
import { logTicks, ticks } from './ticks';

/**
 * What decides the ends of a colour bar; `min` and `max` are values, also where colours are
 * logarithmic.
 */
interface EndOptions {
  readonly title: string;
  readonly diverging?: boolean;
  readonly log?: boolean;
  readonly min?: number;
  readonly max?: number;
}

/**
 * Both ends of the colour bar: the extremes unless given, as far from 0 on both sides if diverging.
 * @param z values as they are coloured (powers of ten if `log`); null is a cell without a colour
 * @throws RangeError when no cell has a colour
 */
export function colourEnds(
  z: readonly (readonly (number | null)[])[],
  { title, diverging, log, min, max }: EndOptions,
): [number, number] {
  const ends = extent(z.flat());
  if (!ends) {
    const scale = log ? ' on a log scale (all are 0 or below)' : '';
    throw new RangeError(`heatmap "${title}": no cell has a value that can be drawn${scale}`);
  }
  const low = asColoured(min, log) ?? ends[0];
  const high = asColoured(max, log) ?? ends[1];
  if (!Number.isFinite(low) || !Number.isFinite(high)) {
    const expected = `finite${log ? ' and above 0' : ''}`;
    throw new RangeError(`heatmap "${title}": min ${min} and max ${max} must be ${expected}`);
  }
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const reach = largest < 1e-250 ? 1 : largest;
  if (diverging === true) return [-round(reach), round(reach)];
  if (high - low > 1e-9 * reach) return [round(low, 12), round(high, 12)];
  return [round(low - reach / 2), round(high + reach / 2)];
}

const asColoured = (value: number | undefined, log = false): number | undefined =>
  value !== undefined && log ? Math.log10(value) : value;

/**
 * Keeps the digits that 2,000 steps of colour need: no eye tells more apart, and the notebook stays
 * small.
 */
export function shortened(low: number, high: number): (v: number) => number {
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const digits = Math.ceil(Math.log10((2000 * largest) / (high - low)));
  return (v) => round(v, Math.min(15, Math.max(2, digits)));
}

/** Ticks of the colour bar, written out so that both drawings show the same. */
export function barTicks(
  low: number,
  high: number,
  log: boolean,
): { tickvals: number[]; ticktext: string[] } {
  if (log) {
    const marks = logTicks(low, high, 6);
    return { tickvals: marks.map((t) => round(t.at)), ticktext: marks.map((t) => t.label) };
  }
  const marks = ticks({ range: [low, high], nticks: 6 }, 'y', 240);
  return {
    tickvals: marks.map((t) => round(t.at)),
    ticktext: marks.map((t) => say(t.at).replace(/-/g, '−')),
  };
}
