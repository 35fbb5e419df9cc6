// Tensors as people read them: by console.log, inside objects, and as the last line of a cell.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { inspect } from 'node:util';
import fc from '../properties';
import { bundleFor } from '../../src/notebook/format';
import { ready, tf } from '../../src/tf';
import { numberWord, tensorText } from '../../src/tf/tensorText';

before(() => ready());

/** A tensor's text, line by line. */
function lines(tensor: tf.Tensor): string[] {
  return inspect(tensor).split('\n');
}

test('kind, shape and type first, then the values, their points below each other', () => {
  assert.deepEqual(
    lines(
      tf.tensor2d([
        [1, 2.5],
        [-10.25, 0.001],
      ]),
    ),
    ['Tensor [2, 2] float32', '[[  1    ,   2.5  ],', ' [-10.25 ,   0.001]]'],
  );
});

test('scalars, empty tensors, variables', () => {
  assert.deepEqual(lines(tf.scalar(3.14159)), ['Tensor [] float32', '3.142']);
  assert.deepEqual(lines(tf.zeros([0, 3])), ['Tensor [0, 3] float32', '[]']);
  assert.deepEqual(lines(tf.variable(tf.ones([2]))), ['Variable [2] float32', '[1, 1]']);
});

test('every type of values', () => {
  assert.deepEqual(lines(tf.tensor1d([1, -20], 'int32')), ['Tensor [2] int32', '[  1, -20]']);
  assert.deepEqual(lines(tf.tensor1d([true, false])), ['Tensor [2] bool', '[ true, false]']);
  assert.deepEqual(lines(tf.tensor1d(['a', 'b"c'])), ['Tensor [2] string', '["a"   , "b\\"c"]']);
  assert.deepEqual(lines(tf.complex([1, 2.5], [-3, 0])), [
    'Tensor [2] complex64',
    '[  1-3i, 2.5+0i]',
  ]);
});

test('what is no number is named; very large and small ones have an exponent', () => {
  assert.deepEqual(lines(tf.tensor1d([NaN, Infinity, -Infinity, -0])).slice(1), [
    '[      NaN,  Infinity, -Infinity,        -0]',
  ]);
  assert.deepEqual(lines(tf.tensor1d([1e-5, 1, 2e12])).slice(1), ['[1e-5, 1   , 2e12]']);
});

test('three dimensions: a blank line between the tables', () => {
  assert.deepEqual(lines(tf.range(0, 8).reshape([2, 2, 2])).slice(1), [
    '[[[0, 1],',
    '  [2, 3]],',
    '',
    ' [[4, 5],',
    '  [6, 7]]]',
  ]);
});

test('of more than 1000 values the edges are shown', () => {
  assert.deepEqual(lines(tf.range(0, 1001)).slice(1), [
    '[   0,    1,    2, ...,  998,  999, 1000]',
  ]);
  assert.deepEqual(lines(tf.range(0, 2000).reshape([1000, 2])).slice(1), [
    '[[   0,    1],',
    ' [   2,    3],',
    ' [   4,    5],',
    ' ...,',
    ' [1994, 1995],',
    ' [1996, 1997],',
    ' [1998, 1999]]',
  ]);
  assert.ok(tensorText(tf.range(0, 1000)).includes('500'), '1000 values are shown whole');
});

test('disposed tensors, and tensors without values, say so', () => {
  const gone = tf.ones([2]);
  gone.dispose();
  assert.equal(inspect(gone), 'Tensor [2] float32 (disposed: its values are gone)');
  const without = {
    shape: [2],
    dtype: 'float32',
    size: 2,
    isDisposed: false,
    dataSync: () => {
      throw new Error('traced');
    },
  };
  assert.equal(tensorText(without), 'Tensor [2] float32 (no values)');
});

test('inside objects, lists and deep values', () => {
  assert.equal(
    inspect({
      w: tf.tensor2d([
        [1, 2],
        [3, 4],
      ]),
    }),
    '{\n  w: Tensor [2, 2] float32\n  [[1, 2],\n   [3, 4]]\n}',
  );
  assert.match(inspect([tf.scalar(1)]), /Tensor \[\] float32\n\s+1/);
  assert.equal(inspect({ a: { b: tf.ones([3]) } }, { depth: 0 }), '{ a: [Object] }');
  assert.equal(
    inspect({ a: tf.ones([3]) }, { depth: 0 }),
    '{ a: Tensor [3] float32 }',
    'too deep for values',
  );
});

test('the last line of a cell shows the same text; other values are left to Node', () => {
  const tensor = tf.ones([2]);
  assert.deepEqual(bundleFor(tensor), { 'text/plain': 'Tensor [2] float32\n[1, 1]' });
  for (const value of [
    undefined,
    null,
    1,
    'text',
    [1],
    { data: [], layout: 1 },
    new Map(),
    () => 1,
    new Float32Array(3),
  ]) {
    assert.equal(bundleFor(value), undefined);
  }
});

/** Shapes of up to four dimensions. */
const shapes = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 4 });

test(
  'property: brackets are balanced, no line is too long, and all values of a small tensor can ' +
    'be read back',
  () => {
    const values = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
      minLength: 1,
      maxLength: 50,
    });
    fc.assert(
      fc.property(shapes, values, (shape, some) => {
        const size = shape.reduce((a, b) => a * b, 1);
        const data = Float32Array.from({ length: size }, (_, i) => some[i % some.length]);
        const [head, ...rows] = tensorText({
          shape,
          dtype: 'float32',
          size,
          isDisposed: false,
          dataSync: () => data,
        }).split('\n');
        assert.equal(head, `Tensor [${shape.join(', ')}] float32`);
        assert.ok(
          rows.every((row) => row.length <= 100),
          'lines fit',
        );
        const text = rows.join('\n');
        assert.equal(text.split('[').length, text.split(']').length);
        if (size > 1000) return assert.match(text, /\.\.\./);
        const read = (text.match(/-?\d[\d.]*(e-?\d+)?/g) ?? []).map(Number);
        assert.deepEqual(
          read,
          Array.from(data, (value) => Number(numberWord(value))),
        );
      }),
    );
  },
);

test(
  'property: a number keeps four significant digits, a whole ' +
    'one below ten million all of them',
  () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const read = Number(numberWord(value));
        if (Number.isInteger(value) && Math.abs(value) < 1e7) return assert.equal(read, value);
        assert.ok(Math.abs(read - value) <= Math.abs(value) * 5.01e-4);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: -1e7 + 1, max: 1e7 - 1 }), (value) => {
        assert.equal(Number(numberWord(value)), value);
      }),
    );
  },
);

test('property: values of one column stand below each other', () => {
  fc.assert(
    fc.property(
      fc.array(fc.float({ noNaN: true, min: -1000, max: 1000 }), { minLength: 4, maxLength: 4 }),
      (values) => {
        const [, first = '', second = ''] = lines(tf.tensor2d(values, [2, 2]));
        assert.equal(first.indexOf(','), second.indexOf(','));
        assert.equal(first.length + 1, second.length + 1);
      },
    ),
  );
});
