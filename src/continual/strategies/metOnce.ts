import { checkWholeRows } from '../../tasks/checks';
import { joinRows, largestAt } from '../../tasks/continual';
import { scoresOfMet } from './classScores';
import { checkAllowed } from './context';
import { checkLearnedBatch, checkLearnedRows } from './rowChecks';
import type { RowBatch, Strategy, StrategyContext } from './types';

/** Tells classes apart by numbers about the rows it met, none of which it keeps. */
export interface RowClassifier {
  /**
   * Learns from rows.
   * @param x `[count, inputSize]`
   * @param labels the class of each, `[count]`
   */
  learn(x: Float32Array, labels: Int32Array): void;
  /**
   * Scores of all classes for rows `x` `[rows, inputSize]`: `[rows, outputSize]`, the largest is
   * the answer. Those of classes never met do not matter.
   */
  scores(x: Float32Array): Float32Array;
  /** Frees its tensors, if it has any. */
  dispose?(): void;
}

/**
 * A strategy around a classifier without a network. It learns each row once, on the first pass over
 * a task: a second pass would tell it nothing. It follows no loss, so `observe` gives 0. A class
 * that it never met is not its answer.
 */
export function metOnce(
  { scenario }: Pick<StrategyContext<unknown>, 'scenario'>,
  classifier: RowClassifier,
): Strategy {
  const { inputSize, outputSize } = scenario;
  const met = new Uint8Array(outputSize);

  function learn(batches: readonly RowBatch[]): void {
    for (const batch of batches) checkLearnedBatch(scenario, batch);
    const own = batches.filter(({ first }) => first);
    if (own.length === 0) return;
    const { count, x, y } = joinRows(own);
    const labels = Int32Array.from({ length: count }, (_, i) =>
      largestAt(y, i * outputSize, outputSize),
    );
    for (const label of labels) met[label] = 1;
    classifier.learn(x, labels);
  }

  return {
    observe(batch) {
      learn([batch]);
      return 0;
    },
    observeMany(batches) {
      learn(batches);
      return batches.map(() => 0);
    },
    endTask: (rows, allowed) => checkLearnedRows(scenario, 'rows', rows, allowed),
    predict(x, allowed) {
      checkWholeRows('x', x, inputSize);
      if (allowed !== undefined) checkAllowed(allowed, outputSize, x.length / inputSize);
      return scoresOfMet(classifier.scores(x), met, allowed);
    },
    dispose: () => classifier.dispose?.(),
  };
}
