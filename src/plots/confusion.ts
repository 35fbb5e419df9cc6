import { z } from 'zod';
import { checkArguments, names, numbers, titled } from './arguments';
import { altText } from './alt';
import type { ColourScale, Figure, HeatmapTrace } from './figure';
import { heatmap } from './heatmap';
import type { TitledOptions } from './frame';
import { sum } from '../core/numbers';
import { list } from './text';

export interface ConfusionOptions extends TitledOptions {
  /** Names of the classes, in their order; default their numbers. */
  readonly classNames?: readonly string[];
}

const confusionOptions = z.strictObject({ ...titled, classNames: names.optional() });

/**
 * Almost white to deep blue: most cells of a good matrix are empty, and ink should go to those that
 * are not.
 */
const light: ColourScale = [
  [0, '#f4f6f8'],
  [0.5, '#5fa8d3'],
  [1, '#00507d'],
];

/**
 * What is answered for rows of each class: row the true class, column the answer, each row in
 * percent of its class; cells of less than half a percent stay without a number.
 * @param truth `[rows]` class of each row, from 0
 * @param answers `[rows]` class that was answered
 * @param classes how many there are; a class without a row is white
 * @throws RangeError when both lists are not equally long, or a class is out of range
 */
export function confusionMatrix(
  truth: ArrayLike<number>,
  answers: ArrayLike<number>,
  classes: number,
  options: ConfusionOptions,
): Figure {
  checkArguments({ options: confusionOptions }, { options });
  const counts = confusionCounts(truth, answers, classes);
  const { title, note, classNames = counts.map((_, k) => String(k)) } = options;
  const percent = counts.map((row) => {
    const all = sum(row);
    return row.map((n) => (all === 0 ? NaN : (100 * n) / all));
  });
  const figure = heatmap(percent, {
    title,
    xLabel: 'answered',
    yLabel: 'true class',
    unit: 'rows of the true class (%)',
    xNames: classNames,
    yNames: classNames,
    min: 0,
    max: 100,
    write: true,
    note,
  });
  const text = percent.map((row) => row.map((v) => (v >= 0.5 ? v.toFixed(0) : '')));
  const trace: HeatmapTrace = { ...(figure.data[0] as HeatmapTrace), text, colorscale: light };
  return {
    ...figure,
    data: [trace],
    alt: altText(
      options,
      title,
      `Confusion matrix of ${truth.length} rows.`,
      ...percent.map((row, k) => inWords(row, k, classNames)),
      note ?? '',
    ),
  };
}

/**
 * How often each class gets each answer, `[true class][answer]`.
 * @throws RangeError when both lists are not equally long, or a class is out of range
 */
export function confusionCounts(
  truth: ArrayLike<number>,
  answers: ArrayLike<number>,
  classes: number,
): number[][] {
  checkArguments(
    { truth: numbers, answers: numbers, classes: z.int().min(1).max(1000) },
    { truth, answers, classes },
  );
  if (answers.length !== truth.length)
    throw new RangeError(
      `answers: got ${answers.length}, expected one for each of the ${truth.length} rows`,
    );
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < truth.length; i++) {
    checkClass(`truth[${i}]`, truth[i], classes);
    checkClass(`answers[${i}]`, answers[i], classes);
    counts[truth[i]][answers[i]]++;
  }
  return counts;
}

function checkClass(name: string, value: number, classes: number): void {
  if (Number.isInteger(value) && value >= 0 && value < classes) return;
  throw new RangeError(`${name} is ${value}, expected a class from 0 to ${classes - 1}`);
}

/** How much of a class is right, and what it is most often taken for. */
function inWords(row: readonly number[], k: number, names: readonly string[]): string {
  if (Number.isNaN(row[k])) return `${names[k]}: no row.`;
  const wrong = row
    .map((share, j) => ({ share, j }))
    .filter(({ share, j }) => j !== k && share >= 0.5)
    .sort((a, b) => b.share - a.share);
  const most = wrong.slice(0, 2).map(({ share, j }) => `${names[j]} in ${share.toFixed(0)} %`);
  const called = most.length > 0 ? `, called ${list(most)}` : '';
  return `${names[k]}: ${row[k].toFixed(0)} % right${called}.`;
}
