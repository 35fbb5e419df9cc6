import { sgd } from '../compile';
import {
  type Activation,
  MetaLearner,
  type MetaOptions,
  network,
  type Network,
  shareAmong,
} from '../meta';
import { type TaskBatch } from '../tasks';
import { tf } from '../tf';
import { largestError } from './compare';

/** Numbers in nested lists. */
export type Numbers = number | readonly Numbers[];
/** Some inner steps on a case's support rows. */
export interface MamlRun {
  readonly inner_steps: number;
  readonly support_losses_before_each_step: readonly number[];
  readonly fast_params_after_each_step: readonly (readonly Numbers[])[];
  readonly query_loss_after: number;
  readonly meta_grad_second_order: readonly Numbers[];
  readonly meta_grad_first_order: readonly Numbers[];
}
/** A network, a task, and what adaptation and its gradients must be. */
export interface MamlCase {
  readonly name: string;
  readonly layer_sizes: readonly number[];
  readonly activation: Activation;
  readonly inner_lr: number;
  /** W1, b1, W2, ... */
  readonly params: readonly Numbers[];
  readonly support_x: Numbers;
  readonly support_y: Numbers;
  readonly query_x: Numbers;
  readonly query_y: Numbers;
  readonly forward_support: Numbers;
  readonly query_loss_before: number;
  readonly runs: readonly MamlRun[];
  readonly per_step_lr?: {
    readonly inner_lrs: readonly number[];
    readonly query_loss_after: number;
    readonly meta_grad_params: readonly Numbers[];
    readonly meta_grad_inner_lrs: readonly number[];
    readonly multi_step_loss_weights: readonly number[];
    readonly query_loss_after_each_step: readonly number[];
    readonly multi_step_loss: number;
    readonly multi_step_meta_grad_params: readonly Numbers[];
    readonly multi_step_meta_grad_inner_lrs: readonly number[];
  };
  readonly meta_sgd_one_step?: {
    readonly alphas: readonly Numbers[];
    readonly query_loss_after: number;
    readonly meta_grad_params: readonly Numbers[];
    readonly meta_grad_alphas: readonly Numbers[];
  };
  readonly anil_two_steps?: {
    readonly query_loss_after: number;
    readonly meta_grad_second_order: readonly Numbers[];
  };
  readonly reptile_three_steps?: { readonly theta_minus_phi: readonly Numbers[] };
}

/**
 * Copies of a case's task that are adapted side by side, so that the batched pass is what is
 * checked.
 */
const TASKS = 2;
/**
 * A `MetaLearner`'s options, for one whose plain step of size 1 moves everything by its gradient.
 */
export type MamlOptions = Omit<MetaOptions, 'forward' | 'parameters' | 'innerRate' | 'optimizer'>;

/** A case's network and rows, given to a compiled `MetaLearner`. */
export class MamlTask {
  /** w1, b1, w2, ...: the parameters in the order of the file. */
  readonly names: readonly string[];
  private readonly network: Network;
  private readonly parameters: Record<string, tf.Tensor>;
  private readonly rows: TaskBatch;

  constructor(private readonly vectors: MamlCase) {
    this.network = network(vectors.layer_sizes, vectors.activation);
    this.names = vectors.layer_sizes.slice(1).flatMap((_, i) => [`w${i + 1}`, `b${i + 1}`]);
    this.parameters = Object.fromEntries(
      this.names.map((name, i) => [name, tensor(vectors.params[i])]),
    );
    const copies = (rows: Numbers): tf.Tensor3D =>
      tf.tile(tf.expandDims(tensor(rows), 0), [TASKS, 1, 1]) as tf.Tensor3D;
    this.rows = {
      supportX: copies(vectors.support_x),
      supportY: copies(vectors.support_y),
      queryX: copies(vectors.query_x),
      queryY: copies(vectors.query_y),
    };
  }

  /** The network and the loss before anything is adapted. */
  forwardError(): number {
    const { supportX } = this.rows;
    const outputs = tf
      .unstack(this.network.forward(shareAmong(this.parameters, TASKS), supportX))
      .map((task) => task.arraySync());
    return this.with({ algorithm: 'maml' }, (learner) =>
      largestError(
        [...outputs, learner.evaluate(this.rows, { steps: 0 })],
        [...outputs.map(() => this.vectors.forward_support), [this.vectors.query_loss_before]],
      ),
    );
  }

  /** The parameters after each inner step, and the losses before. */
  stepsError({
    inner_steps: steps,
    support_losses_before_each_step: losses,
    fast_params_after_each_step: expected,
  }: MamlRun): number {
    return this.with({ algorithm: 'maml', innerSteps: steps }, (learner) => {
      const { supportX, supportY } = this.rows;
      const before = learner
        .evaluate({ supportX, supportY, queryX: supportX, queryY: supportY })
        .slice(0, steps);
      const after = learner.adapt(this.rows);
      const tasks = Array.from({ length: TASKS }, (_, task) =>
        after.map((parameters) =>
          this.names.map((name) => tf.unstack(parameters[name])[task]?.arraySync()),
        ),
      );
      return largestError([before, ...tasks], [losses, ...tasks.map(() => expected)]);
    });
  }

  /**
   * The loss that a meta-step minimises, and its gradients: what the step moves.
   * @param rates that are learned, by parameter; what they are moved by is summed over the
   * parameters if `alike` (the file has one rate for all of them)
   */
  metaError(
    expected: readonly [number, readonly Numbers[]],
    options: MamlOptions,
    rates: Readonly<Record<string, Numbers>> = {},
    alike = false,
  ): number {
    return this.with(options, (learner) => {
      const { tensors, ...state } = learner.state();
      learner.restore({
        ...state,
        tensors: {
          ...tensors,
          ...Object.fromEntries(
            Object.entries(rates).map(([name, values]) => [
              `rate.${name}`,
              { shape: tensor(values).shape, data: tensor(values).dataSync() as Float32Array },
            ]),
          ),
        },
      });
      const [start, startRates] = [learner.parameters(), learner.rates()];
      const loss = learner.update(this.rows);
      const [end, endRates] = [learner.parameters(), learner.rates()];
      const moved = this.names.map((name) => tf.sub(start[name], end[name]));
      const movedRates = Object.keys(rates).map((name) => tf.sub(startRates[name], endRates[name]));
      return largestError(
        [
          loss,
          [...moved, ...(alike ? tf.unstack(tf.addN(movedRates)) : movedRates)].map((gradient) =>
            gradient.arraySync(),
          ),
        ],
        expected,
      );
    });
  }

  /** How far three steps lead: Reptile's direction (Nichol et al. 2018). */
  reptileError(expected: readonly Numbers[]): number {
    return this.with({ algorithm: 'reptile', innerSteps: 3 }, (learner) => {
      const start = learner.parameters();
      learner.update(this.rows);
      const end = learner.parameters();
      return largestError(
        this.names.map((name) => tf.sub(start[name], end[name]).arraySync()),
        expected,
      );
    });
  }

  private with(options: MamlOptions, use: (learner: MetaLearner) => number): number {
    const learner = new MetaLearner({
      ...options,
      forward: this.network.forward,
      parameters: this.parameters,
      innerRate: this.vectors.inner_lr,
      optimizer: sgd({ learningRate: 1 }),
    });
    try {
      return use(learner);
    } finally {
      learner.dispose();
    }
  }
}

const tensor = (values: Numbers): tf.Tensor => tf.tensor(values);
