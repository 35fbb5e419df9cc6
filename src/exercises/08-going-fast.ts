import { z } from 'zod';
import { type Compiled, compile, profileOperations } from '../compile';
import { createRandom } from '../core/random';
import { sum } from '../core/numbers';
import { checker, exercise, functionAnswer } from '../notebook';
import { randomNormal, tf } from '../tf';

/** A plain number or a tensor, as `scaled` of exercise 8.1 is called with. */
type Factor = tf.Tensor | number;

/** The six calls of exercise 8.1: the shape of x, and the factor. */
function scaledCalls(): [shape: number[], factor: Factor][] {
  return [
    [[3], 2],
    [[3], 2],
    [[3], 5],
    [[4], 2],
    [[3], tf.scalar(2)],
    [[3], tf.scalar(5)],
  ];
}

/** Which of the six calls trace, found by making them. */
function tracedCalls(): boolean[] {
  let traces = 0;
  const scaled = compile(
    (x: tf.Tensor, factor: Factor) => {
      traces++;
      return tf.mul(x, factor);
    },
    { cacheSize: 8 },
  );
  const traced = scaledCalls().map(([shape, factor]) => {
    const before = traces;
    tf.dispose(scaled(tf.ones(shape), factor));
    return traces > before;
  });
  scaled.dispose();
  return traced;
}

const PLACES = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

/** 8.1: which calls of a compiled function trace it anew. */
export const tracedAnew = exercise({
  level: 1,
  hints: [
    'A shape belongs to the form of a call, and so does a plain number. A tensor is only a value.',
    'Write the six forms down: ([3], 2), ([3], 2), ([3], 5), … A form that was there is not ' +
      'traced again.',
  ],
  answer: z.array(z.boolean()).length(6),
  problem(predicted) {
    const traced = tf.tidy(tracedCalls);
    const wrong = traced.findIndex((value, call) => value !== predicted[call]);
    if (wrong < 0) return undefined;
    const happens = traced[wrong] ? 'is traced anew' : 'finds its graph';
    const right = traced.filter((value, call) => value === predicted[call]).length;
    return `${right} of 6 are right; the ${PLACES[wrong]} call ${happens}`;
  },
});

/** A step that is compiled, and a training that makes it once for each rate. */
interface FallingTraining {
  readonly step: Compiled<never[], unknown>;
  readonly train: (w: tf.Tensor, rates: number[]) => tf.Tensor;
}

function isFallingTraining(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { step, train } = value as Partial<FallingTraining>;
  return typeof step === 'function' && 'graphs' in step && typeof train === 'function';
}

/** Rates that a training of exercise 8.2 is tried with. */
const RATES = [
  [0.5, 0.25, 0.125],
  [0.1, 0.9, 0.4],
];

/** 8.2: a rate that falls, and one graph for all rates. */
export const fallingRate = exercise({
  level: 2,
  hints: [
    'Which number was on the tape when the function was traced? It has to come in as an argument.',
    'A plain number as an argument is right, but makes a graph a rate. `tf.scalar(rate)` is a ' +
      'value like any other.',
  ],
  answer: z.custom<FallingTraining>(
    isFallingTraining,
    '{ step, train }: a compiled step, and a function that trains with it',
  ),
  problem({ step, train }) {
    const before = step.graphs; // of calls before the check, perhaps of another shape
    for (const rates of RATES) {
      const wanted = rates.reduce((w, rate) => w * (1 - rate), 8);
      const [got] = valuesOf(tf.tidy(() => train(tf.scalar(8), rates)));
      if (!agree([got], [wanted]))
        return `with the rates ${rates.join(', ')} 8 becomes ${got}, it should be ${wanted}`;
    }
    const added = step.graphs - before;
    if (added > 1) return `the values are right, but these rates made ${added} graphs`;
    return step.graphs > 0 ? undefined : '`train` does not call the compiled step';
  },
});

/** Rows and slots of the links of exercise 8.3. */
const [ROWS, SLOTS] = [2, 64];

/** 8.3: the update of the links with fewer passes. */
export const fewerPasses = exercise({
  level: 3,
  hints: [
    'Take L out of the bracket. What is left in it has a number for each pair of slots only ' +
      'when both w_i and w_j are in it.',
    '1 − w_i has N numbers a row. Subtract w_j from that: one pass. Multiply by L: the second.',
  ],
  answer: functionAnswer<(L: tf.Tensor, wi: tf.Tensor, wj: tf.Tensor) => tf.Tensor>(),
  problem: (decay) =>
    tf.tidy(() => {
      const dice = createRandom(4);
      const L = randomNormal([ROWS, SLOTS, SLOTS], dice);
      const [wi, wj] = [
        [ROWS, SLOTS, 1],
        [ROWS, 1, SLOTS],
      ].map((shape) => randomNormal(shape, dice));
      const wanted = tf.sub(L, tf.mul(tf.add(wi, wj), L));
      if (!agree(valuesOf(decay(L, wi, wj)), valuesOf(wanted))) return 'the values are wrong';
      const { calls } = profileOperations(() => decay(L, wi, wj), { runs: 1 });
      const written = sum(calls.map((call) => call.written));
      const passes = Math.round(written / L.size);
      if (passes <= 2) return undefined;
      return `the values are right; it writes as much as ${passes} tensors of the size of L`;
    }),
});

/** The numbers of a tensor. @throws TypeError for what is none */
function valuesOf(tensor: unknown): number[] {
  if (!(tensor instanceof tf.Tensor))
    throw new TypeError('the function gives back no tensor, expected one');
  return Array.from(tensor.dataSync());
}

/** Whether numbers are equal up to the rounding of 32-bit arithmetic. */
function agree(got: readonly number[], wanted: readonly number[]): boolean {
  return (
    got.length === wanted.length && got.every((value, i) => Math.abs(value - wanted[i]) < 1e-4)
  );
}

/** The check of chapter 08. */
export const check = checker({
  '8.1': tracedAnew,
  '8.2': fallingRate,
  '8.3': fewerPasses,
});
