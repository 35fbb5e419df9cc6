import type { Named } from '../compile';
import { type Activation, adaptSteps, type AdaptOptions, network, type Network, shareAmong, squaredErrors } from '../meta';
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
  readonly meta_sgd_one_step?: { readonly alphas: readonly Numbers[]; readonly query_loss_after: number; readonly meta_grad_params: readonly Numbers[]; readonly meta_grad_alphas: readonly Numbers[] };
  readonly anil_two_steps?: { readonly query_loss_after: number; readonly meta_grad_second_order: readonly Numbers[] };
  readonly reptile_three_steps?: { readonly theta_minus_phi: readonly Numbers[] };
}

/** Copies of a case's task that are adapted side by side, so that the batched pass is what is checked. */
const TASKS = 2;

/** A case's network and rows as tensors. */
export class MamlTask {
  /** w1, b1, w2, ...: the parameters in the order of the file. */
  readonly names: readonly string[];
  private readonly network: Network;
  private readonly parameters: readonly tf.Tensor[];
  private readonly rows: { readonly supportX: tf.Tensor3D; readonly supportY: tf.Tensor3D; readonly queryX: tf.Tensor3D; readonly queryY: tf.Tensor3D };

  constructor(private readonly vectors: MamlCase) {
    this.network = network(vectors.layer_sizes, vectors.activation);
    this.names = vectors.layer_sizes.slice(1).flatMap((_, i) => [`w${i + 1}`, `b${i + 1}`]);
    this.parameters = vectors.params.map(tensor);
    const copies = (rows: Numbers): tf.Tensor3D => tf.tile(tf.expandDims(tensor(rows), 0), [TASKS, 1, 1]) as tf.Tensor3D;
    this.rows = { supportX: copies(vectors.support_x), supportY: copies(vectors.support_y), queryX: copies(vectors.query_x), queryY: copies(vectors.query_y) };
  }

  /** The network and the loss before anything is adapted. */
  forwardError(): number {
    const { supportX, queryX, queryY } = this.rows;
    const start = shareAmong(this.named(this.parameters), TASKS);
    const outputs = tf.unstack(this.network.forward(start, supportX)).map((task) => task.arraySync());
    return largestError([...outputs, read(this.mean(start, queryX, queryY))], [...outputs.map(() => this.vectors.forward_support), this.vectors.query_loss_before]);
  }

  /** The parameters after each inner step, and the losses before. */
  stepsError({ inner_steps: steps, support_losses_before_each_step: losses, fast_params_after_each_step: expected }: MamlRun): number {
    const start = shareAmong(this.named(this.parameters), TASKS);
    const after = this.adapt(start, { steps, learningRate: this.vectors.inner_lr });
    const before = [start, ...after].slice(0, steps).map((parameters) => read(this.mean(parameters, this.rows.supportX, this.rows.supportY)));
    const tasks = Array.from({ length: TASKS }, (_, task) => after.map((parameters) => this.names.map((name) => tf.unstack(parameters[name] as tf.Tensor)[task]?.arraySync())));
    return largestError([before, ...tasks], [losses, ...tasks.map(() => expected)]);
  }

  /**
   * The loss after adaptation, and its gradients.
   * @param learned further tensors that are differentiated, such as learned rates
   * @param weights of the losses after each step; the last alone if absent
   */
  metaError(expected: readonly [number, readonly Numbers[]], options: (learned: readonly tf.Tensor[]) => AdaptOptions, learned: readonly Numbers[] = [], weights?: readonly number[]): number {
    const count = this.parameters.length;
    const { value, grads } = tf.valueAndGrads((...all: tf.Tensor[]) => {
      const after = this.adapt(shareAmong(this.named(all.slice(0, count)), TASKS), options(all.slice(count)));
      const losses = after.map((parameters) => this.mean(parameters, this.rows.queryX, this.rows.queryY));
      return (weights ? tf.addN(losses.map((loss, i) => tf.mul(loss, weights[i] as number))) : losses.at(-1)) as tf.Scalar;
    })([...this.parameters, ...learned.map(tensor)]);
    return largestError([read(value), grads.map((gradient) => gradient.arraySync())], expected);
  }

  /** How far three steps lead: Reptile's direction (Nichol et al. 2018). */
  reptileError(expected: readonly Numbers[]): number {
    const last = this.adapt(shareAmong(this.named(this.parameters), TASKS), { steps: 3, learningRate: this.vectors.inner_lr, firstOrder: true }).at(-1) as Named;
    return largestError(this.names.map((name, i) => tf.sub(this.parameters[i] as tf.Tensor, tf.mean(last[name] as tf.Tensor, 0)).arraySync()), expected);
  }

  private adapt(start: Named, options: AdaptOptions): Record<string, tf.Tensor>[] {
    return adaptSteps(this.network.forward, start, this.rows.supportX, this.rows.supportY, options);
  }

  private mean(parameters: Named, x: tf.Tensor, y: tf.Tensor): tf.Tensor {
    return tf.div(squaredErrors(this.network.forward(parameters, x), y), TASKS);
  }

  private named(tensors: readonly tf.Tensor[]): Named {
    return Object.fromEntries(this.names.map((name, i) => [name, tensors[i] as tf.Tensor]));
  }
}

const tensor = (values: Numbers): tf.Tensor => tf.tensor(values as number[]);
const read = (scalar: tf.Tensor): number => scalar.dataSync()[0] as number;
