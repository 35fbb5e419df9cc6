// The exercises of chapter 08 are fair. None of them depends on the notebook's knobs.
import { before } from 'node:test';
import { compile } from '../../src/compile';
import { fallingRate, fewerPasses, tracedAnew } from '../../src/exercises/08-going-fast';
import { ready, tf } from '../../src/tf';
import { provesFair } from './fair';

before(ready);

const given = [undefined];

provesFair('8.1', tracedAnew, {
  given,
  stub: () => [true, true, true, true, true, true],
  solution: () => [true, false, true, true, true, false],
  right: [
    () => [1, 0, 1, 1, 1, 0].map(Boolean),
    () => ['new', 'there', 'new', 'new', 'new', 'there'].map((word) => word === 'new'),
  ],
  wrong: [
    () => [true, false, true, true, false, false],
    () => [true, false, false, true, true, false],
    () => [true, false, true, true, true, true],
    () => [true, false, true],
    () => 4,
    () => undefined,
  ],
});

let outside = 0.5;
/** A step whose rate comes from outside, as the stub has it. */
function frozen(): unknown {
  const step = compile((w: tf.Tensor) => tf.sub(w, tf.mul(outside, w)));
  const train = (w: tf.Tensor, rates: number[]): tf.Tensor => {
    for (const rate of rates) {
      outside = rate;
      w = step(w);
    }
    return w;
  };
  return { step, train };
}

/** A training with a step of two arguments, and how the rate is handed over. */
function training<R>(
  rule: (w: tf.Tensor, rate: R) => tf.Tensor,
  handOver: (rate: number) => R,
): () => unknown {
  return () => {
    const step = compile(rule);
    const train = (w: tf.Tensor, rates: number[]): tf.Tensor =>
      rates.reduce((at, rate) => step(at, handOver(rate)), w);
    return { step, train };
  };
}
const less = (w: tf.Tensor, rate: tf.Tensor | number): tf.Tensor => tf.sub(w, tf.mul(rate, w));

provesFair('8.2', fallingRate, {
  given,
  stub: frozen,
  solution: training(less, (rate) => tf.scalar(rate)),
  right: [
    training(
      (w, keep: tf.Tensor) => tf.mul(w, keep),
      (rate) => tf.scalar(1 - rate),
    ),
    training(
      (w, { rate }: { rate: tf.Tensor }) => less(w, rate),
      (rate) => ({ rate: tf.scalar(rate) }),
    ),
    () => {
      const step = compile((w: tf.Tensor, rates: tf.Tensor) =>
        tf.mul(w, tf.prod(tf.sub(1, rates))),
      );
      return { step, train: (w: tf.Tensor, rates: number[]) => step(w, tf.tensor1d(rates)) };
    },
    () => {
      const step = compile(less);
      step(tf.ones([2]), tf.scalar(0.1)); // tried with another shape before the check
      const train = (w: tf.Tensor, rates: number[]): tf.Tensor =>
        rates.reduce((at, rate) => step(at, tf.scalar(rate)), w);
      return { step, train };
    },
  ],
  wrong: [
    training(less, (rate) => rate),
    training(less, () => tf.scalar(0.5)),
    training(
      (w, rate: tf.Tensor) => tf.mul(w, rate),
      (rate) => tf.scalar(rate),
    ),
    () => {
      const step = compile(less);
      const train = (w: tf.Tensor, rates: number[]): tf.Tensor =>
        rates.reduce((at, rate) => less(at, rate), w);
      return { step, train };
    },
    () => ({ step: less, train: () => tf.scalar(2.625) }),
    () => less,
    () => null,
  ],
});

type Three = (L: tf.Tensor, wi: tf.Tensor, wj: tf.Tensor) => tf.Tensor;
const decay = (fn: Three) => () => fn;

provesFair('8.3', fewerPasses, {
  given,
  stub: decay((L, wi, wj) => tf.sub(tf.sub(L, tf.mul(wi, L)), tf.mul(wj, L))),
  solution: decay((L, wi, wj) => tf.mul(tf.sub(tf.sub(1, wi), wj), L)),
  right: [
    decay((L, wi, wj) => tf.mul(L, tf.sub(tf.sub(1, wj), wi))),
    decay((L, wi, wj) => L.mul(tf.scalar(1).sub(wi).sub(wj))),
    decay((L, wi, wj) => tf.mul(L, tf.add(tf.sub(1, wi), tf.neg(wj)))),
    decay((L, wi, wj) => {
      const left = tf.concat([tf.sub(1, wi), tf.onesLike(wi)], 2);
      const right = tf.concat([tf.onesLike(wj), tf.neg(wj)], 1);
      return tf.mul(tf.matMul(left, right), L);
    }),
  ],
  wrong: [
    decay((L, wi, wj) => tf.mul(tf.sub(1, tf.add(wi, wj)), L)),
    decay((L, wi, wj) => tf.sub(L, tf.mul(tf.add(wi, wj), L))),
    decay((L, wi) => tf.mul(tf.sub(1, wi), L)),
    decay((L, wi, wj) => tf.mul(tf.sub(tf.add(1, wi), wj), L)),
    decay((L) => L),
    () => 2,
  ],
});
