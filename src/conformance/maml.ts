import { z } from 'zod';
import { ownValue } from '../core/objects';
import { ready, tf } from '../tf';
import { filledList, inSection, type Numbers, section, type Section } from './compare';
import { checkMamlCase, type MamlCase, mamlCaseSchema, MamlTask } from './mamlTask';

/**
 * Largest absolute error allowed: float32 against float64. A wrong second derivative of tanh or
 * sigmoid is 5e-3 to 8e-2 off.
 */
const TOLERANCE = 1e-5;

/** The form of the file. */
export const mamlSchema = z
  .looseObject({ cases: filledList(mamlCaseSchema, 'cases') })
  .describe('a file of MAML vectors');

/** Whether a file has the form of maml-vectors.json, which does not say its form itself. */
export function isMamlFile(file: unknown): boolean {
  const first = ownValue(ownValue(file, 'cases'), 0);
  return ['layer_sizes', 'inner_lr', 'runs'].some((key) => ownValue(first, key) !== undefined);
}

/**
 * The form of maml-vectors.json: adaptation and its meta-gradients of first and second order,
 * learned rates, the multi-step loss, Meta-SGD, ANIL and Reptile, on fully connected networks of
 * any size: each by a compiled `MetaLearner`.
 * @throws ConfigError for the first numbers that do not fit the network, before anything is
 * computed; RangeError naming the section if its numbers cannot be used
 */
export async function mamlSections({ cases }: z.infer<typeof mamlSchema>): Promise<Section[]> {
  cases.forEach((c, index) => checkMamlCase(`cases[${index}]`, c));
  await ready();
  return cases.flatMap((c) =>
    Object.entries(inSection(c.name, () => partsOf(c))).map(([part, find]) =>
      section(`${c.name} ${part}`, TOLERANCE, () => tf.tidy(() => ({ error: find() })).error),
    ),
  );
}

/** The parts of a case, and how far off each is. */
function partsOf(c: MamlCase): Record<string, () => number> {
  const task = new MamlTask(c);
  const {
    per_step_lr: perStep,
    meta_sgd_one_step: metaSgd,
    anil_two_steps: anil,
    reptile_three_steps: reptile,
  } = c;
  const each = (of: (i: number) => Numbers): Record<string, Numbers> =>
    Object.fromEntries(task.names.map((name, i) => [name, of(i)]));
  const learned = {
    algorithm: 'maml',
    innerSteps: perStep?.inner_lrs.length,
    perStepRates: true,
  } as const;
  return {
    network: () => task.forwardError(),
    ...Object.fromEntries(
      c.runs.flatMap((run) => [
        [`${run.inner_steps} inner steps`, () => task.stepsError(run)],
        [
          `${run.inner_steps} inner steps, meta_grad_second_order`,
          () =>
            task.metaError([run.query_loss_after, run.meta_grad_second_order], {
              algorithm: 'maml',
              innerSteps: run.inner_steps,
            }),
        ],
        [
          `${run.inner_steps} inner steps, meta_grad_first_order`,
          () =>
            task.metaError([run.query_loss_after, run.meta_grad_first_order], {
              algorithm: 'fomaml',
              innerSteps: run.inner_steps,
            }),
        ],
      ]),
    ),
    ...(perStep && {
      per_step_lr: () =>
        task.metaError(
          [perStep.query_loss_after, [...perStep.meta_grad_params, ...perStep.meta_grad_inner_lrs]],
          learned,
          each(() => perStep.inner_lrs),
          true,
        ),
      'per_step_lr, multi-step loss': () =>
        task.metaError(
          [
            perStep.multi_step_loss,
            [...perStep.multi_step_meta_grad_params, ...perStep.multi_step_meta_grad_inner_lrs],
          ],
          { ...learned, multiStepLoss: perStep.multi_step_loss_weights },
          each(() => perStep.inner_lrs),
          true,
        ),
    }),
    ...(metaSgd && {
      meta_sgd_one_step: () =>
        task.metaError(
          [metaSgd.query_loss_after, [...metaSgd.meta_grad_params, ...metaSgd.meta_grad_alphas]],
          { algorithm: 'meta-sgd' },
          each((i) => metaSgd.alphas[i]),
        ),
    }),
    ...(anil && {
      anil_two_steps: () =>
        task.metaError([anil.query_loss_after, anil.meta_grad_second_order], {
          algorithm: 'anil',
          innerSteps: 2,
        }),
    }),
    ...(reptile && { reptile_three_steps: () => task.reptileError(reptile.theta_minus_phi) }),
  };
}
