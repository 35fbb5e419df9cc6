import { z } from 'zod';
import {
  adam,
  compileTraining,
  isPairTensor,
  type Named,
  profileOperations,
  type Training,
  writtenBy,
  type WrittenPart,
} from '../compile';
import { traceWith } from '../compile/choosePasses';
import { passNames } from '../compile/simplify';
import { MemoryController } from '../controller';
import { createRandom } from '../core/random';
import { parseNamed } from '../core/validation';
import { randomNormal, tf } from '../tf';

/** Sizes of a training step of the memory machine. */
export interface MemoryStepSizes {
  /** Rows in a batch. */
  readonly B: number;
  /** Time steps of a row. */
  readonly T: number;
  /** Slots of the memory, and numbers in a slot. */
  readonly N: number;
  readonly W: number;
  /** Read heads. */
  readonly R: number;
  /** Units of the LSTM. */
  readonly units: number;
}

const size = z.int().min(1);
const sizesField = z.looseObject({ B: size, T: size, N: size, W: size, R: size, units: size });

/** Numbers in, and numbers out: those of the original tutorial. */
const WIDTH = 64;

/** The machine of chapter 03: 64 numbers in, 64 out, one write head. */
export function memoryMachine({ N, W, R, units }: MemoryStepSizes): MemoryController {
  return new MemoryController({
    inputSize: WIDTH,
    outputSize: WIDTH,
    hiddenSize: units,
    memory: { memorySize: N, memoryDim: W, numReadHeads: R },
  });
}

/** A training of the memory machine on one batch. */
export interface SteppedMemory {
  readonly machine: MemoryController;
  readonly training: Training<[x: tf.Tensor3D, y: tf.Tensor3D]>;
  /** Makes one step; gives back the loss before it. */
  readonly step: () => number;
}

/**
 * A training of the memory machine, to be timed: mean squared error, its gradient shortened to
 * length 1, Adam. The start and the batch, `[B, T, 64]`, are always the same.
 * @param options `eager` runs each step op by op; otherwise it is compiled, and its graph rewritten
 * unless `rewrite` is false
 * @throws RangeError naming the size that is wrong
 */
export function memoryStep(
  sizes: MemoryStepSizes,
  { eager, rewrite = true }: { readonly eager: boolean; readonly rewrite?: boolean },
): SteppedMemory {
  parseNamed(z.object({ sizes: sizesField }), { sizes });
  const machine = memoryMachine(sizes);
  const loss = (weights: Named, x: tf.Tensor3D, y: tf.Tensor3D): tf.Scalar => {
    const answers = machine.unroll(weights, machine.initialState(sizes.B), x).outputs;
    return tf.mean(tf.squaredDifference(answers, y));
  };
  const training = compileTraining({
    loss,
    parameters: machine.initialWeights(createRandom(1)),
    optimizer: adam({ learningRate: 0.001 }),
    clipNorm: 1,
    eager,
  });
  const x = randomNormal([sizes.B, sizes.T, WIDTH], createRandom(2)) as tf.Tensor3D;
  const y = tf.sin(x);
  const update = (): number => training.update(x, y);
  const step = rewrite ? update : () => traceWith({ without: passNames }, update);
  return { machine, training, step };
}

/** Who writes: the weights with what belongs to them, the pairs of slots, and all else. */
export type Writers = Record<'weights' | 'pairs of slots' | 'all else', WrittenPart>;

/**
 * Who writes how many numbers in one step, run op by op. To the weights belong their gradients
 * and Adam's moments; of the biases it takes no notice.
 * @throws Error without the native library
 */
export function writersOf(sizes: MemoryStepSizes): Writers {
  const { machine, training, step } = memoryStep(sizes, { eager: true });
  const matrices = Object.values(machine.shapes()).filter((shape) => shape.length === 2);
  const weights = new Set(matrices.map(String));
  try {
    const { calls } = profileOperations(step, { runs: 1 });
    return writtenBy(calls, {
      weights: ({ shape }) => weights.has(String(shape.filter((length) => length > 1))),
      'pairs of slots': ({ shape }) => isPairTensor(shape, sizes.N),
    });
  } finally {
    training.dispose();
  }
}

/** A memory in the middle of its life, and gradients that arrive from above. */
export interface MemoryExample {
  /** Links `[rows, 1, N, N]`, their diagonal 0. */
  readonly L: tf.Tensor;
  /** Precedence and write weights `[rows, 1, N]`. */
  readonly p: tf.Tensor;
  readonly w: tf.Tensor;
  /** Usage `[rows, N]`, between 0.05 and 0.95. */
  readonly u: tf.Tensor;
  /** Gradients of a loss for the next links, and for the allocation. */
  readonly G: tf.Tensor;
  readonly g: tf.Tensor;
}

/** Random tensors as a memory has them after some steps; the same ones every time. */
export function memoryExample(rows: number, slots: number): MemoryExample {
  const random = createRandom(3);
  const normal = (...shape: number[]): tf.Tensor => randomNormal(shape, random);
  const shares = (): tf.Tensor => tf.softmax(tf.mul(2, normal(rows, 1, slots)));
  return tf.tidy(() => ({
    L: tf.mul(tf.div(tf.abs(normal(rows, 1, slots, slots)), slots), tf.sub(1, tf.eye(slots))),
    p: shares(),
    w: tf.mul(0.8, shares()),
    u: tf.add(0.05, tf.mul(0.9, tf.sigmoid(normal(rows, slots)))),
    G: normal(rows, 1, slots, slots),
    g: normal(rows, slots),
  }));
}
