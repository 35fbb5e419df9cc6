import { checkFunction, checkWholeNumber } from '../../core/arguments';
import { createRandom, type Random } from '../../core/random';
import { joinRows, type Rows } from '../../tasks/continual';
import { CurveLearner } from './curveLearner';

/** Rows in a batch. */
const BATCH = 32;
/** Held-out rows of a task. */
const HELD_OUT = 100;

/** A task: rows of y = sin x with x between two ends. */
export interface HalfTask {
  readonly low: number;
  readonly high: number;
}

/** Where the learned curve is looked at. */
const grid = Array.from({ length: 81 }, (_, i) => -4 + i / 10);

/** Left and right half of a sine curve. */
export const halves: { readonly first: HalfTask; readonly second: HalfTask } = {
  first: { low: -4, high: 0 },
  second: { low: 0, high: 4 },
};

/** Rows of a task, x drawn evenly. */
export function drawHalf({ low, high }: HalfTask, count: number, random: Random): Rows {
  const x = Float32Array.from({ length: count }, () => low + (high - low) * random.uniform());
  return { count, x, y: x.map(Math.sin) };
}

/** What `learnInTurn` is given. */
export interface InTurnOptions {
  readonly seed: number;
  /** Updates on each of the two tasks. */
  readonly updates: number;
  /** Of the 32 rows of a batch of the second task, how many are of the first; 0 to 31. */
  readonly oldRows: number;
  /** Called after every tenth update; a promise is waited for. */
  readonly onUpdate?: (moment: InTurnMoment) => void | Promise<void>;
}

/** Held-out errors (mean squared) of both tasks after an update. */
export interface InTurnMoment {
  readonly update: number;
  readonly first: number;
  readonly second: number;
}

/** How it went, and what was learned: curves over one x. */
export interface InTurnRun {
  readonly moments: readonly InTurnMoment[];
  readonly curves: {
    readonly x: readonly number[];
    /** sin x */
    readonly truth: readonly number[];
    readonly 'after task one': readonly number[];
    readonly 'after task two': readonly number[];
  };
}

/**
 * Learns the left half of a sine curve, then the right half, with some rows of the left mixed in.
 * The held-out rows are drawn apart from those that are learned from.
 * @throws RangeError naming the option that is wrong
 */
export async function learnInTurn({
  onUpdate = () => undefined,
  ...options
}: InTurnOptions): Promise<InTurnRun> {
  checkFunction('onUpdate', onUpdate);
  const moments = learning(options);
  for (let next = moments.next(); ; next = moments.next()) {
    if (next.done) return next.value;
    await onUpdate(next.value);
  }
}

/** The same without a stop on the way: the run at once. */
export function learnInTurnAtOnce(options: Omit<InTurnOptions, 'onUpdate'>): InTurnRun {
  const moments = learning(options);
  for (let next = moments.next(); ; next = moments.next()) if (next.done) return next.value;
}

/** Learns, and gives the held-out errors after every tenth update. */
function* learning({
  seed,
  updates,
  oldRows,
}: Omit<InTurnOptions, 'onUpdate'>): Generator<InTurnMoment, InTurnRun> {
  checkWholeNumber('updates', updates);
  checkWholeNumber('oldRows', oldRows, 0, BATCH - 1);
  const random = createRandom(seed).fork('two tasks');
  const heldOut = createRandom(seed).fork('two tasks, held out');
  const test = {
    first: drawHalf(halves.first, HELD_OUT, heldOut),
    second: drawHalf(halves.second, HELD_OUT, heldOut),
  };
  const learner = new CurveLearner({ seed });
  const moments: InTurnMoment[] = [];
  let afterOne: number[] = [];
  try {
    for (let update = 1; update <= 2 * updates; update++) {
      const inFirst = update <= updates;
      learner.update(inFirst ? drawHalf(halves.first, BATCH, random) : mixedBatch(oldRows, random));
      if (update === updates) afterOne = learner.answers(grid);
      if (update % 10 !== 0) continue;
      const moment = {
        update,
        first: learner.error(test.first),
        second: learner.error(test.second),
      };
      moments.push(moment);
      yield moment;
    }
    const curves = {
      x: grid,
      truth: grid.map(Math.sin),
      'after task one': afterOne,
      'after task two': learner.answers(grid),
    };
    return { moments, curves };
  } finally {
    learner.dispose();
  }
}

/** A batch of the second task with some rows of the first. */
function mixedBatch(oldRows: number, random: Random): Rows {
  const fresh = drawHalf(halves.second, BATCH - oldRows, random);
  return oldRows === 0 ? fresh : joinRows([fresh, drawHalf(halves.first, oldRows, random)]);
}
