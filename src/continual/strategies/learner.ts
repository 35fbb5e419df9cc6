import type { Named, Optimizer, StepSequence, Training, TrainingState } from '../../compile';
import { sum } from '../../core/numbers';
import { z } from 'zod';
import { functionField, parseNamed } from '../../core/validation';
import { createRandom } from '../../core/random';
import { checkWholeRows } from '../../tasks/checks';
import { mapNamed, tf } from '../../tf';
import { BatchTensors, type RowPart, type RowParts, type Stacked } from './batchTensors';
import { checkAllowed, checkLearnerContext } from './context';
import { borrowTraining, freshState, returnTraining, sharedFunction } from './graphs';
import { type ModelForward, mlp, type Model } from './model';
import { checkLearnedBatch, checkLearnedRows } from './rowChecks';
import { type Kind, maskScores, rowLosses, type RowTensors } from './rowLoss';
import { optimizerSetting } from './settings';
import type { StrategyContext } from './types';

/**
 * What a loss function of a strategy may use, inside the traced step. What it does not use costs
 * nothing.
 */
export interface LossGiven {
  readonly parameters: Named;
  readonly forward: ModelForward;
  readonly kind: Kind;
  /** The rows of all parts, one part after the other, each filled up to its size. */
  readonly rows: RowTensors;
  /** `[rows, outputSize]`, not masked. */
  readonly scores: tf.Tensor2D;
  /** The loss of each row, `[rows]`. */
  readonly losses: tf.Tensor1D;
  /** Sum of weight x loss over the rows: the loss where nothing is added. */
  readonly loss: tf.Scalar;
  /** The rows of one part of a tensor whose first axis is all rows. */
  readonly part: <T extends tf.Tensor>(tensor: T, part: number) => T;
  /**
   * The weighted loss of some rows for other parameters, for gradients of its own: `tf.grads((...p)
   * => ...)`.
   */
  readonly lossOf: (parameters: Named, rows: RowTensors) => tf.Scalar;
}

/**
 * The loss of a step, and what else is wanted of it (tensors).
 * @param extra what the strategy hands in beside the rows: tensors (kept by it), and numbers and
 * words, which become constants of the graph
 */
export type LossFunction<E, O> = (
  given: LossGiven,
  extra: E,
) => tf.Scalar | { readonly loss: tf.Scalar; readonly outputs: O };

/** What a learner is made with beside the context of its strategy. */
export interface LearnerOptions<E = undefined, O = undefined> {
  /**
   * Rows that each part of a batch holds at most; default one part of the scenario's batch size.
   * Fixed, so that every batch runs in one graph.
   */
  readonly parts?: readonly number[];
  /**
   * Default: the weighted loss alone. A function of the module, not one made anew for each run:
   * runs of the same function share a graph.
   */
  readonly loss?: LossFunction<E, O>;
}

/** Units of the hidden layers where the scenario names none. */
const HIDDEN_SIZES = [256, 256];

/** Steps of a native call, at most: what the call itself takes does not count then. */
const STEPS_A_CALL = 32;
/** Numbers that the rows of a native call hold, at most: 8 MiB. */
const NUMBERS_A_CALL = 2 ** 21;

/** The rows of all steps of a call. */
export interface GivenRows {
  readonly rows: Stacked<RowTensors>;
}

/** The rows of one step of a call, from those of all. */
export function rowsAt(step: tf.Scalar, { rows }: GivenRows): RowTensors {
  return mapNamed(rows, (stacked) => tf.gather(stacked, step)) as unknown as RowTensors;
}

/** Steps that hand on nothing. */
const inTurn = {
  batchOf: <E>(step: tf.Scalar, given: { readonly extra: E } & GivenRows): [RowTensors, E] => [
    rowsAt(step, given),
    given.extra,
  ],
};

const learnerOptions = z.strictObject({
  parts: z.array(z.int().min(1).max(10_000_000)).min(1).optional(),
  loss: functionField().optional(),
});

/**
 * A network that learns from weighted rows, one native call a step. The same seed gives the same
 * start; `settings.optimizer` says how it moves.
 */
export class Learner<E = undefined, O = undefined> {
  private readonly training: Training<[RowTensors, E], O>;
  private readonly batch: BatchTensors;
  /** Batches of one call of `updateMany`, made when it is called first. */
  private stacked: BatchTensors | undefined;
  private readonly key: readonly unknown[];
  private readonly optimizer: Optimizer;
  private readonly model: Model;
  private readonly parts: readonly number[];

  /** @throws RangeError naming a setting or a size */
  constructor(
    private readonly context: Pick<StrategyContext, 'scenario' | 'seed' | 'settings' | 'model'>,
    options: LearnerOptions<E, O> = {},
  ) {
    checkLearnerContext(context);
    const { parts = [context.scenario.batchSize], loss = plainLoss } = parseNamed(
      learnerOptions,
      options,
    ) as LearnerOptions<E, O>;
    const { kind, inputSize, outputSize, hiddenSizes = HIDDEN_SIZES } = context.scenario;
    this.model =
      context.model ??
      mlp([inputSize, ...hiddenSizes, outputSize], createRandom(context.seed).fork('weights'));
    this.optimizer = optimizerSetting(context.settings);
    this.parts = parts;
    this.batch = new BatchTensors(parts, inputSize, outputSize);
    const { forward, parameters } = this.model;
    const starts = Object.entries(parameters);
    const shapes = starts.map(([name, { shape }]) => `${name}[${shape.join()}]`).join();
    this.key = [loss, forward, kind, this.optimizer.name, shapes, parts.join()];
    const initial = Object.fromEntries(
      starts.map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]),
    );
    const training = {
      parameters: initial,
      optimizer: this.optimizer,
      loss: tracedLoss(loss, kind, forward, parts),
    };
    const start = freshState(this.optimizer, parameters);
    this.training = borrowTraining<[RowTensors, E], O>(this.key, training, start);
    tf.dispose(initial);
  }

  /**
   * One step on the parts of a batch (one: the first alone).
   * @returns the loss before it
   * @throws Error if it is not finite; nothing is changed then
   */
  update(rows: RowParts, ...[extra]: E extends undefined ? [] : [E]): number {
    return this.batch.use(rows, (tensors) => this.training.update(tensors, extra as E));
  }

  /**
   * As `update`, with what the loss function gave beside the loss; the caller disposes these
   * tensors.
   */
  updateWithOutputs(
    rows: RowParts,
    ...[extra]: E extends undefined ? [] : [E]
  ): { loss: number; outputs: O } {
    return this.batch.use(rows, (tensors) => this.training.updateWithOutputs(tensors, extra as E));
  }

  /**
   * Steps on some batches, one after the other, many of them a native call: the same as `update` on
   * each.
   * @param batches each is asked for before any step of its call is made
   * @returns the loss before each step
   * @throws Error if a loss is not finite: that step changes nothing, and none after it is made
   */
  updateMany(
    batches: Iterable<RowParts>,
    ...[extra]: E extends undefined ? [extra?: undefined] : [extra: E]
  ): number[] {
    const given: { readonly extra: E } = { extra: extra as E };
    const made = this.updateManyCarrying<typeof given, undefined>(
      batches,
      inTurn,
      undefined,
      () => given,
    );
    return made.losses;
  }

  /**
   * The same, where each step hands something to the next.
   * @param sequence says what; an object of the module, as `loss` is a function of it
   * @param first what the first step is handed; the caller's
   * @param givenTo what the steps of a call are given beside their rows, the caller's: asked for
   * when the rows of these steps have been taken
   * @returns also what the last step hands on, the caller's
   */
  updateManyCarrying<G extends object, C>(
    batches: Iterable<RowParts>,
    sequence: StepSequence<[RowTensors, E], O, G & GivenRows, C>,
    first: C,
    givenTo: (steps: number) => G,
  ): { losses: number[]; carried: C } {
    const losses: number[] = [];
    let carried = first;
    const call = (rows: Stacked<RowTensors>, count: number): void => {
      const given = { ...givenTo(count), rows };
      const before = carried;
      const made = this.training.updateMany<G & GivenRows, C>(
        count,
        sequence,
        given,
        ...([before] as C extends undefined ? [] : [C]),
      );
      losses.push(...made.losses);
      carried = made.carried;
      if (before !== first) tf.dispose(before as never);
    };
    const waiting = batches[Symbol.iterator]();
    while (this.stackedBatches.useMany(waiting, call));
    return { losses, carried };
  }

  /** Steps that are one native call in `updateMany`. */
  get stepsAtOnce(): number {
    return this.stackedBatches.most;
  }

  /**
   * Scores of every output `[rows, outputSize]`; nothing is changed.
   * @param allowed `[outputSize]` for all rows or `[rows, outputSize]`: others get a score far
   * below (classes only)
   */
  predict(x: Float32Array, allowed?: Float32Array): Float32Array {
    const { kind, inputSize, outputSize } = this.context.scenario;
    checkWholeRows('x', x, inputSize);
    if (allowed !== undefined) checkAllowed(allowed, outputSize, x.length / inputSize);
    return this.compute(x, (scores) =>
      allowed && kind === 'classes'
        ? maskScores(scores, tf.tensor(allowed, [allowed.length / outputSize, outputSize]))
        : scores,
    );
  }

  /**
   * Activations of the last hidden layer `[rows, features]`, or the scores where the model does not
   * say what these are; nothing is changed.
   */
  features(x: Float32Array): Float32Array {
    const { forward, features = forward } = this.model;
    return this.compute(x, (hidden) => hidden, features);
  }

  /**
   * Checks a batch that a strategy is to learn from.
   * @throws RangeError naming the field, what came and what was expected
   */
  checkBatch(batch: unknown): void {
    checkLearnedBatch(this.context.scenario, batch);
  }

  /**
   * Checks rows, and the outputs that are allowed for all or for each of them.
   * @throws RangeError naming the field, what came and what was expected
   */
  checkRows(name: string, rows: unknown, allowed?: unknown): void {
    checkLearnedRows(this.context.scenario, name, rows, allowed);
  }

  /** The loss of each row `[rows]`; nothing is changed. */
  losses({ x, y, allowed }: Pick<RowPart, 'x' | 'y' | 'allowed'>): Float32Array {
    const { kind, outputSize } = this.context.scenario;
    return this.compute(x, (scores) =>
      rowLosses(kind, scores, {
        y: tf.tensor(y, [y.length / outputSize, outputSize]),
        allowed: allowed
          ? tf.tensor(allowed, [allowed.length / outputSize, outputSize])
          : tf.ones([1, outputSize]),
      }),
    );
  }

  /** The parameters now; the caller disposes them. */
  parameters(): Record<string, tf.Tensor> {
    return this.training.parameters();
  }

  /**
   * Runs a function of the parameters now and of other tensors as one native call; nothing is
   * changed. The caller disposes the result.
   * @param make makes the function for a network; a function of the module, as in `loss`
   */
  run<A extends unknown[], R>(
    make: (network: Pick<LossGiven, 'forward' | 'kind'>) => (parameters: Named, ...inputs: A) => R,
    ...inputs: A
  ): R {
    const { kind } = this.context.scenario;
    const { forward } = this.model;
    const shared = sharedFunction([make, forward, kind], () => make({ forward, kind }));
    return this.withParameters((parameters) => shared(parameters, ...inputs));
  }

  /** Forgets what the optimiser gathered, at a task's start; the parameters stay. */
  resetOptimizer(): void {
    const { tensors } = this.training.state();
    const kept = Object.fromEntries(
      Object.keys(this.model.parameters).map((name) => [name, tensors[name]]),
    );
    this.training.restore(freshState(this.optimizer, kept));
  }

  /** Goes back to where it began. */
  startAnew(): void {
    this.training.restore(freshState(this.optimizer, this.model.parameters));
  }

  /** Everything, to be stored; `restore` goes on from there bit for bit. */
  state(): TrainingState {
    return this.training.state();
  }
  restore(state: TrainingState): void {
    this.training.restore(state);
  }

  /**
   * Gives the graph to the next learner of its form. Once; the learner is not to be used any more.
   */
  dispose(): void {
    returnTraining(this.key, this.training);
  }

  private get stackedBatches(): BatchTensors {
    const { inputSize, outputSize } = this.context.scenario;
    const numbers = sum(this.parts) * (inputSize + 2 * outputSize + 1);
    const most = Math.min(STEPS_A_CALL, Math.max(1, Math.floor(NUMBERS_A_CALL / numbers)));
    this.stacked ??= new BatchTensors(this.parts, inputSize, outputSize, most);
    return this.stacked;
  }

  private compute(
    x: Float32Array,
    of: (outputs: tf.Tensor2D) => tf.Tensor,
    network: ModelForward = this.model.forward,
  ): Float32Array {
    const { inputSize } = this.context.scenario;
    checkWholeRows('x', x, inputSize);
    return this.withParameters((parameters) =>
      tf.tidy(() => {
        const rows = tf.tensor2d(x, [x.length / inputSize, inputSize]);
        return of(network(parameters, rows)).dataSync() as Float32Array;
      }),
    );
  }

  private withParameters<R>(compute: (parameters: Named) => R): R {
    const parameters = this.training.parameters();
    try {
      return compute(parameters);
    } finally {
      tf.dispose(parameters);
    }
  }
}

/** The loss of a step as it is traced, from that of a strategy. */
function tracedLoss<E, O>(
  loss: LossFunction<E, O>,
  kind: Kind,
  forward: ModelForward,
  parts: readonly number[],
): (parameters: Named, rows: RowTensors, extra: E) => ReturnType<LossFunction<E, O>> {
  const part = partOf(parts);
  const lossOf = (parameters: Named, rows: RowTensors): tf.Scalar =>
    tf.sum(tf.mul(rows.weights, rowLosses(kind, forward(parameters, rows.x), rows)));
  return (parameters, rows, extra) => {
    const scores = forward(parameters, rows.x);
    const losses = rowLosses(kind, scores, rows);
    const weighted = tf.sum<tf.Scalar>(tf.mul(rows.weights, losses));
    const given = { parameters, forward, kind, rows, scores, losses, loss: weighted, part, lossOf };
    return loss(given, extra);
  };
}

/** The weighted loss alone, with the loss of each row `[rows]` beside it. */
export const withLosses = ({
  loss,
  losses,
}: LossGiven): { loss: tf.Scalar; outputs: tf.Tensor1D } => ({ loss, outputs: losses });

const plainLoss = ({ loss }: LossGiven): tf.Scalar => loss;

function partOf(parts: readonly number[]): LossGiven['part'] {
  const starts = parts.map((_, i) => sum(parts.slice(0, i)));
  return (tensor, part) => tf.slice(tensor, [starts[part]], [parts[part]]);
}
