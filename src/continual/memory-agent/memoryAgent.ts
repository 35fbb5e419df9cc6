import { createRandom, type Random, restoreRandom } from '../../core/random';
import { checkRowLengths } from '../../tasks/checks';
import { pick, rightShare, type Rows } from '../../tasks/continual';
import type { tf } from '../../tf';
import { checkedContext } from '../strategies/context';
import type { RowPart } from '../strategies/batchTensors';
import { Learner, withLosses } from '../strategies/learner';
import type { RowBatch, Strategy, StrategyContext } from '../strategies/types';
import { loadAgent, saveAgent } from './agentFile';
import { type Dream, dream, Noise } from './dream';
import { HeadErrors } from './headErrors';
import { type Heads, LEAST_ERROR, mixedHeads, mixedValues, shareOfRead } from './heads';
import { checkQuery, labelsOf } from './memoryChecks';
import { metaLearnStart } from './metaStart';
import { type MemoryAgentSettings, memoryAgentSettings, sizesFor } from './settings';
import { SlotMemory } from './slotMemory';
import { InputUnits } from './units';

/** What a memory holds at one moment: images where rows are images. */
export interface MemorySnapshot {
  /** `[slots, inputSize]` */
  readonly images: Float32Array;
  /** `[slots]` */
  readonly labels: Int32Array;
  /** Rows in each slot, `[slots]`. */
  readonly counts: Float32Array;
}

/**
 * An agent for rows: a slot memory that is written by content and read by content, a
 * feed-forward controller that learns from each batch and dreams of the slots, and an answer that
 * mixes both. It is told of no task; at a task's end only the optimiser's moments are dropped.
 */
export class MemoryAgent implements Strategy {
  readonly context: StrategyContext<MemoryAgentSettings>;
  readonly settings: MemoryAgentSettings;
  readonly memory: SlotMemory;
  readonly controller: Learner<undefined, tf.Tensor1D>;
  private readonly units: InputUnits;
  private readonly errors = new HeadErrors();
  private noise: Noise;
  private random: Random;
  private tasks = 0;

  /**
   * @throws RangeError for a budget too small, or a setting that is wrong, by name
   */
  constructor(options: StrategyContext) {
    const context = checkedContext(options, memoryAgentSettings);
    const {
      scenario: { kind, inputSize, outputSize, batchSize },
      seed,
      settings,
    } = context;
    this.context = context;
    this.settings = settings;
    const { beta, gamma, eta, slots, newRowWeight, price, priorities, replay, noise, optimizer } =
      this.settings;
    const random = createRandom(seed);
    const { capacity, rank } = sizesFor(context, this.settings);
    const isValues = kind === 'values';
    this.memory = new SlotMemory({
      capacity,
      keySize: inputSize,
      classes: isValues ? 1 : outputSize,
      valueSize: isValues ? outputSize : 0,
      rank,
      price,
      beta,
      gamma,
      eta,
      slots,
      newRowWeight,
      priorities,
      seed: random.fork('memory').state().seed,
    });
    this.units = new InputUnits(inputSize);
    this.random = random.fork('noise');
    this.noise = new Noise(this.random, noise);
    this.controller = new Learner(
      { ...context, settings: { optimizer } },
      { parts: [batchSize + Math.min(replay, capacity)], ...(priorities && { loss: withLosses }) },
    );
  }

  observe(batch: RowBatch): number {
    const {
      settings: { steps },
      memory,
    } = this;
    this.controller.checkBatch(batch);
    this.compareHeads(batch);
    const rows = this.remember(batch);
    let loss = 0;
    for (let step = 0; step < steps; step++) {
      const before = this.step(dream(memory, rows, batch.y, this.noise, this.settings));
      if (step === 0) loss = before / 2; // two parts, or as much: see `dream`
    }
    return loss;
  }

  /**
   * Learns from batches one after the other. Both heads are compared on rows that are met for the
   * first time. On rows met again what the memory refines and which slots are replayed does not
   * depend on the controller, unless its losses are the priorities: its steps are made many a
   * native call.
   */
  observeMany(batches: readonly RowBatch[]): number[] {
    const { steps, priorities } = this.settings;
    if (priorities || steps === 0 || batches.some(({ first }) => first))
      return batches.map((batch) => this.observe(batch));
    batches.forEach((batch) => this.controller.checkBatch(batch));
    const losses = this.controller.updateMany(this.dreams(batches));
    return losses.filter((_, step) => step % steps === 0).map((loss) => loss / 2);
  }

  /**
   * Drops the optimiser's moments; with `metaLearned`, at the end of the first task, the controller
   * begins anew from weights that learn fast.
   */
  endTask(): void {
    const { inputSize, outputSize } = this.context.scenario;
    const none = new Float32Array(0);
    if (this.settings.metaLearned && this.tasks === 0)
      metaLearnStart(
        this.controller,
        () => dream(this.memory, none, none, this.noise, this.settings),
        inputSize,
        outputSize,
        this.random,
      );
    this.controller.resetOptimizer();
    this.tasks++;
  }

  predict(x: Float32Array, allowed?: Float32Array): Float32Array {
    return this.heads(x, allowed).mixture;
  }

  /**
   * What the memory, the controller and both together say of rows, as log-probabilities `[rows,
   * classes]` or as values `[rows, outputSize]`. Nothing is changed.
   * @param x `[rows, inputSize]`
   * @throws RangeError naming what is wrong
   */
  heads(x: Float32Array, allowed?: Float32Array): Heads {
    checkQuery(this.memory.config, x, this.isValues ? undefined : allowed);
    const least = this.isValues ? 0 : LEAST_ERROR;
    const share = shareOfRead(this.settings.lambda, this.errors.means, least);
    const rows = this.inUnits(x);
    if (this.isValues)
      return mixedValues(this.memory.answer(rows), this.controller.predict(rows), share);
    const read = this.memory.read(rows, allowed);
    const scores = this.controller.predict(rows, allowed);
    return mixedHeads(read, scores, this.memory.config.classes, share);
  }

  /** The slots' keys in the units in which rows come: `[size, inputSize]`, images if rows are. */
  images(): Float32Array {
    return this.settings.scaled ? this.units.undo(this.memory.keys) : this.memory.keys.slice();
  }

  /** A copy of what the memory holds at this moment, its keys in the units in which rows come. */
  snapshot(): MemorySnapshot {
    const { labels, counts } = this.memory;
    return { images: this.images(), labels: labels.slice(), counts: counts.slice() };
  }

  /**
   * The share of rows, 0 to 1, that the memory alone, the controller alone and both together have
   * right. Nothing is changed.
   * @throws RangeError naming what is wrong with the rows
   */
  shares(rows: Rows): Readonly<Record<keyof Heads, number>> {
    const { inputSize, outputSize } = this.context.scenario;
    checkRowLengths('rows', rows, { inputSize, outputSize });
    const { read, controller, mixture } = this.heads(rows.x);
    return {
      read: rightShare(read, rows),
      controller: rightShare(controller, rows),
      mixture: rightShare(mixture, rows),
    };
  }

  /**
   * Writes the whole agent to a file, whole or not at all: `load` goes on from there bit for bit.
   * @throws the error of the file system; a file that was there is then still there
   */
  save(file: string): void {
    saveAgent(file, this.context, {
      memory: this.memory.state(),
      controller: this.controller.state(),
      units: this.units.state(),
      errors: this.errors.state(),
      noise: this.random.state(),
      tasks: this.tasks,
    });
  }

  /** The agent that `save` wrote. @throws Error naming the file, what came and what was expected */
  static load(file: string): MemoryAgent {
    return loadAgent(file, (context, { memory, controller, units, errors, noise, tasks }) => {
      const agent = new MemoryAgent(context);
      agent.memory.restore(memory);
      agent.controller.restore(controller);
      agent.units.restore(units);
      agent.errors.restore(errors);
      agent.tasks = tasks;
      agent.random = restoreRandom(noise);
      agent.noise = new Noise(agent.random, agent.settings.noise);
      return agent;
    });
  }

  dispose(): void {
    this.controller.dispose();
  }

  /** Writes a batch into the memory, or refines it there. @returns its rows in units of inputs */
  private remember({ count, x, y, first }: RowBatch): Float32Array {
    const { refine, scaled } = this.settings;
    if (first && scaled) this.widen(x);
    const rows = this.inUnits(x);
    if (this.isValues) {
      if (first) this.memory.write(rows, new Int32Array(count), y);
      return rows;
    }
    const labels = labelsOf(y, this.context.scenario.outputSize);
    if (first) this.memory.write(rows, labels);
    else if (refine) this.memory.refine(rows, labels);
    return rows;
  }

  /** How far both heads are off on rows that are not learned yet, of classes that were met. */
  private compareHeads(batch: RowBatch): void {
    if (!batch.first) return;
    const { x, y, allowed } = this.isValues ? batch : this.rowsOfMetClasses(batch);
    if (x.length === 0) return;
    const { read, controller } = this.heads(x, allowed);
    const answers = (head: Float32Array): Float32Array =>
      this.isValues ? head : head.map(Math.exp);
    this.errors.met(answers(read), answers(controller), y);
  }

  /**
   * The rows of a batch whose class is in a slot: neither head can know another. Where each row has
   * answers of its own that are allowed, all are: the read has one list for all rows.
   */
  private rowsOfMetClasses({ x, y, allowed }: RowBatch): Omit<RowPart, 'count'> {
    const { inputSize, outputSize } = this.context.scenario;
    const met = new Set(this.memory.labels);
    const labels = labelsOf(y, outputSize);
    const rows = [...labels.keys()].filter((row) => met.has(labels[row]));
    return {
      x: pick(x, inputSize, rows),
      y: pick(y, outputSize, rows),
      allowed: allowed?.length === outputSize ? allowed : undefined,
    };
  }

  private get isValues(): boolean {
    return this.context.scenario.kind === 'values';
  }

  /** The rows of the controller's steps on some batches. */
  private *dreams(batches: readonly RowBatch[]): Generator<RowPart> {
    const { memory, noise, settings } = this;
    for (const batch of batches) {
      const rows = this.remember(batch);
      for (let step = 0; step < settings.steps; step++)
        yield dream(memory, rows, batch.y, noise, settings);
    }
  }

  private step({ slots, ...rows }: Dream): number {
    if (!this.settings.priorities) return this.controller.update(rows);
    const { loss, outputs } = this.controller.updateWithOutputs(rows);
    const losses = outputs.dataSync();
    outputs.dispose();
    this.memory.updatePriorities(slots, losses.subarray(rows.count - slots.length, rows.count));
    return loss;
  }

  private widen(x: Float32Array): void {
    const factors = this.units.widen(x);
    if (factors) this.memory.rescale(factors);
  }

  private inUnits(x: Float32Array): Float32Array {
    return this.settings.scaled ? this.units.apply(x) : x;
  }
}

/** The strategy 'memory-agent'. @throws RangeError as the class does */
export const memoryAgent = (context: StrategyContext): MemoryAgent => new MemoryAgent(context);
