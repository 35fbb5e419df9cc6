import { z } from 'zod';
import { checkArguments, numbers, text, item } from './arguments';
import { learningCurve, type LearningCurveOptions, lineOptions } from './curves';
import type { Figure, ScatterTrace, Trace } from './figure';
import { methodColour } from './palette';
import { type Series, seriesField } from './series';
import { say } from './text';

/** Rows that were seen: points, not joined. */
export interface SeenRows {
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

const rowsField = item({ name: text, x: numbers, y: numbers });

/** Points that the words list. */
const LISTED = 12;

/**
 * Curves, and the rows that they were fitted to as points.
 * @throws RangeError as `learningCurve` does
 * @example
 * fitChart([{ name: 'adapted', x, y }], { name: 'rows', x: [1, 2], y: [0.8, 0.9] }, {
 *   title: 'Two rows are enough',
 *   xLabel: 'x',
 *   yLabel: 'y',
 * });
 */
export function fitChart(
  curves: readonly Series[],
  rows: SeenRows,
  options: LearningCurveOptions,
): Figure {
  checkArguments(
    { curves: z.array(seriesField), rows: rowsField, options: lineOptions },
    { curves, rows, options },
  );
  const figure = learningCurve([...curves, { ...rows, colour: '#222222' }], options);
  const own = figure.data.length - 1 - (options.floors?.length ?? 0);
  const { type, name, x, y } = figure.data[own] as ScatterTrace;
  const marker = { size: 8, color: methodColour('joint') };
  const data: Trace[] = [...figure.data];
  data[own] = { type, mode: 'markers', name, x, y, marker };
  const points = Array.from(rows.x, (at, i) => `(${say(at)}, ${say(rows.y[i])})`);
  const more = points.length > LISTED ? ` and ${points.length - LISTED} more` : '';
  const computed = `${figure.alt} Points: ${points.slice(0, LISTED).join(', ')}${more}.`;
  return { ...figure, data, alt: options.alt ?? computed };
}
