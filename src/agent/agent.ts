import { adam, compile, type Compiled, compileTraining, type Training } from '../compile';
import { agentConfig, type AgentConfig, type AgentOptions } from '../config';
import { MemoryController, parameterCount, type Weights } from '../controller';
import { createRandom, type Random } from '../random';
import { ReservoirReplay } from '../replay';
import { concatEpisodes, consecutiveEpisodes, type Episodes, episodeAt, type Rows, sampleEpisodes } from '../tasks';
import { tf } from '../tf';

/** Errors on held-out rows. Step 0 of an episode is left out of `error`: before the first answer nothing says which task it is. */
export interface Evaluation {
  /** Mean squared error over steps 1 to the last. */
  readonly error: number;
  /** Mean squared error at each step of the episode, step 0 first. */
  readonly errorByStep: readonly number[];
}

/**
 * An agent that meets one task after another and is told of each row's answer one step later. It works out the task in its memory during an episode, and learns to do so by gradient descent between episodes.
 * With `replay.batchSize` above 0 a part of each training batch is drawn from a reservoir of past episodes; with 0 it only ever sees what is new.
 */
export class ContinualLearningAgent {
  readonly config: AgentConfig;
  readonly controller: MemoryController;
  private readonly training: Training<[tf.Tensor3D, tf.Tensor3D]>;
  private readonly answer: Compiled<[Weights, tf.Tensor3D], tf.Tensor3D>;
  private readonly store: ReservoirReplay<'inputs' | 'targets'>;
  private readonly order: Random;

  /**
   * @param eager train and answer op by op instead of compiled: the same numbers up to rounding, more slowly
   * @throws ConfigError naming the field
   */
  constructor(options: AgentOptions = {}, { eager = false }: { readonly eager?: boolean } = {}) {
    this.config = agentConfig(options);
    const { inputSize, outputSize, hiddenSize, controller, clipValue, memory, episodeLength, learningRate, gradientClipNorm, replay, seed } = this.config;
    const random = createRandom(seed);
    this.controller = new MemoryController({ inputSize: inputSize + outputSize, outputSize, hiddenSize, controller, clipValue, memory });
    this.answer = compile((weights: Weights, inputs: tf.Tensor3D) => this.unroll(weights, inputs), { eager });
    const parameters = this.controller.initialWeights(random.fork('weights'));
    this.training = compileTraining({
      eager, parameters, clipNorm: gradientClipNorm, optimizer: adam({ learningRate }),
      loss: (weights, inputs, targets) => tf.mean(afterFirst(tf.squaredDifference(this.unroll(weights, inputs), targets))) as tf.Scalar,
    });
    Object.values(parameters).forEach((weight) => weight.dispose());
    this.order = random.fork('order');
    this.store = new ReservoirReplay({ capacity: replay.capacity, fields: { inputs: episodeLength * (inputSize + outputSize), targets: episodeLength * outputSize }, seed: random.fork('replay').state().seed });
  }

  /** Numbers the agent learns. */
  get parameterCount(): number {
    return parameterCount(this.controller.shapes());
  }

  /** Episodes in the replay store. */
  get replaySize(): number {
    return this.store.size;
  }

  /**
   * One training step on episodes drawn from a task's training rows, and on replayed ones. Given several tasks, it draws from all alike: that is joint training.
   * @returns the mean squared error of the batch before the step
   */
  observe(...tasks: Rows[]): number {
    const { batchSize, episodeLength, replay } = this.config;
    tasks.forEach((rows) => this.checkRows(rows));
    const episodes = Array.from({ length: batchSize - replay.batchSize }, (_, i) => sampleEpisodes(tasks[i % tasks.length], 1, episodeLength, this.order));
    const fresh = concatEpisodes(episodes);
    const batch = this.withReplay(fresh);
    return tf.tidy(() => this.training.update(inputsOf(batch), targetsOf(batch)));
  }

  /** Answers to every step of every episode, `[batch, length, outputSize]`, each episode with a fresh memory. The agent is not changed. The caller disposes the tensor. */
  predict(episodes: Episodes): tf.Tensor3D {
    return tf.tidy(() => this.answer(this.training.parameters(), inputsOf(episodes)));
  }

  /** Mean squared error on rows, cut into episodes in their order. The agent is not changed. */
  evaluate(rows: Rows): Evaluation {
    this.checkRows(rows);
    const episodes = consecutiveEpisodes(rows, this.config.episodeLength);
    const errorByStep = tf.tidy(() => {
      return Array.from(tf.mean(tf.squaredDifference(this.predict(episodes), targetsOf(episodes)), [0, 2]).dataSync());
    });
    return { error: errorByStep.slice(1).reduce((sum, value) => sum + value, 0) / (errorByStep.length - 1), errorByStep };
  }

  /** What the memory holds after each step of one episode, slots x word, and where it was written, steps x slots. The agent is not changed. */
  inspect(episode: Episodes): { memory: number[][][]; writeWeights: number[][]; readWeights: number[][][] } {
    return tf.tidy(() => {
      const weights = this.training.parameters();
      let state = this.controller.initialState(1, weights);
      const steps = tf.unstack(inputsOf(episodeAt(episode, 0)), 1).map((x) => {
        state = this.controller.step(weights, state, x as tf.Tensor2D).state;
        return state.memory;
      });
      return {
        memory: steps.map((m) => m.memory.arraySync()[0]),
        writeWeights: steps.map((m) => m.writeWeights.arraySync()[0][0]),
        readWeights: steps.map((m) => m.readWeights.arraySync()[0]),
      };
    });
  }

  /** Frees the weights. The agent cannot be used afterwards. */
  dispose(): void {
    this.training.dispose();
    this.answer.dispose();
  }

  private withReplay(fresh: Episodes): Episodes {
    const count = Math.min(this.config.replay.batchSize, this.store.size);
    const batch = count > 0 ? concatEpisodes([fresh, { ...fresh, batch: count, ...this.store.sample(count).items }]) : fresh;
    if (this.config.replay.batchSize > 0) for (let i = 0; i < fresh.batch; i++) this.store.add(episodeAt(fresh, i));
    return batch;
  }

  private unroll(weights: Weights, inputs: tf.Tensor3D): tf.Tensor3D {
    return this.controller.unroll(weights, this.controller.initialState(inputs.shape[0], weights), inputs).outputs;
  }

  private checkRows(rows: Rows): void {
    const { inputSize, outputSize } = this.config;
    if (rows.inputSize !== inputSize || rows.outputSize !== outputSize)
      throw new RangeError(`rows: got x of ${rows.inputSize} and y of ${rows.outputSize} numbers, expected ${inputSize} and ${outputSize} (the agent's inputSize and outputSize)`);
  }
}

/** All steps but the first: `[batch, length, outputs]` -> `[batch, length - 1, outputs]`. */
const afterFirst = (x: tf.Tensor3D): tf.Tensor3D => tf.slice(x, [0, 1, 0], [x.shape[0], x.shape[1] - 1, x.shape[2]]);

const inputsOf = ({ inputs, batch, length, inputSize, outputSize }: Episodes): tf.Tensor3D => tf.tensor3d(inputs, [batch, length, inputSize + outputSize]);
const targetsOf = ({ targets, batch, length, outputSize }: Episodes): tf.Tensor3D => tf.tensor3d(targets, [batch, length, outputSize]);
