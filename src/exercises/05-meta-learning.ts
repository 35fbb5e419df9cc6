import { z } from 'zod';
import { mean } from '../core/numbers';
import { createRandom } from '../core/random';
import { errorMessage } from '../core/text';
import { mamlLoss, network } from '../meta';
import { checker, exercise, functionAnswer, type Problem } from '../notebook';
import { say } from '../plots';
import { sinusoidTasks, type TaskBatch } from '../tasks';
import { type GradientRule, tf, withGradientRule } from '../tf';

/** Two parameters, w and v, of the model v tanh(w x). */
export type Two = [w: number, v: number];

/** Whether two numbers are the same but for rounding, seen from the size of the expected one. */
const near = (found: number, expected: number, tolerance: number): boolean =>
  Math.abs(found - expected) <= tolerance * Math.max(1, Math.abs(expected));

/** Curvatures and shares of the distance that a step is to leave. */
const leftOver = [
  { c: 1, left: 0.5 },
  { c: 4, left: 0 },
  { c: 0.3, left: 0.9 },
  { c: 8, left: 0.25 },
  { c: 2.5, left: 1 },
  { c: 1.6, left: 0.1 },
];

/** 5.1: the inner rate whose step leaves a wanted share of the distance from the bottom. */
export const rateThatLeaves = exercise({
  level: 1,
  hints: [
    'A step multiplies the distance from the bottom by 1 − αc.',
    'Set 1 − αc equal to the share that is to be left, and solve for α.',
  ],
  answer: functionAnswer<(c: number, left: number) => unknown>(),
  problem: (rateFor): Problem => {
    for (const { c, left } of leftOver) {
      const alpha = rateFor(c, left);
      if (typeof alpha !== 'number' || Number.isNaN(alpha))
        return `rateFor(${c}, ${left}) is no number`;
      const factor = 1 - alpha * c;
      if (near(factor, left, 1e-9)) continue;
      const where =
        factor < 0 && near(-factor, left, 1e-9) ? ', on the other side of the bottom' : '';
      return (
        `with c = ${c} a step of α = ${say(alpha)} leaves ${say(100 * Math.abs(factor))} % ` +
        `of the distance${where}; ${100 * left} % were wanted`
      );
    }
    return undefined;
  },
});

const ROWS = [-2, -1, 1, 2];
const output = ([w, v]: Two, x: number): number => v * Math.tanh(w * x);

/** The loss of the two-parameter model on a task whose rows `solution` made. */
function twoParameterLoss(theta: Two, solution: Two): number {
  return mean(ROWS.map((x) => (output(theta, x) - output(solution, x)) ** 2));
}

/** Its gradient, by central differences. */
function lossGradient([w, v]: Two, task: Two): Two {
  const h = 1e-5;
  const along = (dw: number, dv: number): number => {
    const ahead = twoParameterLoss([w + h * dw, v + h * dv], task);
    return (ahead - twoParameterLoss([w - h * dw, v - h * dv], task)) / (2 * h);
  };
  return [along(1, 0), along(0, 1)];
}

/** Starts and tasks, drawn once. */
const startsAndTasks = ((): { readonly theta: Two; readonly task: Two }[] => {
  const random = createRandom(52);
  const draw = (from: number, to: number): number => from + (to - from) * random.uniform();
  return Array.from({ length: 12 }, () => ({
    theta: [draw(0.2, 2), draw(0.2, 2)],
    task: [draw(0.2, 2), draw(-2, 2)],
  }));
})();

/** What the notebook's inner rate is set to. */
interface InnerRate {
  readonly alpha: number;
}

/** 5.2: the gradient of the loss after a step, with the step taken as a constant. */
export const firstOrderGradient = exercise({
  level: 2,
  hints: [
    'With g constant, θ′ = θ − αg moves exactly as θ does: dθ′/dθ is the identity.',
    'What is left of the chain rule is the gradient of L, taken at the adapted point θ′.',
  ],
  answer: functionAnswer<(theta: Two, task: Two) => unknown>(),
  problem: (gradient, { alpha }: InnerRate): Problem => {
    for (const { theta, task } of startsAndTasks) {
      const found = pairOf(gradient([...theta], [...task]));
      if (found === undefined) return 'the answer must give a list of two numbers, for w and for v';
      const inner = lossGradient(theta, task);
      const adapted: Two = [theta[0] - alpha * inner[0], theta[1] - alpha * inner[1]];
      const expected = lossGradient(adapted, task);
      if (expected.every((value, k) => near(found[k], value, 1e-5))) continue;
      const [from, got] = [theta, found].map((pair) => pair.map((value) => say(value)).join(', '));
      return `from θ = (${from}) it gives (${got}), ${wrongBy(found, inner)}`;
    }
    return undefined;
  },
});

function pairOf(value: unknown): Two | undefined {
  const form = z.tuple([z.number(), z.number()]).safeParse(value);
  return form.success ? form.data : undefined;
}

/** What a wrong first-order gradient is. */
function wrongBy(found: Two, inner: Two): string {
  if (inner.every((value, k) => near(found[k], value, 1e-5)))
    return 'which is the gradient before the step';
  return 'which is not the gradient after the step';
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const PLACES = [-1.3, 0.4, 2];

/** Functions with a sigmoid in them, and their derivatives of each order. */
const sigmoidCases = [
  {
    name: 'the first derivative of 3 sigmoid(2x)',
    order: 1,
    f: (x: tf.Tensor) => tf.mul(3, tf.sigmoid(tf.mul(2, x))),
    plain: (x: number) => 3 * sigmoid(2 * x),
  },
  {
    name: 'the second derivative of x sigmoid(x)',
    order: 2,
    f: (x: tf.Tensor) => tf.mul(x, tf.sigmoid(x)),
    plain: (x: number) => x * sigmoid(x),
  },
  {
    name: 'the second derivative of sigmoid(x)',
    order: 2,
    f: (x: tf.Tensor) => tf.sigmoid(x),
    plain: sigmoid,
  },
];

/** A derivative by central differences. */
function differentiated(f: (x: number) => number, order: number, x: number): number {
  const h = 1e-3;
  if (order === 0) return f(x);
  const ahead = differentiated(f, order - 1, x + h);
  return (ahead - differentiated(f, order - 1, x - h)) / (2 * h);
}

function derivative(f: (x: tf.Tensor) => tf.Tensor, order: number): typeof f {
  return order === 0 ? f : derivative(tf.grad(f), order - 1);
}

/** 5.4: a gradient rule of the sigmoid that can be differentiated again. */
export const sigmoidTwice = exercise({
  level: 2,
  hints: [
    'What does the rule keep: the input x, or the output y, a number without its history?',
    'Keep the input by inputsToSave, and compute y again from it, inside the rule.',
  ],
  answer: z.looseObject({
    kernelName: z.literal('Sigmoid'),
    gradFunc: functionAnswer<GradientRule['gradFunc']>(),
  }),
  problem: (rule): Problem => {
    for (const { name, order, f, plain } of sigmoidCases) {
      const found = withGradientRule(rule as GradientRule, () => derivativesOf(f, order));
      if (typeof found === 'string') return `${name} cannot be computed: ${found}`;
      const expected = PLACES.map((x) => differentiated(plain, order, x));
      const wrong = found.findIndex((value, i) => !near(value, expected[i], 1e-3));
      if (wrong < 0) continue;
      const [got, wanted] = [found[wrong], expected[wrong]].map((value) => say(value));
      return `${name} at ${PLACES[wrong]} is ${got} by this rule, ${wanted} by differences`;
    }
    return undefined;
  },
});

/** At the places; or why it cannot be computed. */
function derivativesOf(f: (x: tf.Tensor) => tf.Tensor, order: number): number[] | string {
  try {
    return tf.tidy(() => Array.from(derivative(f, order)(tf.tensor1d(PLACES)).dataSync()));
  } catch (error) {
    return errorMessage(error).split(' with ')[0];
  }
}

/** A loss of the start and the inner rate, all named. */
type LossWithRate = (learned: Record<string, tf.Tensor>, tasks: TaskBatch) => unknown;

/** 5.3: a MAML loss in which the inner rate is learned, too. */
export const learnedRateLoss = exercise({
  level: 3,
  hints: [
    'The option learningRate of mamlLoss also takes a function that gives a tensor.',
    'As long as the rate enters as a plain number, it has no gradient: give the tensor itself.',
  ],
  answer: functionAnswer<LossWithRate>(),
  problem: (lossWithRate): Problem =>
    tf.tidy(() => {
      const net = network();
      const start = net.initialParameters(createRandom(53));
      const tasks = sinusoidTasks(createRandom(54), { tasks: 5 });
      const expected = (rate: number): number =>
        mamlLoss(net.forward, start, tasks, { learningRate: rate }).dataSync()[0];
      for (const rate of [0.005, 0.02, 0.04]) {
        const learned = { ...start, rate: tf.scalar(rate) };
        const loss = lossWithRate(learned, tasks);
        if (!(loss instanceof tf.Tensor) || loss.size !== 1)
          return 'the loss must be a tensor of one number';
        const found = loss.dataSync()[0];
        if (!near(found, expected(rate), 1e-3))
          return `with a rate of ${rate} it is ${say(found)}, expected ${say(expected(rate))}`;
        const slopes = slopesOf(lossWithRate, learned, tasks);
        if (typeof slopes === 'string') return `the rate does not learn: ${slopes}`;
        const slope = (expected(rate + 1e-3) - expected(rate - 1e-3)) / 2e-3;
        if (!near(slopes.rate, slope, 0.1))
          return `the gradient for the rate is ${say(slopes.rate)}, ${say(slope)} by differences`;
        if (!(slopes.start > 0)) return 'the start has no gradient any more';
      }
      return undefined;
    }),
});

/** The gradient for the rate, and how long that for the start is; or why there is none. */
function slopesOf(
  loss: LossWithRate,
  learned: Record<string, tf.Tensor>,
  tasks: TaskBatch,
): { readonly rate: number; readonly start: number } | string {
  const names = Object.keys(learned);
  const all = (...list: tf.Tensor[]): tf.Scalar =>
    loss(Object.fromEntries(names.map((name, i) => [name, list[i]])), tasks) as tf.Scalar;
  try {
    const gradients = tf.grads(all)(names.map((name) => learned[name]));
    const place = names.indexOf('rate');
    const lengths = gradients.map((gradient) => tf.norm(gradient).dataSync()[0]);
    const start = lengths.filter((_, i) => i !== place);
    return { rate: gradients[place].dataSync()[0], start: Math.hypot(...start) };
  } catch (error) {
    return errorMessage(error).split('\n')[0];
  }
}

/** The checks of chapter 05. */
export const check = checker({
  '5.1': rateThatLeaves,
  '5.2': firstOrderGradient,
  '5.3': learnedRateLoss,
  '5.4': sigmoidTwice,
});
