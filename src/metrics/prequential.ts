import { argumentError, checkWholeNumber } from '../core/arguments';
import { sum } from '../core/numbers';
import { describe, plural } from '../core/text';

/**
 * What a learner answered to some rows of a stream that lie one after the other. Counts of parts
 * that do not overlap add up (`addPrequential`).
 */
export interface PrequentialCounts {
  /** Rows of class `i` that were answered with class `j`: `[classes][classes]`. */
  readonly confusion: readonly (readonly number[])[];
  /**
   * Rows whose class is that of the row before. The first row of a stream counts where its class
   * is 0, the answer of a learner that has seen nothing.
   */
  readonly lastRight: number;
}

/** How well rows were answered; null where a figure is not defined. */
export interface PrequentialScores {
  /** Share of rows right, 0 to 1. */
  readonly accuracy: number;
  /**
   * Cohen's kappa: (p - e) / (1 - e), where p is the accuracy and e that of answers drawn as often
   * for each class as the learner gives it. 1: all right; 0: no better than such draws. Null if
   * e is 1.
   */
  readonly kappa: number | null;
  /**
   * Kappa temporal: (p - l) / (1 - l), where l is the accuracy of always answering with the class
   * of the row before. Below 0 the last label is better. Null if l is 1.
   */
  readonly kappaTemporal: number | null;
}

/** Answers and classes of a stream. */
export interface PrequentialAnswers {
  /** How many classes there are. */
  readonly classes: number;
  /** The class of each row, `[rows]`, 0 to `classes` - 1. */
  readonly labels: ArrayLike<number>;
  /** What was answered before it was shown, `[rows]`. */
  readonly answers: ArrayLike<number>;
}

/**
 * Counts the answers to a stream in windows that do not overlap.
 * @param window rows of each; the last may have fewer
 * @throws RangeError naming the argument, what came and what was expected
 */
export function prequentialWindows(
  { classes, labels, answers }: PrequentialAnswers,
  window: number,
): PrequentialCounts[] {
  checkWholeNumber('classes', classes);
  checkWholeNumber('window', window);
  if (answers.length !== labels.length)
    throw argumentError('answers', plural(answers.length, 'answer'), `${labels.length}, one a row`);
  checkClasses('labels', labels, classes);
  checkClasses('answers', answers, classes);
  const windows: PrequentialCounts[] = [];
  for (let start = 0; start < labels.length; start += window) {
    const confusion = emptyConfusion(classes);
    let lastRight = 0;
    for (let row = start; row < Math.min(start + window, labels.length); row++) {
      confusion[labels[row]][answers[row]]++;
      if (labels[row] === (row === 0 ? 0 : labels[row - 1])) lastRight++;
    }
    windows.push({ confusion, lastRight });
  }
  return windows;
}

function checkClasses(name: string, values: ArrayLike<number>, classes: number): void {
  for (let i = 0; i < values.length; i++)
    checkWholeNumber(`${name}[${i}]`, values[i], 0, classes - 1);
}

function emptyConfusion(classes: number): number[][] {
  return Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
}

/**
 * The counts of several parts together.
 * @throws RangeError if there is none, or if they are of different numbers of classes
 */
export function addPrequential(parts: readonly PrequentialCounts[]): PrequentialCounts {
  if (parts.length === 0) throw argumentError('parts', 'none', 'at least one');
  const classes = parts[0].confusion.length;
  const confusion = emptyConfusion(classes);
  for (const [i, part] of parts.entries()) {
    if (part.confusion.length !== classes)
      throw argumentError(`parts[${i}]`, `${part.confusion.length} classes`, `${classes}`);
    part.confusion.forEach((row, label) =>
      row.forEach((count, answer) => (confusion[label][answer] += count)),
    );
  }
  return { confusion, lastRight: sum(parts.map(({ lastRight }) => lastRight)) };
}

/**
 * Accuracy, Cohen's kappa (Cohen 1960, "A coefficient of agreement for nominal scales") and kappa
 * temporal (Žliobaitė et al. 2015, "Evaluation methods and decision theory for classification of
 * streaming data with temporal dependence").
 * @throws RangeError if no row was counted
 * @example prequentialScores({ confusion: [[4, 1], [2, 3]], lastRight: 5 }).kappaTemporal === 0.4
 */
export function prequentialScores({ confusion, lastRight }: PrequentialCounts): PrequentialScores {
  const labelled = confusion.map((row) => sum(row));
  const answered = confusion.map((_, answer) => sum(confusion.map((row) => row[answer])));
  const rows = sum(labelled);
  if (!(rows > 0)) throw argumentError('confusion', describe(confusion), 'at least one row');
  const right = sum(confusion.map((row, i) => row[i]));
  const byChance = sum(labelled.map((count, i) => (count / rows) * answered[i]));
  return {
    accuracy: right / rows,
    kappa: aboveBaseline(right, byChance, rows),
    kappaTemporal: aboveBaseline(right, lastRight, rows),
  };
}

/** How much of what a baseline has wrong is right. */
function aboveBaseline(right: number, baseline: number, rows: number): number | null {
  return baseline < rows ? (right - baseline) / (rows - baseline) : null;
}
