import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { deltaRule } from '../../../src/memory/fast-weights';
import { testTimeLinear } from '../../../src/memory/test-time';
import { ready, tf } from '../../../src/tf';

before(ready);

/** The columns of a rotation, as keys at right angles: `[1, 1, 4, 4]`. */
const rightAngles = (): tf.Tensor4D => {
  const half = [1, 1, 1, 1, 1, -1, 1, -1, 1, 1, -1, -1, 1, -1, -1, 1].map((x) => x / 2);
  return tf.tensor4d(half, [1, 1, 4, 4]);
};

test('the delta rule recalls values under keys at right angles exactly, and overwrites', () =>
  tf.tidy(() => {
    const keys = rightAngles();
    const values = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [1, 1, 4, 2]);
    const rates: tf.Tensor3D = tf.ones([1, 1, 4]);
    for (const chunkSize of [undefined, 2, 4]) {
      const { state } = deltaRule({ queries: keys, keys, values, rates, chunkSize });
      assert.deepEqual(tf.matMul(keys, state).arraySync(), values.arraySync());
      const other = tf.tensor4d([-1, -2], [1, 1, 1, 2]);
      const key = tf.slice(keys, [0, 0, 1, 0], [1, 1, 1, 4]);
      const again = deltaRule({
        queries: key,
        keys: key,
        values: other,
        rates: tf.ones([1, 1, 1]),
        initialState: state,
        scale: 1,
        chunkSize,
      });
      assert.deepEqual(again.outputs.arraySync(), other.arraySync());
      const after = tf.matMul(keys, again.state).arraySync();
      assert.deepEqual(after, [[[[1, 2], [-1, -2], [5, 6], [7, 8]]]]); // prettier-ignore
    }
  }));

test('at rate 0 nothing is learned; forgetting alone shrinks, momentum goes on alone', () =>
  tf.tidy(() => {
    const keys = rightAngles();
    const values: tf.Tensor4D = tf.ones([1, 1, 4, 2]);
    const all = (value: number): tf.Tensor3D => tf.fill([1, 1, 4], value);
    const initialState: tf.Tensor4D = tf.ones([1, 1, 4, 2]);
    const initialChange: tf.Tensor4D = tf.ones([1, 1, 4, 2]);
    const given = { queries: keys, keys, values, initialState, learningRates: all(0) };
    for (const chunkSize of [undefined, 3]) {
      const last = (inputs: object): number[] => [
        ...new Set(testTimeLinear({ ...given, chunkSize, ...inputs }).state.dataSync()),
      ];
      assert.deepEqual(last({}), [1]);
      assert.deepEqual(last({ forgetting: all(0.5) }), [1 / 16]);
      assert.deepEqual(last({ momentum: all(0.5), initialChange }), [1.9375]);
      const rates = all(0);
      const { state } = deltaRule({ queries: keys, keys, values, rates, initialState, chunkSize });
      assert.deepEqual(state.arraySync(), initialState.arraySync());
    }
  }));

test('what does not fit is named', () =>
  tf.tidy(() => {
    const given = {
      queries: tf.zeros([2, 1, 5, 3]) as tf.Tensor4D,
      keys: tf.zeros([2, 1, 5, 3]) as tf.Tensor4D,
      values: tf.zeros([2, 1, 5, 4]) as tf.Tensor4D,
    };
    const gate: tf.Tensor3D = tf.zeros([2, 1, 5]);
    const delta = (changes: object) => () => deltaRule({ ...given, rates: gate, ...changes });
    const learn = (changes: object) => () =>
      testTimeLinear({ ...given, learningRates: gate, ...changes });
    const wrong: [() => unknown, string][] = [
      [delta({ keys: 1 }), 'keys: got 1, expected a tensor'],
      [
        delta({ keys: tf.zeros([2, 5, 3]) }),
        'keys: got [2, 5, 3], expected [batch, heads, length, keySize]',
      ],
      [
        delta({ queries: tf.zeros([2, 1, 5, 2]) }),
        'queries: got [2, 1, 5, 2], expected [2, 1, 5, 3]',
      ],
      [
        delta({ values: tf.zeros([2, 1, 4, 4]) }),
        'values: got [2, 1, 4, 4], expected [2, 1, 5, valueSize]',
      ],
      [delta({ rates: tf.zeros([2, 5]) }), 'rates: got [2, 5], expected [2, 1, 5]'],
      [delta({ logDecay: tf.zeros([2, 1, 1]) }), 'logDecay: got [2, 1, 1], expected [2, 1, 5]'],
      [
        delta({ initialState: tf.zeros([2, 1, 4, 3]) }),
        'initialState: got [2, 1, 4, 3], expected [2, 1, 3, 4]',
      ],
      [delta({ chunkSize: 0 }), 'chunkSize: got 0, expected a whole number of at least 1'],
      [delta({ scale: 0 }), 'scale: got 0, expected a number above 0'],
      [learn({ momentum: tf.zeros([2, 1, 4]) }), 'momentum: got [2, 1, 4], expected [2, 1, 5]'],
      [
        learn({ forgetting: tf.zeros([2, 1, 5], 'int32') }),
        'forgetting: got int32, expected float32',
      ],
      [
        learn({ initialChange: tf.zeros([2, 1, 3, 4]) }),
        'initialChange: got a value, expected none without momentum',
      ],
    ];
    for (const [act, message] of wrong) assert.throws(act, new RangeError(message));
  }));
