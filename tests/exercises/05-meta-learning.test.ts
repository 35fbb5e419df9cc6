// The checks of chapter 05: fair to every right answer, under every inner rate.
import { mean } from '../../src/core/numbers';
import {
  firstOrderGradient,
  learnedRateLoss,
  rateThatLeaves,
  sigmoidTwice,
  type Two,
} from '../../src/exercises/05-meta-learning';
import { mamlLoss, network } from '../../src/meta';
import type { TaskBatch } from '../../src/tasks';
import { type GradientRule, tf } from '../../src/tf';
import { provesFair } from './fair';

provesFair('5.1', rateThatLeaves, {
  given: [undefined],
  stub: () => (c: number, left: number) => left / c,
  solution: () => (c: number, left: number) => (1 - left) / c,
  right: [
    () => (c: number, left: number) => 1 / c - left / c,
    () => (c: number, left: number) => (left - 1) / -c,
  ],
  wrong: [
    () => (c: number) => 1 / c,
    () => (c: number, left: number) => (1 + left) / c,
    () => (c: number, left: number) => (1 - left) * c,
    () => (c: number) => 0.5 / c,
    () => () => 'a half',
    () => 0.5,
  ],
});

interface Rate {
  readonly alpha: number;
}
const xs = [-2, -1, 1, 2];

/** The gradient of the loss of the two-parameter model, as the notebook has it. */
function gradient([w, v]: Two, task: Two): Two {
  const rows = xs.map((x) => {
    const t = Math.tanh(w * x);
    const e = v * t - task[1] * Math.tanh(task[0] * x);
    return [2 * e * v * (1 - t * t) * x, 2 * e * t];
  });
  return [mean(rows.map(([dw]) => dw)), mean(rows.map(([, dv]) => dv))];
}

function adapted(theta: Two, task: Two, alpha: number): Two {
  const [dw, dv] = gradient(theta, task);
  return [theta[0] - alpha * dw, theta[1] - alpha * dv];
}

/** The same by the library, where the inner gradient is a constant. */
function byLibrary([w, v]: Two, task: Two, alpha: number): number[] {
  return tf.tidy(() => {
    const rows = (values: number[]): tf.Tensor3D => tf.tensor3d(values, [1, values.length, 1]);
    const y = rows(xs.map((x) => task[1] * Math.tanh(task[0] * x)));
    const one = { supportX: rows(xs), supportY: y, queryX: rows(xs), queryY: y };
    const forward = (p: Readonly<Record<string, tf.Tensor>>, x: tf.Tensor): tf.Tensor =>
      tf.mul(p.v, tf.tanh(tf.mul(p.w, x)));
    const loss = (...[a, b]: tf.Tensor[]): tf.Scalar =>
      mamlLoss(forward, { w: a, v: b }, one, { learningRate: alpha, firstOrder: true });
    const gradients = tf.grads(loss)([tf.tensor2d([[w]]), tf.tensor2d([[v]])]);
    return gradients.map((g) => g.dataSync()[0]);
  });
}

provesFair<Rate>('5.2', firstOrderGradient, {
  given: [{ alpha: 0.3 }, { alpha: 0.05 }, { alpha: 0.6 }],
  stub: () => gradient,
  solution:
    ({ alpha }) =>
    (theta: Two, task: Two) =>
      gradient(adapted(theta, task, alpha), task),
  right: [
    ({ alpha }) =>
      (theta: Two, task: Two) =>
        byLibrary(theta, task, alpha),
    ({ alpha }) =>
      (theta: Two, task: Two) => {
        const [dw, dv] = gradient(theta, task);
        return gradient([theta[0] - alpha * dw, theta[1] - alpha * dv], task);
      },
  ],
  wrong: [
    ({ alpha }) =>
      (theta: Two, task: Two) =>
        gradient(adapted(adapted(theta, task, alpha), task, alpha), task),
    ({ alpha }) =>
      (theta: Two, task: Two) =>
        adapted(theta, task, alpha),
    ({ alpha }) =>
      (theta: Two, task: Two) =>
        gradient(adapted(theta, task, alpha), task).map((value) => alpha * value),
    () => () => [0],
    () => [1, 2],
    ({ alpha }) =>
      (theta: Two, task: Two) =>
        gradient(adapted(theta, task, alpha), task).map((value) => -value),
  ],
});

const tensor = (dy: tf.Tensor | tf.Tensor[]): tf.Tensor => dy as tf.Tensor;
const times = (dy: tf.Tensor, y: tf.Tensor): tf.Tensor => tf.mul(dy, tf.mul(y, tf.sub(1, y)));
/** Keeps the output, as the library ships it. */
const keepsOutput: GradientRule = {
  kernelName: 'Sigmoid',
  outputsToSave: [true],
  gradFunc: (dy, [y]) => ({ x: () => times(tensor(dy), y) }),
};
const fromInput = (rule: (dy: tf.Tensor, x: tf.Tensor) => tf.Tensor): GradientRule => ({
  kernelName: 'Sigmoid',
  inputsToSave: ['x'],
  gradFunc: (dy, [x]) => ({ x: () => rule(tensor(dy), x) }),
});

provesFair('5.4', sigmoidTwice, {
  given: [undefined],
  stub: () => keepsOutput,
  solution: () => fromInput((dy, x) => times(dy, tf.sigmoid(x))),
  right: [
    () => fromInput((dy, x) => tf.mul(dy, tf.mul(tf.sigmoid(x), tf.sigmoid(tf.neg(x))))),
    () =>
      fromInput((dy, x) =>
        tf.div(tf.mul(dy, tf.exp(tf.neg(x))), tf.square(tf.add(1, tf.exp(tf.neg(x))))),
      ),
  ],
  wrong: [
    () => fromInput((_, x) => times(tf.onesLike(x), tf.sigmoid(x))),
    () => fromInput((dy, x) => tf.mul(dy, tf.sub(1, tf.square(tf.sigmoid(x))))),
    () => fromInput((dy, x) => times(dy, x)),
    () => ({ ...keepsOutput, inputsToSave: ['x'], gradFunc: keepsOutput.gradFunc }),
    () => ({ ...keepsOutput, kernelName: 'Tanh' }),
    () => 'inputsToSave',
  ],
});

const net = network();
type Learned = Record<string, tf.Tensor>;

provesFair('5.3', learnedRateLoss, {
  given: [undefined],
  stub:
    () =>
    ({ rate: _, ...start }: Learned, tasks: TaskBatch) =>
      mamlLoss(net.forward, start, tasks, { learningRate: 0.01 }),
  solution:
    () =>
    ({ rate, ...start }: Learned, tasks: TaskBatch) =>
      mamlLoss(net.forward, start, tasks, { learningRate: () => rate }),
  right: [
    () =>
      ({ rate, ...start }: Learned, tasks: TaskBatch) =>
        mamlLoss(net.forward, start, tasks, {
          learningRate: (_step, name) => tf.mul(rate, tf.onesLike(start[name])),
        }),
    () => (learned: Learned, tasks: TaskBatch) =>
      mamlLoss(net.forward, learned, tasks, {
        learningRate: (_step, name) => (name === 'rate' ? 0 : learned.rate),
      }),
    () =>
      ({ rate, ...start }: Learned, tasks: TaskBatch) =>
        mamlLoss(net.forward, start, tasks, { learningRate: () => rate, firstOrder: true }),
  ],
  wrong: [
    () =>
      ({ rate, ...start }: Learned, tasks: TaskBatch) =>
        mamlLoss(net.forward, start, tasks, { learningRate: rate.dataSync()[0] }),
    () =>
      ({ rate, ...start }: Learned, tasks: TaskBatch) =>
        mamlLoss(net.forward, start, tasks, { learningRate: () => tf.mul(2, rate) }),
    () =>
      ({ rate, ...start }: Learned, tasks: TaskBatch) =>
        mamlLoss(net.forward, start, tasks, { learningRate: () => rate, steps: 2 }),
    () =>
      ({ rate, ...start }: Learned) =>
        tf.mul(rate, start.w1),
    () => 0.01,
  ],
});
