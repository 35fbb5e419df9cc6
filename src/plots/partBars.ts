import { z } from 'zod';
import { checkArguments, number, text, titled } from './arguments';
import type { Figure } from './figure';
import type { TitledOptions } from './frame';
import { colours } from './palette';
import { rowBars } from './rowBars';
import { say } from './text';

/** The parts of a whole, by their names. */
export type Parts = Readonly<Record<string, number>>;

export interface PartBarsOptions extends TitledOptions {
  /** What the length of a bar is, with its unit: `ms a step`. */
  readonly unit: string;
}

const partsField = z.record(
  text,
  z.record(
    text,
    number.refine((value) => value >= 0),
  ),
);
const partOptions = z.strictObject({ ...titled, unit: text });

/**
 * What one or several wholes consist of: a bar a part, with its share of the whole behind it. A
 * part has one colour in all of them.
 * @param wholes the parts of each whole, by the name of the whole (`''` for none)
 * @throws RangeError for no parts, or a part below 0 or not finite
 * @example
 * partBars({ '': { JavaScript: 12, TensorFlow: 21 } }, { title: 'A step', unit: 'ms a step' });
 */
export function partBars(
  wholes: Readonly<Record<string, Parts>>,
  options: PartBarsOptions,
): Figure {
  checkArguments({ wholes: partsField, options: partOptions }, { wholes, options });
  const names = [...new Set(Object.values(wholes).flatMap((parts) => Object.keys(parts)))];
  const groups = Object.entries(wholes).map(([name, parts]) => {
    const whole = Object.values(parts).reduce((total, part) => total + part, 0);
    const bars = Object.entries(parts).map(([part, value]) => ({
      name: part,
      value,
      remark: shareOf(value, whole),
      colour: colours[names.indexOf(part) % colours.length],
    }));
    return { name, bars };
  });
  return rowBars(groups, options);
}

const shareOf = (part: number, whole: number): string =>
  whole > 0 ? `${say((100 * part) / whole, 2)} %` : '';
