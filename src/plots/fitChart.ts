import { learningCurve, type LearningCurveOptions } from './curves';
import type { Figure, ScatterTrace } from './figure';
import { methodColour } from './palette';
import type { Series } from './series';
import { say } from './text';

/** Rows that were seen: points, not joined. */
export interface SeenRows {
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/** Points that the words list. */
const LISTED = 12;

/**
 * Curves, and the rows that they were fitted to as points.
 * @throws RangeError as `learningCurve` does
 * @example fitChart([{ name: 'adapted', x, y }], { name: 'rows', x: [1, 2], y: [0.8, 0.9] }, { title: 'Two rows are enough', xLabel: 'x', yLabel: 'y' })
 */
export function fitChart(
  curves: readonly Series[],
  rows: SeenRows,
  options: LearningCurveOptions,
): Figure {
  const figure = learningCurve([...curves, { ...rows, colour: '#222222' }], options);
  const own = figure.data.length - 1 - (options.floors?.length ?? 0);
  const points = figure.data[own] as ScatterTrace;
  const data = figure.data.map((trace, i): typeof trace =>
    i === own
      ? {
          type: 'scatter',
          mode: 'markers',
          name: points.name,
          x: points.x,
          y: points.y,
          marker: { size: 8, color: methodColour('joint') },
        }
      : trace,
  );
  const listed = Array.from(rows.x)
    .slice(0, LISTED)
    .map((x, i) => `(${say(x)}, ${say(rows.y[i])})`)
    .join(', ');
  const more = rows.x.length - LISTED;
  return {
    ...figure,
    data,
    alt: `${figure.alt} Points: ${listed}${more > 0 ? ` and ${more} more` : ''}.`,
  };
}
