import { z } from 'zod';
import type { SequenceNetwork, Weights } from '../../controller';
import { sum } from '../../core/numbers';
import { createRandom } from '../../core/random';
import { parseNamed } from '../../core/validation';
import { type SequenceTask, sequenceTensors } from '../../tasks';
import { tf } from '../../tf';

/** What a network is tried on. */
export interface PercentWrongOptions {
  /** Sequences drawn (64). */
  readonly sequences?: number;
  /** Fixes them (1000, which training does not draw from). */
  readonly seed?: number;
}

const options = z.strictObject({
  sequences: z.int().min(1).max(65_536).optional(),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .optional(),
});

/**
 * Wrong bits in percent of the bits asked (of a task that is answered in words, wrong words), on
 * fresh sequences: 0 is perfect, 50 is guessing bits.
 * Unlike `TaskTraining.score` it takes any network with any weights, so that parts can be switched
 * off after training.
 * @throws RangeError naming the argument
 */
export function percentWrong<State>(
  network: SequenceNetwork<State>,
  weights: Weights,
  task: SequenceTask,
  how: PercentWrongOptions = {},
): number {
  parseNamed(options, how);
  const { sequences: count = 64, seed = 1000 } = how;
  const sequences = task.sample(count, createRandom(seed));
  const logits = tf.tidy(() => {
    const { inputs, steps } = sequenceTensors(sequences);
    const start = network.initialState(count, weights);
    return network.unroll(weights, start, inputs, steps).outputs.dataSync();
  });
  const scores = task.scores(logits, sequences);
  return (100 * sum(scores.map(({ wrong }) => wrong))) / sum(scores.map(({ asked }) => asked));
}
