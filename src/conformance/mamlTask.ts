import { z } from 'zod';
import { ConfigError } from '../core/errors';
import { sgd } from '../compile';
import { MetaLearner, type MetaOptions, network, type Network, shareAmong } from '../meta';
import { type TaskBatch } from '../tasks';
import { tf } from '../tf';
import {
  checkLengths,
  filledList,
  largestError,
  nameSchema,
  type Numbers,
  numbersSchema,
} from './compare';

const steps = z.array(z.number()).describe('a list of numbers');
const lists = z.array(numbersSchema).describe('a list of numbers in lists');

/** Some inner steps on a case's support rows. */
const runSchema = z
  .looseObject({
    inner_steps: z.int().min(0).max(1000),
    support_losses_before_each_step: steps,
    fast_params_after_each_step: z.array(lists).describe('parameters after each step'),
    query_loss_after: z.number(),
    meta_grad_second_order: lists,
    meta_grad_first_order: lists,
  })
  .describe('a run')
  .superRefine(({ inner_steps: count, support_losses_before_each_step: losses }, context) => {
    if (losses.length === count) return;
    const path = ['support_losses_before_each_step'];
    context.addIssue({ code: 'custom', path, message: `${count} numbers, one a step` });
  });

/** A network, a task, and what adaptation and its gradients must be. */
export const mamlCaseSchema = z
  .looseObject({
    name: nameSchema,
    layer_sizes: z
      .array(z.int().min(1).max(10_000))
      .min(2)
      .describe('two or more whole numbers from 1'),
    activation: z.enum(['relu', 'tanh', 'sigmoid']),
    inner_lr: z.number(),
    /** W1, b1, W2, ... */
    params: lists,
    support_x: lists,
    support_y: lists,
    query_x: lists,
    query_y: lists,
    forward_support: lists,
    query_loss_before: z.number(),
    runs: z.array(runSchema),
    per_step_lr: z
      .looseObject({
        inner_lrs: filledList(z.number(), 'numbers'),
        query_loss_after: z.number(),
        meta_grad_params: lists,
        meta_grad_inner_lrs: steps,
        multi_step_loss_weights: steps,
        multi_step_loss: z.number(),
        multi_step_meta_grad_params: lists,
        multi_step_meta_grad_inner_lrs: steps,
      })
      .describe('rates of each step')
      .superRefine(({ inner_lrs: rates, multi_step_loss_weights: weights }, context) => {
        if (weights.length === rates.length) return;
        const message = `${rates.length} numbers, one a step`;
        context.addIssue({ code: 'custom', path: ['multi_step_loss_weights'], message });
      })
      .optional(),
    meta_sgd_one_step: z
      .looseObject({
        alphas: lists,
        query_loss_after: z.number(),
        meta_grad_params: lists,
        meta_grad_alphas: lists,
      })
      .describe('rates of each parameter')
      .optional(),
    anil_two_steps: z
      .looseObject({ query_loss_after: z.number(), meta_grad_second_order: lists })
      .describe('a loss and gradients')
      .optional(),
    reptile_three_steps: z
      .looseObject({ theta_minus_phi: lists })
      .describe('a direction')
      .optional(),
  })
  .describe('a case');

export type MamlCase = z.infer<typeof mamlCaseSchema>;
export type MamlRun = MamlCase['runs'][number];

/** @throws ConfigError for the first numbers that do not fit the network or the rows */
export function checkMamlCase(place: string, c: MamlCase): void {
  const inputs = c.layer_sizes[0];
  const outputs = c.layer_sizes[c.layer_sizes.length - 1];
  const shapes = c.layer_sizes
    .slice(1)
    .flatMap((width, layer) => [[c.layer_sizes[layer], width], [width]]);
  checkParameters(`${place}.params`, c.params, shapes);
  for (const rows of ['support', 'query'] as const) {
    const count = c[`${rows}_x`].length;
    if (count === 0)
      throw new ConfigError(`${place}.${rows}_x`, [], 'a list of rows, one at least');
    checkLengths(`${place}.${rows}_x`, c[`${rows}_x`], [count, inputs]);
    checkLengths(`${place}.${rows}_y`, c[`${rows}_y`], [count, outputs]);
  }
  const { alphas } = c.meta_sgd_one_step ?? {};
  if (alphas) checkParameters(`${place}.meta_sgd_one_step.alphas`, alphas, shapes);
}

function checkParameters(
  place: string,
  values: readonly Numbers[],
  shapes: readonly (readonly number[])[],
): void {
  if (values.length !== shapes.length)
    throw new ConfigError(place, values, `a list of ${shapes.length}, two a layer`);
  values.forEach((value, index) => checkLengths(`${place}[${index}]`, value, shapes[index]));
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
