import type { AdaptOptions } from '../meta';
import { ready, tf } from '../tf';
import type { Section } from './compare';
import { type MamlCase, MamlTask } from './mamlTask';

/** Largest absolute error allowed: float32 against float64. A wrong second derivative of tanh or sigmoid is 5e-3 to 8e-2 off. */
const TOLERANCE = 1e-5;

/** Whether a file has the form of maml-vectors.json, which does not say its form itself. */
export const isMamlFile = (file: unknown): boolean => {
  const first = (file as { cases?: unknown } | null)?.cases;
  return Array.isArray(first) && first.length > 0 && ['layer_sizes', 'inner_lr', 'runs'].every((key) => Object.hasOwn(first[0] as object, key));
};

/** The form of maml-vectors.json: adaptation and its meta-gradients of first and second order, learned rates, the multi-step loss, Meta-SGD, ANIL and Reptile, on fully connected networks of any size. */
export async function mamlSections({ cases }: { cases: readonly MamlCase[] }): Promise<Section[]> {
  await ready();
  return cases.flatMap((c) => Object.entries(partsOf(c)).map(([part, error]) => ({ name: `${c.name} ${part}`, error: tf.tidy(() => ({ error: error() })).error, tolerance: TOLERANCE })));
}

/** The parts of a case, and how far off each is. */
function partsOf(c: MamlCase): Record<string, () => number> {
  const task = new MamlTask(c);
  const { per_step_lr: perStep, meta_sgd_one_step: metaSgd, anil_two_steps: anil, reptile_three_steps: reptile, inner_lr: learningRate } = c;
  const rateOf = (rates: readonly tf.Tensor[]): AdaptOptions => ({ steps: rates.length, learningRate: (step) => rates[step] as tf.Tensor });
  const lastLayer = task.names.slice(-2);
  return {
    network: () => task.forwardError(),
    ...Object.fromEntries(c.runs.flatMap((run) => [
      [`${run.inner_steps} inner steps`, () => task.stepsError(run)],
      [`${run.inner_steps} inner steps, meta_grad_second_order`, () => task.metaError([run.query_loss_after, run.meta_grad_second_order], () => ({ steps: run.inner_steps, learningRate }))],
      [`${run.inner_steps} inner steps, meta_grad_first_order`, () => task.metaError([run.query_loss_after, run.meta_grad_first_order], () => ({ steps: run.inner_steps, learningRate, firstOrder: true }))],
    ])),
    ...(perStep && {
      per_step_lr: () => task.metaError([perStep.query_loss_after, [...perStep.meta_grad_params, ...perStep.meta_grad_inner_lrs]], rateOf, perStep.inner_lrs),
      'per_step_lr, multi-step loss': () => task.metaError([perStep.multi_step_loss, [...perStep.multi_step_meta_grad_params, ...perStep.multi_step_meta_grad_inner_lrs]], rateOf, perStep.inner_lrs, perStep.multi_step_loss_weights),
    }),
    ...(metaSgd && { meta_sgd_one_step: () => task.metaError([metaSgd.query_loss_after, [...metaSgd.meta_grad_params, ...metaSgd.meta_grad_alphas]], (alphas) => ({ learningRate: (_, name) => alphas[task.names.indexOf(name)] as tf.Tensor }), metaSgd.alphas) }),
    ...(anil && { anil_two_steps: () => task.metaError([anil.query_loss_after, anil.meta_grad_second_order], () => ({ steps: 2, learningRate: (_, name) => (lastLayer.includes(name) ? learningRate : 0) })) }),
    ...(reptile && { reptile_three_steps: () => task.reptileError(reptile.theta_minus_phi) }),
  };
}
