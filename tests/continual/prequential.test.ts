// A stream is answered row by row: nothing is known of a row, or of those after it, before it is
// answered.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import {
  type LabelledStream,
  lastLabel,
  linearModel,
  linearModelOfChosenRate,
  majorityClass,
  runPrequential,
  RunningScale,
  strategyOnStream,
  type StreamInputs,
  type StreamLearner,
  type StreamLearnerMaker,
} from '../../src/continual/prequential';
import { createRandom } from '../../src/core/random';
import { ready, tf } from '../../src/tf';
import fc from '../properties';

before(ready);

/** A stream of two classes whose rule turns around in the middle. */
function driftingStream(count = 60): LabelledStream {
  const random = createRandom(3);
  const x = Float32Array.from({ length: 2 * count }, () => random.normal());
  const labels = Array.from({ length: count }, (_, row) => {
    const isAbove = x[2 * row] > 0;
    return Number(row < count / 2 ? isAbove : !isAbove);
  });
  return { count, inputSize: 2, x, labels, classes: ['no', 'yes'] };
}

type Event =
  readonly ['predict', readonly number[]] | readonly ['learn', readonly number[], number];

/** A learner that writes down what it is asked and shown. */
function witness(events: Event[]): StreamLearnerMaker {
  return () => ({
    predict(x) {
      events.push(['predict', [...x]]);
      return 0;
    },
    learn: (x, label) => void events.push(['learn', [...x], label]),
    dispose: () => undefined,
  });
}

const run = (
  stream: LabelledStream,
  learner: StreamLearnerMaker,
  inputs: StreamInputs = 'features',
  seed = 0,
) => runPrequential({ stream, learner, inputs, seed, window: 7 });

test('each row is asked for once, then shown with its class, in order of time', async () => {
  const stream = driftingStream();
  for (const inputs of ['features', 'with last label'] as const) {
    const events: Event[] = [];
    await run(stream, witness(events), inputs);
    assert.equal(events.length, 2 * stream.count);
    for (let row = 0; row < stream.count; row++) {
      const [asked, shown] = events.slice(2 * row, 2 * row + 2);
      assert.equal(asked[0], 'predict', `row ${row}`);
      assert.deepEqual(shown, ['learn', asked[1], stream.labels[row]], `row ${row}`);
    }
  }
});

test('a row that has not been answered yet changes no answer, whatever it is', async () => {
  const stream = driftingStream(40);
  const makers: Readonly<Record<string, StreamLearnerMaker>> = {
    'last label': lastLabel,
    'majority class': majorityClass,
    'linear model': linearModel,
    'linear model, chosen rate': linearModelOfChosenRate,
    naive: strategyOnStream({ strategy: 'naive', budget: 0 }),
    er: strategyOnStream({ strategy: 'er', budget: 10 }),
  };
  for (const [name, learner] of Object.entries(makers))
    for (const inputs of ['features', 'with last label'] as const) {
      const whole = await run(stream, learner, inputs);
      const cut = 25;
      const other = {
        ...stream,
        x: stream.x.map((value, i) => (i < 2 * cut ? value : 50 - value)),
        labels: Array.from(stream.labels).map((label, row) => (row < cut ? label : 1 - label)),
      };
      const { answers } = await run(other, learner, inputs);
      assert.deepEqual(answers.slice(0, cut), whole.answers.slice(0, cut), `${name}, ${inputs}`);
    }
});

test('the class of the row before stands beside the features, at the first row zeros', async () => {
  const stream = driftingStream();
  const [alone, beside] = [[], []] as [Event[], Event[]];
  await run(stream, witness(alone));
  await run(stream, witness(beside), 'with last label');
  beside.forEach(([, x], event) => {
    const row = Math.floor(event / 2);
    const last = row === 0 ? undefined : stream.labels[row - 1];
    assert.deepEqual(x, [...alone[event][1], Number(last === 0), Number(last === 1)]);
  });
});

test('features are scaled by the rows so far and no later ones', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 30 }),
      (values) => {
        const scale = new RunningScale(1);
        values.forEach((value, row) => {
          const [got] = scale.next(Float32Array.of(value));
          const seen = values.slice(0, row + 1);
          const middle = seen.reduce((a, b) => a + b) / seen.length;
          const squares = seen.reduce((total, one) => total + (one - middle) ** 2, 0);
          const deviation = Math.sqrt(squares / seen.length);
          const expected = deviation > 0 ? (value - middle) / deviation : 0;
          assert.ok(Math.abs(got - expected) < 1e-5, `${got} and ${expected} at row ${row}`);
        });
      },
    ),
  );
});

test('the last label and the majority class are what they are called', async () => {
  const stream = { ...driftingStream(6), labels: [1, 1, 0, 0, 0, 1] };
  assert.deepEqual([...(await run(stream, lastLabel)).answers], [0, 1, 1, 0, 0, 0]);
  assert.deepEqual([...(await run(stream, majorityClass)).answers], [0, 1, 1, 1, 0, 0]);
});

test('the linear model makes the steps of logistic regression', () => {
  const stream = driftingStream(20);
  const learner = linearModel({ inputSize: 2, classes: 2, seed: 0 });
  // two classes: the difference of their scores is one regression with twice the rate
  let [w0, w1, bias] = [0, 0, 0];
  for (let row = 0; row < stream.count; row++) {
    const [a, b] = stream.x.subarray(2 * row, 2 * row + 2);
    const score = w0 * a + w1 * b + bias;
    assert.equal(learner.predict(Float32Array.of(a, b)), Number(score > 0));
    learner.learn(Float32Array.of(a, b), stream.labels[row]);
    const step = 2 * 0.01 * (stream.labels[row] - 1 / (1 + Math.exp(-score)));
    w0 += step * a;
    w1 += step * b;
    bias += step;
  }
});

test('where the rule turns round every few rows, the rate that is chosen follows it', async () => {
  const random = createRandom(3);
  const count = 4000;
  const x = Float32Array.from({ length: 2 * count }, () => random.normal());
  const labels = Array.from({ length: count }, (_, row) => {
    const sign = Math.floor(row / 50) % 2 === 0 ? 1 : -1;
    return sign * x[2 * row] > 0 ? 1 : 0;
  });
  const stream = { ...driftingStream(1), count, x, labels };
  const rightOf = async (learner: StreamLearnerMaker): Promise<number> => {
    const { answers } = await run(stream, learner);
    return answers.filter((answer, row) => answer === labels[row]).length / count;
  };
  const [small, chosen] = [await rightOf(linearModel), await rightOf(linearModelOfChosenRate)];
  assert.ok(small < 0.65 && chosen > small + 0.1, `${small} at 0.01, ${chosen} chosen`);
});

test('the same seed gives the same answers, and nothing is left in memory', async () => {
  const stream = driftingStream(40);
  const er = strategyOnStream({ strategy: 'er', budget: 10 });
  const first = await run(stream, er, 'features', 1);
  const held = tf.memory().numTensors;
  const second = await run(stream, er, 'features', 1);
  assert.deepEqual(second, first);
  assert.equal(tf.memory().numTensors, held);
});

test('a learner of ones own is freed, even if it fails', async () => {
  let disposed = 0;
  const failing = (): StreamLearner => ({
    predict: () => 2,
    learn: () => undefined,
    dispose: () => void disposed++,
  });
  await assert.rejects(run(driftingStream(), failing), /predict: got 2, expected a class, 0 to 1/);
  assert.equal(disposed, 1);
});

test('a stream whose parts do not fit is refused by name', async () => {
  const stream = driftingStream(5);
  const refused = (part: Partial<LabelledStream>, message: RegExp) =>
    assert.rejects(run({ ...stream, ...part }, lastLabel), message);
  await refused({ count: 0 }, /stream.count: got 0/);
  await refused({ x: new Float32Array(9) }, /stream.x: got 9 numbers, expected 5 rows of 2/);
  await refused({ labels: [0, 1] }, /stream.labels: got 2 labels, expected 5/);
  await refused({ classes: [] }, /stream.classes.length: got 0/);
  await assert.rejects(
    runPrequential({ stream, learner: lastLabel, inputs: 'features', seed: 0, window: 0 }),
    /window: got 0/,
  );
});
