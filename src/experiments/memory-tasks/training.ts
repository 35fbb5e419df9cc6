import {
  adam,
  compile,
  type Compiled,
  compileTraining,
  type Training,
  type TrainingState,
} from '../../compile';
import {
  type AnyMemoryController,
  MemoryController,
  parameterCount,
  type SequenceNetwork,
  type Weights,
} from '../../controller';
import { createRandom, type Random, restoreRandom } from '../../core/random';
import { sum } from '../../core/numbers';
import { sequenceTensors } from '../../tasks';
import { tf } from '../../tf';
import { taskNetwork } from './models';
import { parseNamed } from '../../core/validation';
import {
  checkLikeTask,
  scoreOptions,
  type TaskScore,
  type TaskScoreOptions,
  trainingOptions,
  type TaskTrainingOptions,
} from './options';

/** Weights, moments, steps made, and the stream that the next sequences are drawn from. */
export type TaskTrainingState = TrainingState & { readonly order: ReturnType<Random['state']> };

// far from the seeds of training: scores are on sequences of their own, the same for every model
const TEST_SEED = 20_260_101;
const SCORE_BATCH = 64;

/** From weights, inputs and steps to the logits. */
type Answers = Compiled<[Weights, tf.Tensor3D, tf.Tensor2D], tf.Tensor3D>;

/** A model that learns a sequence task: fresh sequences at every step, and scores on others. */
export class TaskTraining {
  readonly network: SequenceNetwork<unknown>;
  private readonly training: Training<[tf.Tensor3D, tf.Tensor3D, tf.Tensor2D, tf.Tensor2D]>;
  private order: Random;
  /** By slots, and whether compiled. */
  private readonly answers = new Map<string, Answers>();

  /** @throws RangeError or ConfigError naming the argument */
  constructor(private readonly options: TaskTrainingOptions) {
    parseNamed(trainingOptions, options);
    const { task, seed = 0, batchSize = 16, learningRate = 1e-3, clipNorm = 50, eager } = options;
    const random = createRandom(seed);
    this.order = random.fork('order');
    const network = (this.network = this.networkWith());
    const weights = network.initialWeights(random.fork('weights'));
    this.training = compileTraining({
      eager,
      clipNorm,
      parameters: weights,
      optimizer: adam({ learningRate }),
      loss: (current, inputs, targets, mask, steps) =>
        task.cost(
          network.unroll(current, network.initialState(batchSize, current), inputs, steps).outputs,
          targets,
          mask,
        ),
    });
    Object.values(weights).forEach((weight) => weight.dispose());
  }

  /** Steps made. */
  get step(): number {
    return this.training.step;
  }

  /** Numbers that are learned. */
  get parameterCount(): number {
    return parameterCount(this.network.shapes());
  }

  /** The machine with its memory. @throws RangeError for an LSTM, which has none */
  get machine(): AnyMemoryController {
    if (this.network instanceof MemoryController) return this.network as AnyMemoryController;
    throw new RangeError('model: got "lstm", which has no memory');
  }

  /** The machine of a DNC. @throws RangeError for an LSTM or another kind of memory */
  get controller(): MemoryController {
    if (this.network instanceof MemoryController && this.network.config.memory.kind === 'dnc')
      return this.network as MemoryController;
    throw new RangeError(`model: got "${this.options.model}", expected a DNC`);
  }

  /** Operations of one training step in the compiled graph. */
  get operations(): number {
    return this.training.operations;
  }

  /** One training step on fresh sequences. @returns the task's cost before it (nats a sequence) */
  update(): number {
    const { task, batchSize = 16 } = this.options;
    const { inputs, targets, mask, steps } = sequenceTensors(task.sample(batchSize, this.order));
    try {
      return this.training.update(inputs, targets, mask, steps);
    } finally {
      [inputs, targets, mask, steps].forEach((tensor) => tensor.dispose());
    }
  }

  /** Scores on sequences that training does not draw from; nothing is changed. */
  score(options: TaskScoreOptions = {}): TaskScore {
    parseNamed(scoreOptions, options);
    const {
      sequences = 256,
      task = this.options.task,
      memorySize,
      eager = this.options.eager,
    } = options;
    const batchSize = eager ? sequences : SCORE_BATCH;
    checkLikeTask(task, this.options.task);
    const weights = this.training.parameters();
    const random = createRandom(TEST_SEED);
    let wrong = 0;
    let asked = 0;
    try {
      for (let left = sequences; left > 0; left -= batchSize) {
        const batch = task.sample(batchSize, random);
        const rows = Math.min(left, batchSize);
        const logits = tf.tidy(() => {
          const { inputs, steps } = sequenceTensors(batch);
          return this.answersWith(memorySize, eager)(weights, inputs, steps).dataSync();
        });
        const scores = task.scores(logits, batch).slice(0, rows);
        wrong += sum(scores.map((one) => one.wrong));
        asked += sum(scores.map((one) => one.asked));
      }
    } finally {
      Object.values(weights).forEach((weight) => weight.dispose());
    }
    return { wrongBits: wrong / sequences, wrongShare: wrong / asked };
  }

  /** Wrong bits, or words, a fresh sequence: see `score`. */
  wrongBits(options: TaskScoreOptions = {}): number {
    return this.score(options).wrongBits;
  }

  /** The weights as they are now; the caller disposes them. */
  weights(): Record<string, tf.Tensor> {
    return this.training.parameters();
  }

  /** Everything that a checkpoint needs to go on from here, bit for bit. */
  state(): TaskTrainingState {
    return { ...this.training.state(), order: this.order.state() };
  }

  /**
   * Goes on where `state()` was taken.
   * @throws RangeError if it is another model's; nothing is changed then
   */
  restore(state: TaskTrainingState): void {
    this.training.restore(state);
    this.order = restoreRandom(state.order);
  }

  /** Frees everything. */
  dispose(): void {
    this.training.dispose();
    this.answers.forEach((answer) => answer.dispose());
  }

  private networkWith(memorySize?: number): SequenceNetwork<unknown> {
    const { task, model = 'dnc', hiddenSize, memory } = this.options;
    return taskNetwork(model, {
      inputSize: task.inputSize,
      outputSize: task.outputSize,
      hiddenSize,
      memory: memorySize === undefined ? memory : { ...memory, memorySize },
    });
  }

  private answersWith(memorySize?: number, eager = false): Answers {
    const name = JSON.stringify({ memorySize, eager });
    const known = this.answers.get(name);
    if (known) return known;
    const network = this.networkWith(memorySize);
    const answer = compile(
      (weights: Weights, inputs: tf.Tensor3D, steps: tf.Tensor2D) =>
        network.unroll(weights, network.initialState(inputs.shape[0], weights), inputs, steps)
          .outputs,
      { eager },
    );
    this.answers.set(name, answer);
    return answer;
  }
}
