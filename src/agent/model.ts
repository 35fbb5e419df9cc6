import {
  adam,
  compile,
  type Compiled,
  compileTraining,
  type Training,
  type TrainingState,
} from '../compile';
import type { AgentConfig } from '../config';
import type { LstmNetwork, AnyMemoryController, Weights } from '../controller';
import { checkEpisodes, consecutiveEpisodes, type Episodes, type Rows } from '../tasks';
import { tf } from '../tf';
import { type Adaptation, adaptation, type AgentAdaptOptions } from './adapted';
import { checkHeldOut, inputsOf, targetsOf } from './episodes';
import { type Inside, insideOf } from './inside';
import { type AgentBatch, agentLoss, answers, type LiveWrite, type StepOutputs } from './loss';
import type { Start } from './network';

/**
 * What a training step came to: the loss of the batch and the error of each episode before it, and
 * what the live episode wrote, whose tensors are the caller's.
 */
export interface ModelStep {
  readonly loss: number;
  readonly errors: Float32Array;
  readonly live?: LiveWrite;
}

/**
 * The part of an agent that gradient descent changes: its weights and the optimiser's moments, and
 * how they answer. Every call says where episodes begin.
 */
export class AgentModel {
  private readonly training: Training<AgentBatch, StepOutputs>;
  private readonly compiled: Compiled<[Weights, tf.Tensor3D, Start], tf.Tensor3D>;
  private readonly adaptation: Adaptation;

  /**
   * @param parameters weights to begin with; they are copied
   * @param eager op by op instead of compiled
   */
  constructor(
    private readonly config: AgentConfig,
    readonly network: AnyMemoryController | LstmNetwork,
    parameters: Weights,
    eager: boolean,
  ) {
    const { gradientClipNorm: clipNorm, learningRate } = config;
    this.training = compileTraining({
      eager,
      parameters,
      clipNorm,
      optimizer: adam({ learningRate }),
      loss: agentLoss(network),
    });
    this.compiled = compile(
      (weights: Weights, inputs: tf.Tensor3D, start: Start) =>
        answers(network, weights, inputs, start),
      { eager },
    );
    this.adaptation = adaptation(network, eager);
  }

  /** Training steps made. */
  get step(): number {
    return this.training.step;
  }

  /**
   * One training step.
   * @param importance of each episode in the loss
   * @throws Error if loss or gradient is not finite; nothing is changed then
   */
  update(episodes: Episodes, importance: Float32Array, start: Start): ModelStep {
    const { loss, outputs } = tf.tidy(
      () =>
        this.training.updateWithOutputs(
          inputsOf(episodes),
          targetsOf(episodes),
          tf.tensor3d(importance, [episodes.batch, 1, 1]),
          start,
        ) as never,
    ) as { loss: number; outputs: StepOutputs };
    const errors = outputs.errors.dataSync() as Float32Array;
    outputs.errors.dispose();
    return { loss, errors, ...(outputs.live && { live: outputs.live }) };
  }

  /**
   * Answers to episodes, `[batch, length, outputSize]`; the caller disposes them.
   * @param weights those of the model, or others
   * @throws RangeError naming what is wrong with the episodes
   */
  answer(episodes: Episodes, start: Start, weights?: Weights): tf.Tensor3D {
    checkEpisodes('episodes', episodes, this.config);
    return tf.tidy(() =>
      this.compiled(weights ?? this.training.parameters(), inputsOf(episodes), start),
    );
  }

  /**
   * Weights after some gradient steps on rows, cut into episodes; the model's stay. The caller
   * disposes them.
   * @throws RangeError naming what is wrong with the rows
   */
  adapt(rows: Rows, how: Required<AgentAdaptOptions>, start: Start): Record<string, tf.Tensor> {
    checkHeldOut(rows, this.config);
    const episodes = consecutiveEpisodes(rows, this.config.episodeLength);
    return tf.tidy(() =>
      this.adaptation(
        this.training.parameters(),
        inputsOf(episodes),
        targetsOf(episodes),
        start,
        how,
      ),
    );
  }

  /**
   * What the memory holds after each step of an episode.
   * @throws RangeError naming what is wrong with the episode
   */
  inside(controller: AnyMemoryController, episode: Episodes, start: Start): Inside {
    checkEpisodes('episodes', episode, this.config);
    return tf.tidy(() => insideOf(controller, this.training.parameters(), episode, start) as never);
  }

  /** The weights as they are now; the caller disposes them. */
  weights(): Record<string, tf.Tensor> {
    return this.training.parameters();
  }

  /** Weights and moments, to be stored. */
  state(): TrainingState {
    return this.training.state();
  }

  /**
   * Goes on from a stored state, bit for bit.
   * @throws RangeError if it is another model's; nothing is changed then
   */
  restore(state: TrainingState): void {
    this.training.restore(state);
  }

  dispose(): void {
    [this.training, this.compiled, this.adaptation].forEach((part) => part.dispose());
  }
}
