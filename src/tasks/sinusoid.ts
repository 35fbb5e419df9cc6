import { checkRandom, type Random } from '../core/random';
import { tf } from '../tf';
import { tracing } from '../tf/tracing';
import type { TaskBatch } from './taskBatch';
import { z } from 'zod';
import { parseNamed } from '../core/validation';

/** How many tasks, and rows of each. */
export interface SinusoidOptions {
  /** Curves (25). */
  readonly tasks?: number;
  /** Rows a task to adapt from: K (10). */
  readonly support?: number;
  /** Rows a task to be judged on (as many as `support`). */
  readonly query?: number;
}

const count = z.int().min(1).max(1_000_000);
const shape = z.strictObject({
  tasks: count.default(25),
  support: count.default(10),
  query: count.optional(),
});

/**
 * Draws tasks of the sinusoid family: y = A sin(x - phase), the amplitude A from [0.1, 5), the
 * phase from [0, pi), x from [-5, 5), all evenly (Finn et al. 2017, section 5.1).
 * @param random stream to draw from; it moves on. Draw outside compiled functions and pass the
 * tasks in
 * @returns tensors `[tasks, rows, 1]`; the caller disposes them
 * @throws RangeError naming the option that is not a whole number of at least 1
 */
export function sinusoidTasks(random: Random, options: SinusoidOptions = {}): TaskBatch {
  checkRandom('random', random);
  const { tasks, support, query = support } = parseNamed(shape, options);
  if (tracing())
    throw new Error(
      'a compiled function draws tasks, which would be the same in every call: draw them ' +
        'outside and pass them as an argument',
    );
  const rows = support + query;
  const [xs, ys] = [
    [support, query],
    [support, query],
  ].map((sizes) => sizes.map((size) => new Float32Array(tasks * size))) as [
    Float32Array[],
    Float32Array[],
  ];
  for (let task = 0; task < tasks; task++) {
    const amplitude = 0.1 + 4.9 * random.uniform();
    const phase = Math.PI * random.uniform();
    for (let row = 0; row < rows; row++) {
      const x = 10 * random.uniform() - 5;
      const [part, at] =
        row < support ? [0, task * support + row] : [1, task * query + row - support];
      xs[part][at] = x;
      ys[part][at] = amplitude * Math.sin(x - phase);
    }
  }
  const tensor = (values: Float32Array | undefined, size: number): tf.Tensor3D =>
    tf.tensor3d(values as Float32Array, [tasks, size, 1]);
  return {
    supportX: tensor(xs[0], support),
    supportY: tensor(ys[0], support),
    queryX: tensor(xs[1], query),
    queryY: tensor(ys[1], query),
  };
}
