import { argumentError } from '../../core/arguments';
import { liveChart } from '../../notebook';
import { type LineColumns, say } from '../../plots';
import type { TaskTraining } from './training';

/** A chart of several learners that grows while they are trained. */
export interface WrongBitsChart {
  /** Scores each learner on 64 sequences that training does not draw from, and adds the points. */
  score(update: number): void;
  /**
   * Ends the chart; its title says the last scores.
   * @returns the updates as `x`, and the wrong bits a sequence of each learner
   */
  done(): LineColumns & Record<string, number[]>;
}

/**
 * Wrong bits a sequence of one or several learners, drawn while they are trained.
 * @param guessing wrong bits of a guesser: a dashed line
 * @throws RangeError without learners
 * @example
 * const chart = wrongBitsChart({ DNC: dnc, LSTM: lstm }, { guessing: 9 });
 * for (let update = 1; update <= 400; update++) {
 *   dnc.update();
 *   lstm.update();
 *   if (update % 40 === 0) chart.score(update);
 * }
 * const { x, DNC, LSTM } = chart.done();
 */
export function wrongBitsChart(
  learners: Readonly<Record<string, Pick<TaskTraining, 'wrongBits'>>>,
  { guessing }: { readonly guessing: number },
): WrongBitsChart {
  const names = Object.keys(learners);
  if (names.length === 0) throw argumentError('learners', 'none', 'at least one');
  const columns: Record<string, number[]> & { x: number[] } = { x: [] };
  for (const name of names) columns[name] = [];
  const chart = liveChart({
    title: 'Wrong bits while it learns',
    xLabel: 'update',
    yLabel: 'wrong bits a sequence',
    series: names,
    floors: [{ y: guessing, label: 'guessing' }],
  });
  return {
    score(update) {
      const scores: Record<string, number> = {};
      for (const name of names) {
        scores[name] = learners[name].wrongBits({ sequences: 64 });
        columns[name].push(scores[name]);
      }
      columns.x.push(update);
      chart.add(update, scores);
    },
    done() {
      const last = names.map((name) => `${name} ${say(columns[name].at(-1) ?? NaN)}`);
      chart.done(`Wrong bits after ${say(columns.x.at(-1) ?? NaN, 6)} updates: ${last.join(', ')}`);
      return columns;
    },
  };
}
