import { fromTraining, toTensors } from '../checkpoint';
import { agentConfig, type AgentConfig, type AgentOptions } from '../config';
import {
  type LstmNetwork,
  type AnyMemoryController,
  MemoryController,
  parameterCount,
} from '../controller';
import { createRandom, type Random, restoreRandom } from '../core/random';
import { parseNamed } from '../core/validation';
import { concatEpisodes, type Episodes, type Rows } from '../tasks';
import { tf } from '../tf';
import { type AdaptedAgent, adaptedAgent, type AgentAdaptOptions } from './adapted';
import { readAgent, writeAgent } from './agentFile';
import {
  adaptSchema,
  type AgentExtras,
  type EvaluateOptions,
  evaluateSchema,
  extrasSchema,
} from './agentOptions';
import { checkHeldOut, checkObserved, drawEpisodes, isEpisodes } from './episodes';
import { type Evaluation, evaluateOn, supportAndQuery } from './evaluation';
import type { Inside } from './inside';
import { type LiveMemory, LiveState } from './liveMemory';
import { AgentModel } from './model';
import { agentNetwork, type Start } from './network';
import { EpisodeReplay } from './replayed';
import { startWeights } from './starts';

/**
 * An agent that meets one task after another and sees each row's answer one step later. It infers
 * the task in its memory during an episode, and learns to do so by gradient descent between
 * episodes. Its config switches its parts: the memory (`memoryMode`: fresh in each
 * episode, one for life, or none), replay of past episodes (`replay.store`: reservoir, by priority,
 * off), where its weights begin (`meta.start`). With one memory for life all episodes of a batch,
 * new or replayed, run on copies of it; what the first new one writes is kept. It is plain numbers
 * between training steps: no gradient reaches the step before.
 * @example
 * const agent = new ContinualLearningAgent(profiles.full({ seed: 1, memoryMode: 'lifelong' }));
 * agent.observe(task.train);
 * agent.evaluate(task.test).error;
 */
export class ContinualLearningAgent {
  readonly config: AgentConfig;
  private readonly model: AgentModel;
  private readonly replay: EpisodeReplay;
  private readonly live: LiveState | undefined;
  private order: Random;
  private tasksEnded = 0;

  /**
   * @throws ConfigError naming the field; RangeError naming the weight that is missing, too many or
   * of another shape
   */
  constructor(options: AgentOptions = {}, extras: AgentExtras = {}) {
    const { eager, weights } = parseNamed(extrasSchema, extras);
    const config = (this.config = agentConfig(options));
    const random = createRandom(config.seed);
    const network = agentNetwork(config);
    const parameters = startWeights(config, network, random.fork('weights'), weights);
    this.model = new AgentModel(config, network, parameters, eager);
    if (config.memoryMode === 'lifelong')
      this.live = new LiveState(network as AnyMemoryController, parameters);
    tf.dispose(parameters);
    this.order = random.fork('order');
    this.replay = new EpisodeReplay(config, random.fork('replay').state().seed);
  }

  /** What answers: a `MemoryController`, or an `LstmNetwork` with `memoryMode` 'none'. */
  get network(): AnyMemoryController | LstmNetwork {
    return this.model.network;
  }

  /** Numbers the agent learns. */
  get parameterCount(): number {
    return parameterCount(this.network.shapes());
  }

  /** Training steps made. */
  get updates(): number {
    return this.model.step;
  }

  /** Tasks that ended: the number of the task of the moment, from 0. */
  get task(): number {
    return this.tasksEnded;
  }

  /** Episodes in the replay store. */
  get replaySize(): number {
    return this.replay.size;
  }

  /** The loss each stored episode had last, by which it is drawn; undefined without priorities. */
  get priorities(): Float64Array | undefined {
    return this.replay.priorities;
  }

  /**
   * One training step on new episodes, and on replayed ones: a batch of episodes as it is, or
   * episodes drawn from a task's training rows. Given the rows of several tasks, it draws from all
   * alike: that is joint training.
   * @returns the mean squared error of the batch before the step, replayed episodes with their
   * importance
   * @throws RangeError naming what is wrong with the rows or episodes; Error if loss or gradient
   * is not finite. Weights, memory and store are unchanged then
   */
  observe(...given: readonly Rows[] | readonly [Episodes]): number {
    const { batchSize, episodeLength } = this.config;
    const [first] = given;
    checkObserved(given, this.config);
    const fresh = isEpisodes(first)
      ? first
      : drawEpisodes(
          given as readonly Rows[],
          batchSize - this.replay.count,
          episodeLength,
          this.order,
        );
    const drawn = this.replay.draw();
    const batch = drawn ? concatEpisodes([fresh, drawn.episodes]) : fresh;
    const importance = new Float32Array(batch.batch).fill(1);
    if (drawn) importance.set(drawn.importance, fresh.batch);
    const { loss, errors, live } = this.model.update(batch, importance, this.start);
    this.replay.learn(fresh, drawn, errors);
    if (live) this.live?.advance(this.tasksEnded, live);
    return loss;
  }

  /**
   * The task of the moment is over. Nothing is learned from that; what is written from now on
   * counts as the next task's (see `remembered`).
   */
  endTask(): void {
    this.tasksEnded++;
  }

  /**
   * Answers to every step of every episode, `[batch, length, outputSize]`, each episode with a
   * fresh memory or a copy of the live one. The agent is not changed. The caller disposes the
   * tensor.
   * @throws RangeError naming what is wrong with the episodes
   */
  predict(episodes: Episodes): tf.Tensor3D {
    return this.model.answer(episodes, this.start);
  }

  /**
   * Mean squared error on rows, cut into episodes in their order. The agent is not changed.
   * @throws RangeError naming what is wrong with the rows or the options, or an error that is not
   * finite
   */
  evaluate(rows: Rows, options: EvaluateOptions = {}): Evaluation {
    const { adaptSteps, supportRows = this.config.episodeLength } = parseNamed(
      evaluateSchema,
      options,
    );
    if (adaptSteps === 0)
      return evaluateOn(rows, this.config, (episodes) => this.predict(episodes));
    checkHeldOut(rows, this.config);
    const [support, judged] = supportAndQuery(rows, supportRows);
    const adapted = this.adapt(support, { steps: adaptSteps });
    try {
      return adapted.evaluate(judged);
    } finally {
      adapted.dispose();
    }
  }

  /**
   * A few gradient steps on rows, cut into episodes, from the agent's weights. The agent is not
   * changed.
   * @returns an answerer with weights of its own; the caller disposes it
   * @throws RangeError naming what is wrong
   */
  adapt(rows: Rows, options: AgentAdaptOptions = {}): AdaptedAgent {
    const { innerSteps, innerLearningRate } = this.config.meta;
    const { steps = innerSteps, rate = innerLearningRate } = parseNamed(adaptSchema, options);
    return adaptedAgent(
      this.model.adapt(rows, { steps, rate }, this.start),
      this.config,
      (weights, episodes) => this.model.answer(episodes, this.start, weights),
    );
  }

  /**
   * What the memory holds after each step of one episode, and where it was written and read. The
   * agent is not changed.
   * @throws Error without a memory; RangeError naming what is wrong with the episode
   */
  inspect(episode: Episodes): Inside {
    if (!(this.network instanceof MemoryController))
      throw new Error("inspect: this agent has no memory to look into (memoryMode 'none')");
    return this.model.inside(this.network, episode, this.start);
  }

  /**
   * What the live memory holds, and which task wrote it.
   * @throws Error if no memory is carried along
   */
  remembered(): LiveMemory {
    if (!this.live)
      throw new Error(
        `remembered: no memory is carried along with memoryMode '${this.config.memoryMode}', ` +
          `expected 'lifelong'`,
      );
    return this.live.content();
  }

  /** The weights as they are now; the caller disposes them. */
  weights(): Record<string, tf.Tensor> {
    return this.model.weights();
  }

  /**
   * Writes the whole agent to a file, whole or not at all: weights, moments, store, random streams,
   * live memory.
   * @param note anything else, as JSON
   * @throws the error of the file system; a file that was there is then still there
   */
  save(file: string, note?: unknown): void {
    writeAgent(file, {
      config: this.config,
      training: this.model.state(),
      order: this.order.state(),
      task: this.tasksEnded,
      replay: this.replay.state(),
      ...this.live?.saved(),
      note,
    });
  }

  /**
   * The agent that `save` wrote, which goes on bit for bit, and the note.
   * @throws Error naming the file, what came and what was expected
   */
  static load(
    file: string,
    extras: Pick<AgentExtras, 'eager'> = {},
  ): { readonly agent: ContinualLearningAgent; readonly note: unknown } {
    const { eager } = parseNamed(extrasSchema.pick({ eager: true }), extras);
    return readAgent(file, (saved) => {
      const weights = toTensors(fromTraining(saved.training).weights);
      const agent = new ContinualLearningAgent(saved.config, { eager, weights });
      tf.dispose(weights);
      agent.model.restore(saved.training);
      if (saved.replay) agent.replay.restore(saved.replay);
      agent.live?.restore(saved);
      agent.order = restoreRandom(saved.order);
      agent.tasksEnded = saved.task;
      return { agent, note: saved.note };
    });
  }

  /** Frees everything. The agent cannot be used afterwards. */
  dispose(): void {
    this.model.dispose();
    this.live?.dispose();
  }

  private get start(): Start {
    return this.live?.state ?? {};
  }
}
