import { z } from 'zod';
import { checkArguments, matrix, names, titled } from './arguments';
import type { Figure } from './figure';
import type { TitledOptions } from './frame';
import { heatmap } from './heatmap';

/**
 * One sequence of a task as `SequenceTask.picture` gives it: a row a channel, a column a step; NaN
 * where nothing is asked.
 */
export interface SequenceRows {
  readonly values: readonly (readonly number[])[];
  readonly rowNames: readonly string[];
}
/** What the drawing of a sequence shows. */
export type SequenceFigureOptions = TitledOptions;

const pictureField = z
  .looseObject({ values: matrix, rowNames: names })
  .refine(({ values, rowNames }) => values.length === rowNames.length, {
    path: ['rowNames'],
    message: 'a name for each row of values',
  });

/**
 * What is seen, asked and said over time: rows whose names begin with another word ("sees",
 * "asked", "says") stand apart.
 * @param picture values `[channels, steps]`, from 0 to 1
 * @throws RangeError when rows differ in length
 */
export function sequenceFigure(picture: SequenceRows, options: SequenceFigureOptions): Figure {
  checkArguments({ picture: pictureField, options: z.strictObject(titled) }, { picture, options });
  const { title, note = 'No answer is asked where a row is white.' } = options;
  const kind = (i: number): string => picture.rowNames[i].split(' ')[0];
  const rows: number[][] = [];
  const names: string[] = [];
  picture.values.forEach((values, i) => {
    if (i > 0 && kind(i) !== kind(i - 1)) {
      rows.push(values.map(() => NaN));
      names.push('');
    }
    rows.push([...values]);
    names.push(picture.rowNames[i]);
  });
  return heatmap(rows, {
    title,
    note,
    xLabel: 'step',
    yLabel: 'channel',
    unit: 'bit, or how sure of a 1',
    yNames: names,
    min: 0,
    max: 1,
    write: false,
    height: 130 + 17 * rows.length,
  });
}
