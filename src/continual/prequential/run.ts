import { argumentError, checkWholeNumber } from '../../core/arguments';
import { describe } from '../../core/text';
import { prequentialWindows } from '../../metrics';
import { featuresOf, lastLabelOf, RunningScale, streamInputSize } from './inputs';
import type {
  LabelledStream,
  PrequentialRun,
  StreamInputs,
  StreamLearner,
  StreamLearnerMaker,
} from './types';

/** How a stream is run over. */
export interface PrequentialOptions {
  readonly stream: LabelledStream;
  readonly learner: StreamLearnerMaker;
  readonly inputs: StreamInputs;
  readonly seed: number;
  /** Rows of a window. */
  readonly window: number;
  /**
   * Called after each row with the rows done, all of them, and the share wrong so far; awaited if
   * it gives a promise.
   */
  readonly onProgress?: (done: number, total: number, loss: number) => void | Promise<void>;
}

/**
 * Test, then train (Gama et al. 2013, "On evaluating stream learning algorithms"): each row of a
 * stream is answered and then learned, in order, once. Features are scaled by the rows so far
 * (`RunningScale`); the class of the row before, where it is shown, is 0 or 1 as it is.
 * @throws RangeError naming the argument that is wrong, or an answer that is no class
 * @example
 * await runPrequential({ stream, learner: lastLabel, inputs: 'features', seed: 0, window: 1000 });
 */
export async function runPrequential({
  stream,
  learner: make,
  inputs,
  seed,
  window,
  onProgress,
}: PrequentialOptions): Promise<PrequentialRun> {
  checkStream(stream);
  checkWholeNumber('window', window);
  const { count, labels } = stream;
  const classes = stream.classes.length;
  const answers = new Uint8Array(count);
  const learner = make({ inputSize: streamInputSize(stream, inputs), classes, seed });
  let wrong = 0;
  try {
    for (const [row, x] of scaledRows(stream, inputs)) {
      answers[row] = answerOf(learner, x, classes);
      learner.learn(x, labels[row]);
      if (answers[row] !== labels[row]) wrong++;
      const wait = onProgress?.(row + 1, count, wrong / (row + 1));
      if (wait) await wait;
    }
  } finally {
    learner.dispose();
  }
  return { answers, windows: prequentialWindows({ classes, labels, answers }, window) };
}

/** @throws RangeError naming the part of a stream that does not fit the others */
function checkStream({ count, inputSize, x, labels, classes }: LabelledStream): void {
  checkWholeNumber('stream.count', count);
  checkWholeNumber('stream.inputSize', inputSize);
  checkWholeNumber('stream.classes.length', classes.length, 1, 256);
  if (x.length !== count * inputSize)
    throw argumentError('stream.x', `${x.length} numbers`, `${count} rows of ${inputSize}`);
  if (labels.length !== count)
    throw argumentError('stream.labels', `${labels.length} labels`, `${count}, one a row`);
}

/** The rows of a stream as a learner meets them, with their numbers from 0. */
function* scaledRows(
  stream: LabelledStream,
  inputs: StreamInputs,
): Generator<readonly [number, Float32Array]> {
  const scale = new RunningScale(stream.inputSize);
  for (let row = 0; row < stream.count; row++) {
    const features = scale.next(featuresOf(stream, row));
    if (inputs === 'features') yield [row, features];
    else yield [row, Float32Array.of(...features, ...lastLabelOf(stream, row))];
  }
}

function answerOf(learner: StreamLearner, x: Float32Array, classes: number): number {
  const answer = learner.predict(x);
  if (Number.isInteger(answer) && answer >= 0 && answer < classes) return answer;
  throw argumentError('predict', describe(answer), `a class, 0 to ${classes - 1}`);
}
