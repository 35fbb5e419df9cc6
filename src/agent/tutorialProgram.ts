import { createRandom, type Random } from '../random';
import type { Rows } from '../tasks';
import { slices, tf } from '../tf';
import { lstmStep } from '../controller';
import { descend, type Trainable, trainable } from './training';

/** Sizes and settings of the PyTorch tutorial. */
const SIZE = 64, HIDDEN = 128, SLOTS = 128, WORD = 64, READS = 4;
const REPLAYED = 8, STORED_BEFORE_REPLAY = 17, REPLAY_SHARE = 0.3, ALPHA = 0.6, BETA = 0.4;

/**
 * The PyTorch tutorial's program, rebuilt as it is so that it can be measured on rows it has not seen. Its design, kept here: the LSTM starts from zero at every row and never sees what was read; memory is addressed by
 * content alone; nothing learns through a write; one memory serves the whole run; priorities are set once and never updated; one row a step.
 * Each row's controls depend on the row alone, so those of a step's rows are computed together; their writes still happen one after the other.
 */
export class TutorialProgram {
  private readonly weights: Trainable;
  private readonly optimizer = tf.train.adam(1e-3);
  private readonly random: Random;
  private readonly stored: { x: Float32Array; y: Float32Array; priority: number }[] = [];
  private memory = tf.keep(tf.zeros([SLOTS, WORD]) as tf.Tensor2D);

  /** @param seed fixes initial weights and replay */
  constructor(seed = 0) {
    const random = createRandom(seed);
    this.weights = initialWeights(random.fork('weights'));
    this.random = random.fork('replay');
  }

  /**
   * One training step on one row, and, with `replay`, on eight stored ones.
   * @returns the row's mean squared error before the step
   */
  observe(x: Float32Array, y: Float32Array, replay: boolean): number {
    const drawn = replay && this.stored.length >= STORED_BEFORE_REPLAY ? this.draw() : [];
    const batch = [{ x, y, weight: 1 }, ...drawn];
    let own = 0;
    descend(this.weights, this.optimizer, 1, () => {
      const target = stack(batch.map((item) => item.y));
      const errors = tf.mean(tf.squaredDifference(this.answer(stack(batch.map((item) => item.x)), true), target), 1);
      own = errors.dataSync()[0];
      return tf.sum(tf.mul(errors, tf.tensor1d(batch.map((item) => item.weight))));
    });
    this.stored.push({ x, y, priority: own ** ALPHA });
    return own;
  }

  /** Mean squared error on rows, one after the other, each written into a copy of the memory. The program is not changed. */
  evaluate(rows: Rows): number {
    return tf.tidy(() => tf.mean(tf.squaredDifference(this.answer(tf.tensor2d(rows.x, [rows.count, SIZE]), false), tf.tensor2d(rows.y, [rows.count, SIZE]))).dataSync()[0]);
  }

  dispose(): void {
    [...Object.values(this.weights), this.optimizer, this.memory].forEach((held) => held.dispose());
  }

  /** Answers to rows `[rows, 64]`: row i reads the memory that rows 0..i-1 have written into. */
  private answer(x: tf.Tensor2D, keepWrites: boolean): tf.Tensor2D {
    const rows = x.shape[0];
    const w = this.weights;
    const zeros: tf.Tensor2D = tf.zeros([rows, HIDDEN]);
    const { hidden } = lstmStep({ kernel: w.lstmKernel as tf.Tensor2D, bias: w.lstmBias as tf.Tensor1D }, { hidden: zeros, cell: zeros }, x);
    const controls = tf.add(tf.matMul(hidden, w.controlKernel as tf.Tensor2D), w.controlBias);
    const [keys, strengths, key, vector, erase, strength] = tf.split(controls, [READS * WORD, READS, WORD, WORD, WORD, 1], 1) as tf.Tensor2D[];
    const memories = this.writes(key, tf.softplus(strength), tf.sigmoid(erase), tf.tanh(vector), keepWrites);
    const similarity = cosine(tf.reshape(keys, [rows, READS, WORD]), memories);
    const weights = tf.softmax(tf.mul(similarity, tf.expandDims(tf.softplus(strengths), 2)));
    const reads = tf.reshape(tf.matMul(weights as tf.Tensor3D, memories), [rows, READS * WORD]);
    return tf.add(tf.matMul(tf.concat([hidden, reads], 1), w.outputKernel as tf.Tensor2D), w.outputBias);
  }

  /** The memory that each row finds, `[rows, slots, word]`. Values only: no gradient flows through a write. */
  private writes(key: tf.Tensor2D, strength: tf.Tensor2D, erase: tf.Tensor2D, vector: tf.Tensor2D, keepWrites: boolean): tf.Tensor3D {
    return detached([key, strength, erase, vector], ([keys, strengths, erases, vectors]) => {
      const parts = [keys, strengths, erases, vectors].map((t) => slices<tf.Tensor2D>(t, 0));
      let memory: tf.Tensor2D = this.memory;
      const found = parts[0].map((k, i) => {
        const before = memory;
        const at = tf.softmax(tf.mul<tf.Tensor2D>(tf.squeeze(cosine(tf.expandDims(k, 0), tf.expandDims(memory, 0)), [0]), parts[1][i]));
        memory = tf.add(tf.mul(memory, tf.sub(1, tf.matMul(at, parts[2][i], true))), tf.matMul(at, parts[3][i], true));
        return before;
      });
      const memories = tf.stack(found) as tf.Tensor3D;
      if (keepWrites) {
        const kept = tf.keep(memory.clone());
        this.memory.dispose();
        this.memory = kept;
      }
      return memories;
    });
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
    return drawn.map(({ x, y }, i) => ({ x, y, weight: (REPLAY_SHARE * raw[i]) / Math.max(...raw) }));
  }
}

/** Weights drawn as PyTorch draws them: even over +-1 / sqrt(inputs of the layer), biases too. */
function initialWeights(random: Random): Trainable {
  const even = (shape: number[], fan: number): tf.Tensor => tf.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => (2 * random.uniform() - 1) / Math.sqrt(fan)), shape);
  const controls = READS * WORD + READS + 3 * WORD + 1;
  const outputs = HIDDEN + READS * WORD;
  return trainable({
    lstmKernel: even([SIZE + HIDDEN, 4 * HIDDEN], HIDDEN), lstmBias: even([4 * HIDDEN], HIDDEN),
    controlKernel: even([HIDDEN, controls], HIDDEN), controlBias: even([controls], HIDDEN),
    outputKernel: even([outputs, SIZE], outputs), outputBias: even([SIZE], outputs),
  });
}

/** Cosine of every key with every slot: `[b, k, word]`, `[b, slots, word]` -> `[b, k, slots]`. 0 for an empty slot. */
function cosine(keys: tf.Tensor3D, memory: tf.Tensor3D): tf.Tensor3D {
  const norm = (t: tf.Tensor3D): tf.Tensor3D => tf.sqrt(tf.add<tf.Tensor3D>(tf.sum(tf.square(t), 2, true), 1e-12));
  return tf.div(tf.matMul(keys, memory, false, true), tf.maximum(tf.matMul(norm(keys), norm(memory), false, true), 1e-8));
}

/** Runs a function of tensors off the tape: its result is a constant for gradients. */
function detached<T extends tf.Tensor>(inputs: tf.Tensor[], run: (inputs: tf.Tensor[]) => T): T {
  return tf.customGrad((...args) => ({ value: run(args.slice(0, inputs.length) as tf.Tensor[]), gradFunc: () => inputs.map((t) => tf.zeros(t.shape)) }))(...inputs) as T;
}

const stack = (rows: readonly Float32Array[]): tf.Tensor2D => tf.stack(rows.map((row) => tf.tensor1d(row))) as tf.Tensor2D;
