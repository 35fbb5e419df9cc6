import { compile } from '../compile';
import { memoryConfig, type MemoryKind, type MemoryOptions } from '../config';
import { checkCounts } from '../core/arguments';
import { createRandom } from '../core/random';
import { interfaceSize, parseInterface } from '../controller';
import { memoryBank } from '../memory';
import { randomNormal, tf } from '../tf';

/** Steps of a memory without a controller, to be timed. */
export interface MemorySteps {
  /** Steps in a run. */
  readonly count: number;
  /** Makes the steps, compiled. @returns what is read in the last, `[1, R, W]` */
  readonly run: () => tf.Tensor3D;
  /** Frees everything. */
  readonly dispose: () => void;
}

/**
 * Steps of a memory of any kind from its start, one row, asked at random, with no gradient. The
 * first run traces them. What a step may leave for later is done in the last.
 * @param count steps in a run (4)
 * @throws ConfigError naming a field; RangeError naming `count`
 * @example timeInTurn({ sparse: memorySteps({ kind: 'sparse', memorySize: 4096 }).run })
 */
export function memorySteps<K extends MemoryKind = 'dnc'>(
  options: MemoryOptions<K>,
  count = 4,
): MemorySteps {
  checkCounts({ count });
  const config = memoryConfig<K>(options);
  const bank = memoryBank(config);
  const asked = randomNormal([count, interfaceSize(config)], createRandom(0)) as tf.Tensor2D;
  const start = bank.initialState(1);
  const steps = compile((first: typeof start, vectors: tf.Tensor2D) => {
    let state = first;
    let read: tf.Tensor = tf.scalar(0);
    tf.split(vectors, count).forEach((vector, t) => {
      const controls = parseInterface(config, vector as tf.Tensor2D);
      const step = bank.step(state, controls, t < count - 1 ? 'later' : 'now');
      state = step.state;
      read = step.readVectors;
    });
    // all of the state is used, so that no part of its work is left out
    return tf.add(read, tf.mul(1e-30, sumOf(state)));
  });
  return {
    count,
    run: () => steps(start, asked) as tf.Tensor3D,
    dispose: () => {
      steps.dispose();
      tf.dispose([asked, start as never]);
    },
  };
}

/** The sum of all numbers of a state. */
function sumOf(state: object): tf.Scalar {
  const parts = Object.values(state as Record<string, tf.Tensor | object>);
  const sums = parts.map((part) => (part instanceof tf.Tensor ? tf.sum(part) : sumOf(part)));
  return sums.reduce((a, b) => tf.add(a, b)) as tf.Scalar;
}
