import { adam, compileTraining, type Named, type Training } from '../../compile';
import { lstmStep } from '../../controller';
import { createRandom, type Random } from '../../core/random';
import type { Rows } from '../../tasks';
import { slices, stopGradient, tf } from '../../tf';
import { shapeSize } from '../../core/numbers';

/** Sizes and settings of the PyTorch tutorial. */
const SIZE = 64;
const HIDDEN = 128;
const SLOTS = 128;
const WORD = 64;
const READS = 4;
const REPLAYED = 8;
const STORED_BEFORE_REPLAY = 17;
const REPLAY_SHARE = 0.3;
const ALPHA = 0.6;
const BETA = 0.4;

/**
 * The PyTorch tutorial's program, rebuilt as it is so that it can be measured on rows it has not
 * seen. Its design, kept here: the LSTM starts from zero at every row and never sees what was read;
 * memory is addressed by content alone; nothing learns through a write; one memory serves the whole
 * run; priorities are set once and never updated; one row a step. Each row's controls depend on the
 * row alone, so those of a step's rows are computed together; their writes still happen one after
 * the other.
 */
export class TutorialProgram {
  private readonly training: Training<
    [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor1D],
    { errors: tf.Tensor1D; memory: tf.Tensor2D }
  >;
  private readonly random: Random;
  private readonly stored: { x: Float32Array; y: Float32Array; priority: number }[] = [];
  private memory: tf.Tensor2D = tf.keep(tf.zeros([SLOTS, WORD]));

  /** @param seed fixes initial weights and replay */
  constructor(seed = 0) {
    const random = createRandom(seed);
    const parameters = initialWeights(random.fork('weights'));
    this.training = compileTraining({
      parameters,
      clipNorm: 1,
      optimizer: adam({ learningRate: 1e-3 }),
      loss: (
        weights,
        before: tf.Tensor2D,
        x: tf.Tensor2D,
        target: tf.Tensor2D,
        shares: tf.Tensor1D,
      ) => {
        const { answers, memory } = answer(weights, before, x);
        const errors: tf.Tensor1D = tf.mean(tf.squaredDifference(answers, target), 1);
        return { loss: tf.sum(tf.mul(errors, shares)), outputs: { errors, memory } };
      },
    });
    Object.values(parameters).forEach((weight) => weight.dispose());
    this.random = random.fork('replay');
  }

  /**
   * One training step on one row, and, with `replay`, on eight stored ones.
   * @returns the row's mean squared error before the step
   */
  observe(x: Float32Array, y: Float32Array, replay: boolean): number {
    const drawn = replay && this.stored.length >= STORED_BEFORE_REPLAY ? this.draw() : [];
    const batch = [{ x, y, weight: 1 }, ...drawn];
    const { errors, memory } = tf.tidy(() => {
      const shares = tf.tensor1d(batch.map((item) => item.weight));
      return this.training.updateWithOutputs(
        this.memory,
        stack(batch.map((item) => item.x)),
        stack(batch.map((item) => item.y)),
        shares,
      ).outputs;
    });
    const own = errors.dataSync()[0];
    errors.dispose();
    this.memory.dispose();
    this.memory = memory;
    this.stored.push({ x, y, priority: own ** ALPHA });
    return own;
  }

  /**
   * Mean squared error on rows, one after the other, each written into a copy of the memory. The
   * program is not changed.
   */
  evaluate(rows: Rows): number {
    return tf.tidy(() => {
      const { answers } = answer(
        this.training.parameters(),
        this.memory,
        tf.tensor2d(rows.x, [rows.count, SIZE]),
      );
      return tf
        .mean(tf.squaredDifference(answers, tf.tensor2d(rows.y, [rows.count, SIZE])))
        .dataSync()[0];
    });
  }

  dispose(): void {
    this.training.dispose();
    this.memory.dispose();
  }

  /** Eight different stored rows, likelier the higher their priority, and how much each counts. */
  private draw(): { x: Float32Array; y: Float32Array; weight: number }[] {
    const total = this.stored.reduce((sum, item) => sum + item.priority, 0);
    const left = this.stored.map((item) => ({ ...item, share: item.priority / total }));
    const drawn = Array.from({ length: REPLAYED }, () => {
      let point = this.random.uniform() * left.reduce((sum, item) => sum + item.share, 0);
      const i = left.findIndex((item) => (point -= item.share) < 0);
      return left.splice(i < 0 ? left.length - 1 : i, 1)[0];
    });
    const raw = drawn.map(({ share }) => (this.stored.length * share) ** -BETA);
    return drawn.map(({ x, y }, i) => ({
      x,
      y,
      weight: (REPLAY_SHARE * raw[i]) / Math.max(...raw),
    }));
  }
}

/**
 * Answers to rows `[rows, 64]`, and the memory after them: row i reads the memory that rows 0..i-1
 * have written into.
 */
function answer(
  w: Named,
  memory: tf.Tensor2D,
  x: tf.Tensor2D,
): { answers: tf.Tensor2D; memory: tf.Tensor2D } {
  const rows = x.shape[0];
  const zeros: tf.Tensor2D = tf.zeros([rows, HIDDEN]);
  const { hidden } = lstmStep(
    { kernel: w.lstmKernel, bias: w.lstmBias },
    { hidden: zeros, cell: zeros },
    x,
  );
  const controls = tf.add(tf.matMul(hidden, w.controlKernel as tf.Tensor2D), w.controlBias);
  const [keys, strengths, key, vector, erase, strength] = tf.split<tf.Tensor2D>(
    controls,
    [READS * WORD, READS, WORD, WORD, WORD, 1],
    1,
  );
  const { found, after } = writes(
    memory,
    stopGradient(key),
    stopGradient(tf.softplus(strength)),
    stopGradient(tf.sigmoid(erase)),
    stopGradient(tf.tanh(vector)),
  );
  const similarity = cosine(tf.reshape(keys, [rows, READS, WORD]), found);
  const weights = tf.softmax(tf.mul(similarity, tf.expandDims(tf.softplus(strengths), 2)));
  const reads = tf.reshape(tf.matMul(weights as tf.Tensor3D, found), [rows, READS * WORD]);
  return {
    answers: tf.add(
      tf.matMul(tf.concat([hidden, reads], 1), w.outputKernel as tf.Tensor2D),
      w.outputBias,
    ),
    memory: after,
  };
}

/** The memory that each row finds, `[rows, slots, word]`, and the one after the last. */
function writes(
  memory: tf.Tensor2D,
  ...controls: tf.Tensor2D[]
): { found: tf.Tensor3D; after: tf.Tensor2D } {
  const [keys, strengths, erases, vectors] = controls.map((t) => slices<tf.Tensor2D>(t, 0));
  let after = memory;
  const found = keys.map((k, i) => {
    const before = after;
    const at = tf.softmax(
      tf.mul<tf.Tensor2D>(
        tf.squeeze(cosine(tf.expandDims(k, 0), tf.expandDims(before, 0)), [0]),
        strengths[i],
      ),
    );
    after = tf.add(
      tf.mul(before, tf.sub(1, tf.matMul(at, erases[i], true))),
      tf.matMul(at, vectors[i], true),
    );
    return before;
  });
  return { found: tf.stack(found) as tf.Tensor3D, after };
}

/** Weights drawn as PyTorch draws them: even over +-1 / sqrt(inputs of the layer), biases too. */
function initialWeights(random: Random): Record<string, tf.Tensor> {
  const even = (shape: number[], fan: number): tf.Tensor =>
    tf.tensor(
      Float32Array.from(
        { length: shapeSize(shape) },
        () => (2 * random.uniform() - 1) / Math.sqrt(fan),
      ),
      shape,
    );
  const controls = READS * WORD + READS + 3 * WORD + 1;
  const outputs = HIDDEN + READS * WORD;
  return {
    lstmKernel: even([SIZE + HIDDEN, 4 * HIDDEN], HIDDEN),
    lstmBias: even([4 * HIDDEN], HIDDEN),
    controlKernel: even([HIDDEN, controls], HIDDEN),
    controlBias: even([controls], HIDDEN),
    outputKernel: even([outputs, SIZE], outputs),
    outputBias: even([SIZE], outputs),
  };
}

/**
 * Cosine of every key with every slot: `[b, k, word]`, `[b, slots, word]` -> `[b, k, slots]`. 0 for
 * an empty slot.
 */
function cosine(keys: tf.Tensor3D, memory: tf.Tensor3D): tf.Tensor3D {
  const norm = (t: tf.Tensor3D): tf.Tensor3D =>
    tf.sqrt(tf.add<tf.Tensor3D>(tf.sum(tf.square(t), 2, true), 1e-12));
  return tf.div(
    tf.matMul(keys, memory, false, true),
    tf.maximum(tf.matMul(norm(keys), norm(memory), false, true), 1e-8),
  );
}

const stack = (rows: readonly Float32Array[]): tf.Tensor2D =>
  tf.stack(rows.map((row) => tf.tensor1d(row))) as tf.Tensor2D;
