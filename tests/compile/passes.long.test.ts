// Each pass over a graph: where it applies, what it makes of the graph and that the results stay;
// where it must keep off.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { compile, compileTraining, type Named, rmsProp, sgd } from '../../src/compile';
import { passNames } from '../../src/compile/simplify';
import { createRandom } from '../../src/core/random';
import { backend, randomNormal, ready, tf } from '../../src/tf';
import { alike, checkApplies, checkKeepsOff, eagerly, type Step, traced } from './rewritten';

before(ready);

const random = createRandom(5);
const draw = (...shape: number[]): tf.Tensor => randomNormal(shape, random);
const gradient =
  (fn: (x: tf.Tensor) => tf.Tensor): ((x: tf.Tensor) => tf.Tensor) =>
  (x) =>
    tf.grad((u: tf.Tensor) => tf.sum(fn(u)))(x);
const matMul = (a: tf.Tensor, b: tf.Tensor, turnA = false, turnB = false): tf.Tensor =>
  tf.matMul(a, b, turnA, turnB);
/** Numbers at which operations differ if they differ anywhere. */
const EXTREMES = [NaN, Infinity, -Infinity, -0, 0, 1, -1, 5, 1e-30, -1e30];
const extremes = (): tf.Tensor => tf.tensor1d(EXTREMES);

test('gradients of sigmoid and tanh: one operation each, of any gradient', () => {
  const pass = 'gradients of sigmoid and tanh in one';
  const x = draw(3, 4);
  checkApplies(pass, gradient(tf.sigmoid), [x], { made: ['SigmoidGrad'] });
  checkApplies(pass, gradient(tf.tanh), [x], { made: ['TanhGrad'], gone: ['Square'] });
  const weighted: Step = (u, w) => tf.mul(tf.mul(tf.sigmoid(u), tf.sub(1, tf.sigmoid(u))), w);
  checkApplies(pass, weighted, [x, draw(3, 4)], { made: ['SigmoidGrad'] });
  const turned: Step = (u, w) => tf.mul(w, tf.sub(1, tf.square(tf.tanh(u))));
  checkApplies(pass, turned, [x, draw(3, 4)], { made: ['TanhGrad'] });
  // the slope is a result itself, and needed elsewhere
  checkApplies(
    pass,
    (u, w) => {
      const y = tf.tanh(u);
      const slope = tf.sub(1, tf.square(y));
      return [slope, tf.mul(w, slope), y];
    },
    [x, draw(3, 4)],
    { made: ['TanhGrad'] },
  );
});

test('gradients of sigmoid and tanh: other functions, ones of a shape, spread factors stay', () => {
  const pass = 'gradients of sigmoid and tanh in one';
  const x = draw(3, 4);
  checkKeepsOff(pass, (u, w) => tf.mul(w, tf.sub(1, tf.square(tf.tanh(u)))), [x, draw(1, 4)]);
  checkKeepsOff(pass, (u, w) => tf.mul(w, tf.sub(1, tf.square(tf.tanh(u)))), [x, draw(2, 3, 4)]);
  checkKeepsOff(pass, (u, w) => tf.mul(w, tf.sub(2, tf.square(tf.tanh(u)))), [x, draw(3, 4)]);
  checkKeepsOff(pass, (u, w) => tf.mul(w, tf.sub(1, tf.square(tf.sin(u)))), [x, draw(3, 4)]);
  checkKeepsOff(pass, (u, v, w) => tf.mul(w, tf.mul(tf.sigmoid(u), tf.sub(1, tf.sigmoid(v)))), [
    x,
    draw(3, 4),
    draw(3, 4),
  ]);
  checkKeepsOff(pass, (u, w) => tf.mul(w, tf.sub(tf.square(tf.tanh(u)), 1)), [x, draw(3, 4)]);
});

test('bounds: clipping in one operation, its gradient in two', () => {
  const pass = 'bounds in one';
  const x = draw(3, 4);
  checkApplies(pass, (u) => tf.clipByValue(u, -0.5, 0.5), [x], {
    made: ['ClipByValue'],
    gone: ['Minimum', 'Maximum'],
    allowed: 0,
  });
  checkApplies(
    pass,
    gradient((u) => tf.square(tf.clipByValue(u, -0.5, 0.5))),
    [x],
    { made: ['ClipByValue', 'SelectV2'], gone: ['LogicalAnd', 'GreaterEqual'], allowed: 0 },
  );
  checkApplies(pass, (u) => tf.clipByValue(u, -0.5, 0.5), [tf.scalar(3)], {
    made: ['ClipByValue'],
    allowed: 0,
  });
});

test('bounds: NaN stays NaN, and the gradient at and behind a bound is that op by op', () => {
  for (const [low, high] of [
    [-1, 1],
    [0, 5],
    [-0, 1],
    [0, Infinity],
  ]) {
    const clip: Step = (u) => tf.clipByValue(u, low, high);
    checkApplies('bounds in one', clip, [extremes()], { made: ['ClipByValue'], allowed: 0 });
    const step = gradient((u) => tf.mul(3, tf.clipByValue(u, low, high)));
    alike(
      traced(step, [extremes()], []).results,
      eagerly(step, [extremes()]),
      0,
      `gradient between ${low} and ${high}`,
    );
  }
});

test('bounds: tensors, axes, the inner value needed or a result, whole numbers stay', () => {
  const pass = 'bounds in one';
  const x = draw(3, 4);
  const held: Step = (u, low, high) => tf.maximum(tf.minimum(u, high), low);
  checkKeepsOff(pass, held, [x, tf.scalar(-1), tf.scalar(1)]);
  checkKeepsOff(pass, held, [x, tf.fill([3, 4], -1), tf.fill([3, 4], 1)]);
  const [row, matrix] = [tf.tensor1d([0.5]), tf.tensor2d([[0.5]])];
  checkKeepsOff(pass, (u) => tf.maximum(tf.minimum(u, row), -1), [x]);
  checkKeepsOff(pass, (u) => tf.maximum(tf.minimum(u, 1), row), [x]);
  checkKeepsOff(pass, (u) => tf.maximum(tf.minimum(u, matrix), matrix), [tf.tensor1d([1, 2])]);
  checkKeepsOff(
    pass,
    (u) => {
      const below = tf.minimum(u, 1);
      return [tf.maximum(below, -1), below];
    },
    [x],
  );
  checkKeepsOff(
    pass,
    (u) => {
      const below = tf.minimum(u, 1);
      return tf.add(tf.maximum(below, -1), below);
    },
    [x],
  );
  checkKeepsOff(pass, (u) => tf.minimum(tf.maximum(u, -1), 1), [x]);
  // clipped, and where the bounds changed nothing something else, but no 0 elsewhere
  const elsewhere: Step = (u) => {
    const within = tf.logicalAnd(tf.greaterEqual(u, -0.5), tf.lessEqual(u, 0.5));
    return [tf.clipByValue(u, -0.5, 0.5), tf.where(within, u, tf.ones([3, 4]))];
  };
  alike(traced(elsewhere, [x], []).results, eagerly(elsewhere, [x]), 0, 'not 0 elsewhere');
  const whole = tf.tensor1d([-5, 0, 5], 'int32');
  checkKeepsOff(
    pass,
    (u) => tf.maximum(tf.minimum(u, tf.scalar(2, 'int32')), tf.scalar(-2, 'int32')),
    [whole],
  );
});

test('diagonals: set to 0 alone, for a batch, too; terms of such a sum need no mask', () => {
  const pass = 'diagonals alone';
  const off = tf.sub(1, tf.eye(4));
  const change = { made: ['MatrixSetDiag'], gone: ['Mul'], allowed: 0 };
  checkApplies(pass, (x) => tf.mul(x, off), [draw(4, 4)], change);
  checkApplies(pass, (x) => tf.mul(off, x), [draw(2, 3, 4, 4)], change);
  checkApplies(
    pass,
    (x, y) => tf.mul(tf.add(tf.mul(x, off), tf.mul(off, y)), off),
    [draw(2, 4, 4), draw(2, 4, 4)],
    change,
  );
  checkApplies(
    pass,
    (x, y) => {
      const masked = tf.mul(x, off);
      return [tf.mul(tf.add(masked, y), off), masked];
    },
    [draw(2, 4, 4), draw(2, 4, 4)],
    change,
  );
});

test('diagonals: a masked term that something else needs, keeps its mask', () => {
  const off = tf.sub(1, tf.eye(4));
  const step: Step = (x, y) => {
    const masked = tf.mul(x, off);
    return [tf.mul(tf.add(masked, y), off), tf.exp(masked)];
  };
  const inputs = [draw(2, 4, 4), draw(2, 4, 4)];
  alike(traced(step, inputs, []).results, eagerly(step, inputs), 1e-6, 'needed twice');
});

test('diagonals: masks of another shape or value, spread factors and whole numbers stay', () => {
  const pass = 'diagonals alone';
  const off = tf.sub(1, tf.eye(4));
  const one = tf.tensor2d([[0]]);
  checkKeepsOff(pass, (x) => tf.mul(x, one), [draw(2, 3, 3)]);
  checkKeepsOff(pass, (x) => tf.mul(x, one), [draw(3, 4)]);
  checkKeepsOff(pass, (x) => tf.mul(x, off), [draw(2, 1, 4)]);
  checkKeepsOff(pass, (x) => tf.mul(x, off), [draw(4)]);
  checkKeepsOff(pass, (x) => tf.mul(x, off), [tf.scalar(3)]);
  const batch = tf.stack([off, off]);
  checkKeepsOff(pass, (x) => tf.mul(x, batch), [draw(2, 4, 4)]);
  const [eye, twice, wide] = [tf.eye(4), tf.mul(off, 2), tf.sub(1, tf.eye(4, 5))];
  checkKeepsOff(pass, (x) => tf.mul(x, eye), [draw(4, 4)]);
  checkKeepsOff(pass, (x) => tf.mul(x, twice), [draw(4, 4)]);
  checkKeepsOff(pass, (x) => tf.mul(x, wide), [draw(4, 5)]);
  checkKeepsOff(pass, (x, mask) => tf.mul(x, mask), [draw(4, 4), off]);
  checkKeepsOff(pass, (x) => tf.mul(x, tf.cast(off, 'int32')), [tf.ones([4, 4], 'int32')]);
});

test('diagonals: what is no number off the diagonal stays; on it is 0, as documented', () => {
  if (backend().name !== 'tensorflow') return;
  const off = tf.sub(1, tf.eye(2));
  const { results } = traced(
    (x) => tf.mul(x, off),
    [tf.tensor2d([NaN, NaN, Infinity, -1], [2, 2])],
    [],
  );
  assert.deepEqual(results[0].values, [0, NaN, Infinity, 0]);
});

test('shapes: reshapes in a row are one, those and casts that change nothing are none', () => {
  const pass = 'shapes once';
  const x = draw(2, 6);
  const twice: Step = (u) => tf.tanh(tf.reshape(tf.reshape(u, [3, 4]), [12]));
  checkApplies(pass, twice, [x], { made: [], allowed: 0 });
  checkApplies(pass, (u) => tf.tanh(tf.reshape(tf.reshape(u, [3, 4]), [2, 6])), [x], {
    made: [],
    allowed: 0,
  });
  checkApplies(pass, (u) => tf.exp(tf.squeeze(tf.expandDims(u, 1), [1])), [x], {
    made: [],
    gone: ['ExpandDims'],
    allowed: 0,
  });
  const kept: Step = (u) => tf.exp(tf.reshape(tf.sum(u, 1), [2, 1]));
  checkApplies(pass, kept, [x], { made: [], gone: ['Reshape'], allowed: 0 });
  for (const reduce of [tf.mean, tf.max, tf.min, tf.prod]) {
    const step: Step = (u) => tf.exp(tf.expandDims(reduce(u, -1), 1));
    alike(traced(step, [x], []).results, eagerly(step, [x]), 1e-6, reduce.name);
    assert.deepEqual(
      traced(step, [x], []).ops.filter((op) => /ExpandDims|Reshape/.test(op)),
      [],
    );
  }
  checkApplies(pass, (u) => tf.add(tf.reshape(tf.sum(u), [1, 1]), u), [x], {
    made: [],
    gone: ['Reshape'],
    allowed: 0,
  });
});

test('shapes: results keep their names, whatever is a renaming of what', () => {
  const x = draw(2, 6);
  const steps: Step[] = [
    (u) => tf.reshape(u, [2, 6]),
    (u) => [u, tf.reshape(u, [2, 6]), tf.reshape(u, [12]), tf.reshape(tf.reshape(u, [12]), [2, 6])],
    (u) => {
      const y = tf.tanh(u);
      return [tf.reshape(y, [12]), y, tf.reshape(tf.reshape(y, [12]), [2, 6])];
    },
    (u) => {
      const total = tf.sum(u, 1);
      return [total, tf.reshape(total, [2, 1]), tf.reshape(total, [1, 2])];
    },
    (u) => tf.reshape(tf.sum(u, 1), [2, 1]),
    (u) => tf.reshape(tf.sum(u, 1, true), [2, 1]),
    (u) => tf.reshape(tf.sum(u, 1, true), [2]),
    (u) => tf.cast(tf.cast(u, 'float32'), 'float32'),
    (u) => tf.reshape(tf.unstack(tf.tanh(u), 0)[1], [1, 6]),
    (u) =>
      tf.concat(
        tf.split(u, 2, 1).map((part) => tf.reshape(part, [2, 3])),
        0,
      ),
  ];
  for (const step of steps) {
    const expected = eagerly(step, [x]);
    for (const without of [[], ['shapes once'], passNames])
      alike(traced(step, [x], without).results, expected, 1e-6, step.toString());
  }
});

test('shapes: what something else needs is computed once', () => {
  if (backend().name !== 'tensorflow') return;
  const x = draw(2, 6);
  const count = (step: Step, op: string): number =>
    traced(step, [x], []).ops.filter((other) => other === op).length;
  const total: Step = (u) => {
    const sum = tf.sum(u, 1);
    return [tf.exp(sum), tf.exp(tf.reshape(sum, [2, 1]))];
  };
  assert.equal(count(total, 'Sum'), 1);
  const renamed: Step = (u) => {
    const y = tf.tanh(u);
    return [tf.reshape(y, [2, 6]), tf.exp(y)];
  };
  assert.equal(count(renamed, 'Tanh'), 1);
});

test('shapes: casts that change the type and reshapes that change the shape stay', () => {
  const pass = 'shapes once';
  const x = tf.tensor1d([-1.5, 0, 2.5]);
  checkKeepsOff(pass, (u) => tf.cast(tf.cast(u, 'int32'), 'float32'), [x]);
  checkKeepsOff(pass, (u) => tf.cast(tf.cast(u, 'bool'), 'float32'), [x]);
  checkKeepsOff(pass, (u) => tf.cast(tf.cast(u, 'bool'), 'int32'), [tf.tensor1d([2, 0], 'int32')]);
  checkKeepsOff(pass, (u) => tf.reshape(u, [3, 1]), [x]);
  checkKeepsOff(pass, (u) => tf.exp(tf.reshape(tf.sum(u, 1), [1, 2])), [draw(2, 3)]);
  checkKeepsOff(pass, (u) => tf.sum(u, 1, true), [draw(2, 3)]);
});

test('signs: differences for negated terms, neutral numbers left out, ones only spread', () => {
  const pass = 'signs and neutral numbers';
  const pair = [draw(3, 4), draw(3, 4)];
  const difference = { made: ['Sub'], gone: ['Neg'], allowed: 0 };
  checkApplies(pass, (a, b) => tf.add(a, tf.neg(b)), pair, difference);
  checkApplies(pass, (a, b) => tf.add(tf.neg(a), b), pair, difference);
  checkApplies(pass, (a, b) => tf.add(tf.neg(a), b), [draw(4), draw(3, 1)], difference);
  checkApplies(pass, (a, b) => tf.sub(a, tf.neg(b)), pair, { ...difference, made: ['AddV2'] });
  const bare = { made: [], allowed: 0 };
  checkApplies(pass, (a) => tf.exp(tf.add(a, 0)), [pair[0]], { ...bare, gone: ['Add'] });
  checkApplies(pass, (a) => tf.exp(tf.sub(a, tf.zeros([3, 4]))), [pair[0]], {
    ...bare,
    gone: ['Sub'],
  });
  checkApplies(pass, (a) => tf.exp(tf.mul(1, a)), [pair[0]], { ...bare, gone: ['Mul'] });
  checkApplies(pass, (a) => tf.exp(tf.mul(a, tf.ones([3, 4]))), [draw(4)], {
    made: ['BroadcastTo'],
    gone: ['Mul'],
    allowed: 0,
  });
  checkApplies(pass, (a) => tf.mul(tf.ones([3, 4]), a), [tf.scalar(2)], {
    made: ['BroadcastTo'],
    gone: ['Mul'],
    allowed: 0,
  });
});

test('signs: numbers that are not neutral, results, other sides and whole numbers stay', () => {
  const pass = 'signs and neutral numbers';
  const x = draw(3, 4);
  checkKeepsOff(pass, (a) => tf.sub(0, a), [x]);
  checkKeepsOff(pass, (a) => tf.exp(tf.mul(a, tf.tensor1d([1, 1, 1, 2]))), [x]);
  checkKeepsOff(pass, (a) => tf.exp(tf.add(a, tf.tensor1d([0, 0, 0, 1e-3]))), [x]);
  checkKeepsOff(pass, (a) => tf.exp(tf.add(a, tf.zeros([2, 3, 4]))), [x]);
  checkKeepsOff(pass, (a) => tf.exp(tf.mul(a, tf.ones([1, 4]))), [draw(3, 1)]);
  checkKeepsOff(pass, (a, b) => tf.sub(tf.neg(a), b), [x, draw(3, 4)]);
  checkKeepsOff(pass, (a, b) => tf.mul(tf.neg(a), b), [x, draw(3, 4)]);
  checkKeepsOff(pass, (a) => [tf.add(a, 0), tf.mul(a, 1)], [x]);
  const whole = tf.tensor1d([1, 2, 3], 'int32');
  checkKeepsOff(pass, (a) => tf.add(a, tf.scalar(0, 'int32')), [whole]);
  checkKeepsOff(pass, (a) => tf.mul(a, tf.ones([2, 3], 'int32')), [whole]);
  checkKeepsOff(pass, (a, b) => tf.add(a, tf.neg(b)), [whole, whole]);
});

test('signs: NaN, infinities and zeros of both signs come out as op by op', () => {
  const steps: Step[] = [
    (u) => tf.add(u, tf.neg(tf.reverse(u))),
    (u) => tf.sub(tf.neg(u), tf.neg(tf.reverse(u))),
    (u) => tf.add(tf.neg(u), tf.neg(tf.neg(u))),
    (u) => tf.abs(tf.mul(tf.add(tf.sub(u, 0), 0), 1)),
    (u) => tf.sum(tf.mul(tf.ones([2, EXTREMES.length]), u), 0),
  ];
  for (const step of steps)
    alike(traced(step, [extremes()], []).results, eagerly(step, [extremes()]), 0, step.toString());
});

test('shared matrices: a matrix that a batch shares is multiplied once', () => {
  const pass = 'shared matrices not copied';
  const copies = (w: tf.Tensor, batch: number): tf.Tensor =>
    tf.add(w, tf.zeros([batch, ...w.shape]));
  const plain = { made: ['MatMul'] };
  const inputs = [draw(5, 2, 3), draw(3, 4)];
  checkApplies(pass, (x, w) => matMul(x, copies(w, 5)), inputs, plain);
  checkApplies(
    pass,
    (x, w) => matMul(x, copies(w, 5), false, true),
    [draw(5, 2, 3), draw(4, 3)],
    plain,
  );
  checkApplies(pass, (x, w) => matMul(x, copies(w, 1)), [draw(1, 2, 3), draw(3, 4)], plain);
  // copies that other things need too are made for these alone
  checkApplies(
    pass,
    (x, w) => {
      const all = copies(w, 5);
      return [matMul(x, all), all];
    },
    inputs,
    plain,
  );
  checkApplies(pass, (x, b) => tf.mul(x, copies(b, 5)), [draw(5, 3, 4), draw(3, 4)], {
    made: [],
    gone: ['Add'],
    allowed: 0,
  });
  checkApplies(
    pass,
    (x, b) => tf.add(x, tf.expandDims(copies(b, 5), 1)),
    [draw(5, 2, 4), draw(4)],
    {
      made: [],
      gone: ['ExpandDims'],
      allowed: 0,
    },
  );
});

test('shared matrices: spread factors, more axes, vectors and turned left sides stay', () => {
  const pass = 'shared matrices not copied';
  const product =
    (zeros: number[], turned = false): Step =>
    (x, w) =>
      matMul(x, tf.add(w, tf.zeros(zeros)), turned);
  checkKeepsOff(pass, product([3, 4]), [draw(2, 3), draw(4)]);
  checkKeepsOff(pass, product([2, 5, 3, 4]), [draw(2, 5, 2, 3), draw(5, 3, 4)]);
  checkKeepsOff(pass, product([4, 3, 4]), [draw(1, 2, 3), draw(3, 4)]);
  checkKeepsOff(pass, product([5, 3, 4], true), [draw(5, 3, 2), draw(3, 4)]);
  checkKeepsOff(pass, product([5, 3, 4]), [draw(5, 2, 3), draw(1, 4)]);
  const ones = tf.ones([5, 3, 4]);
  checkKeepsOff(pass, (x, w) => matMul(x, tf.add(w, ones)), [draw(5, 2, 3), draw(3, 4)]);
  checkKeepsOff(pass, (x, b) => tf.mul(x, tf.add(b, tf.zeros([5, 4]))), [draw(1, 4), draw(4)]);
  checkKeepsOff(pass, (x, b) => tf.sub(tf.add(b, tf.zeros([5, 4])), x), [draw(1, 4), draw(4)]);
});

test('sums over a batch: the gradient of a shared matrix is one product of all rows', () => {
  const pass = 'sums over a batch in one product';
  const summed = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => matMul(a, b, true);
  const inputs = [draw(4, 3, 2), draw(4, 3, 5)];
  const plain = { made: ['MatMul'], gone: ['Sum'] };
  checkApplies(pass, (a, b) => tf.tanh(tf.sum(summed(a, b), 0)), inputs, plain);
  checkApplies(pass, (a, b) => tf.tanh(tf.sum(summed(a, b), 0, true)), inputs, plain);
  checkApplies(
    pass,
    (a, b, c, d) => tf.sum(tf.add(summed(a, b), summed(c, d)), 0),
    [...inputs, draw(4, 6, 2), draw(4, 6, 5)],
    plain,
  );
  checkApplies(pass, (a, b, c) => tf.sum(tf.add(summed(a, b), c), 0), [...inputs, draw(4, 2, 5)], {
    made: ['MatMul'],
  });
  checkApplies(
    pass,
    (a, b, c, d) => tf.sum(tf.addN([c, summed(a, b), d]), 0, true),
    [...inputs, draw(4, 2, 5), draw(4, 2, 5)],
    { made: ['MatMul'] },
  );
});

test('sums over a batch: spread factors, products needed elsewhere and other axes stay', () => {
  const pass = 'sums over a batch in one product';
  const summed = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => matMul(a, b, true);
  const inputs = [draw(4, 3, 2), draw(4, 3, 5)];
  checkKeepsOff(pass, (a, b) => tf.sum(summed(a, b), 0), [draw(1, 3, 2), draw(4, 3, 5)]);
  checkKeepsOff(pass, (a, b) => tf.sum(summed(a, b), 0), [draw(4, 3, 2), draw(1, 3, 5)]);
  checkKeepsOff(pass, (a, b) => tf.sum(summed(a, b), 0), [draw(2, 4, 3, 2), draw(2, 4, 3, 5)]);
  checkKeepsOff(pass, (a, b) => tf.sum(summed(a, b), 0), [draw(3, 2), draw(3, 5)]);
  checkKeepsOff(pass, (a, b) => tf.sum(summed(a, b), 1), inputs);
  checkKeepsOff(pass, (a, b) => tf.sum(summed(a, b)), inputs);
  checkKeepsOff(pass, (a, b) => tf.sum(matMul(a, b), 0), [draw(4, 3, 2), draw(4, 2, 5)]);
  checkKeepsOff(
    pass,
    (a, b) => {
      const all = summed(a, b);
      return [tf.sum(all, 0), all];
    },
    inputs,
  );
  checkKeepsOff(
    pass,
    (a, b) => {
      const all = summed(a, b);
      return tf.sum(tf.add(all, all), 0);
    },
    inputs,
  );
  checkKeepsOff(pass, (a, b, c) => tf.sum(tf.add(summed(a, b), c), 0), [...inputs, draw(5)]);
});

/** A gradient scaled to a length of at most 1, as clipping does. */
function clipped(whole: tf.Tensor): tf.Tensor {
  const length = tf.sqrt(tf.sum(tf.square(whole)));
  return tf.mul(whole, tf.div(1, tf.maximum(length, 1)));
}

test('lengths from factors: of a product of few rows that is scaled by one number', () => {
  const pass = 'lengths of gradients from their factors';
  const few = [draw(3, 40), draw(3, 30)];
  const turned = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => matMul(a, b, true);
  checkApplies(pass, (a, b) => clipped(turned(a, b)), few, { made: ['Abs'], gone: ['L2Loss'] });
  checkKeepsOff(pass, (a, b) => clipped(turned(a, b)), [draw(30, 8), draw(30, 6)]);
  checkKeepsOff(
    pass,
    (a, b) => {
      const whole = turned(a, b);
      return [clipped(whole), whole];
    },
    few,
  );
  checkKeepsOff(
    pass,
    (a, b) => {
      const whole = turned(a, b);
      return [clipped(whole), tf.tanh(whole)];
    },
    few,
  );
  checkKeepsOff(pass, (a, b) => clipped(matMul(a, b, true, true)), [draw(3, 40), draw(30, 3)]);
  checkKeepsOff(pass, (a, b) => clipped(matMul(a, b)), [draw(40, 3), draw(3, 30)]);
  checkKeepsOff(pass, (a, b) => clipped(turned(a, b)), [draw(2, 3, 40), draw(2, 3, 30)]);
  checkKeepsOff(
    pass,
    (a, b, rates) => {
      const whole = turned(a, b);
      return tf.mul(whole, tf.div(rates, tf.sum(tf.square(whole))));
    },
    [...few, draw(30)],
  );
});

test('squares: several sums are doubled once; other sums, scalars and whole numbers stay', () => {
  const pass = 'squares read once';
  const squares = (x: tf.Tensor): tf.Tensor => tf.sum(tf.square(x));
  const [a, b] = [draw(3, 4), draw(5)];
  const halves = { made: ['L2Loss'], gone: ['Square', 'Sum'] };
  checkApplies(pass, (x, y) => tf.addN([squares(x), squares(y)]), [a, b], halves);
  if (backend().name === 'tensorflow') {
    const { ops } = traced((x, y) => tf.addN([squares(x), squares(y)]), [a, b], []);
    assert.equal(ops.filter((op) => op === 'Mul').length, 1);
  }
  checkApplies(pass, (x, y) => [tf.addN([squares(x), squares(y)]), squares(x)], [a, b], halves);
  checkApplies(pass, (x) => tf.addN([squares(x), squares(x)]), [a], halves);
  checkApplies(pass, (x, y) => tf.addN([squares(x), squares(y), tf.sum(y)]), [a, b], {
    made: ['L2Loss'],
    gone: ['Square'],
  });
  checkKeepsOff(pass, squares, [tf.scalar(3)]);
  checkKeepsOff(pass, squares, [tf.tensor1d([1, 2, 3], 'int32')]);
  checkKeepsOff(pass, (x) => tf.sum(tf.square(x), 0), [a]);
  checkKeepsOff(pass, (x) => tf.sum(tf.square(x), [0, 1], true), [a]);
  for (const given of [extremes(), tf.tensor1d([1e19, 1e19]), tf.tensor1d([2e19]), tf.zeros([2])])
    alike(traced(squares, [given], []).results, eagerly(squares, [given]), 1e-6, 'extreme squares');
});

test('relu: a mask by greater, ones by step; other masks, shapes and whole numbers stay', () => {
  const pass = 'gradient of relu in one';
  const mask = (x: tf.Tensor, bound: tf.Tensor | number = 0): tf.Tensor =>
    tf.cast(tf.greater(x, bound), 'float32');
  const [x, g] = [draw(3, 4), draw(3, 4)];
  const step = { made: ['ReluGrad'], gone: ['Greater'], allowed: 0 };
  checkApplies(pass, (u, w) => tf.mul(w, mask(u)), [x, g], step);
  checkApplies(pass, (u, w) => tf.mul(mask(u), w), [x, g], step);
  checkApplies(pass, (u, w) => tf.mul(tf.step(u), w), [x, g], step);
  checkApplies(pass, (u) => tf.mul(u, mask(u)), [x], {
    made: ['Relu'],
    gone: ['Greater'],
    allowed: 0,
  });
  checkApplies(pass, (u, w) => [mask(u), tf.mul(w, mask(u))], [x, g], {
    made: ['ReluGrad'],
    allowed: 0,
  });
  checkKeepsOff(pass, (u, w) => tf.mul(w, mask(u, 0.5)), [x, g]);
  checkKeepsOff(pass, (u, w) => tf.mul(w, tf.cast(tf.greaterEqual(u, 0), 'float32')), [x, g]);
  checkKeepsOff(pass, (u, w) => tf.mul(w, tf.cast(tf.greater(0, u), 'float32')), [x, g]);
  checkKeepsOff(pass, (u, w, zero) => tf.mul(w, mask(u, zero)), [x, g, tf.scalar(0)]);
  checkKeepsOff(pass, (u, w) => tf.mul(w, mask(u)), [draw(4), g]);
  checkKeepsOff(pass, (u, w) => tf.mul(w, mask(u)), [x, draw(1, 4)]);
  checkKeepsOff(pass, (u, w) => tf.mul(w, mask(u, tf.zeros([3, 4]))), [draw(4), g]);
  checkKeepsOff(pass, (w, u) => tf.mul(w, tf.cast(tf.greater(u, 0), 'int32')), [
    tf.tensor1d([1, 2, 3], 'int32'),
    tf.tensor1d([1, -2, 3]),
  ]);
});

test('relu: of NaN is NaN; at minus infinity a masked number is 0, as documented', () => {
  const relu: Step = (u) => tf.relu(u);
  alike(traced(relu, [extremes()], []).results, eagerly(relu, [extremes()]), 0, 'relu');
  if (backend().name !== 'tensorflow') return;
  const masked: Step = (u) => tf.mul(u, tf.cast(tf.greater(u, 0), 'float32'));
  const [{ values }] = traced(masked, [tf.tensor1d([NaN, Infinity, -Infinity, -0, 2])], []).results;
  assert.deepEqual(
    values.map((value) => value + 0),
    [NaN, Infinity, 0, 0, 2],
  );
});

test('products merged: terms needed elsewhere, spread or of other forms stay', () => {
  const pass = 'products merged';
  const inputs = [draw(20, 2), draw(2, 20), draw(20, 2), draw(2, 20)];
  const sum: Step = (a, b, c, d) => tf.add(matMul(a, b), matMul(c, d));
  checkApplies(pass, sum, inputs, { made: ['ConcatV2'], gone: ['Add'] });
  checkKeepsOff(pass, (a, b, c, d) => [matMul(a, b), sum(a, b, c, d) as tf.Tensor], inputs);
  checkKeepsOff(pass, (a, b) => tf.add(matMul(a, b), matMul(b, a, true, true)), inputs.slice(0, 2));
  checkKeepsOff(pass, (a, b, c, d) => tf.add(matMul(a, b), matMul(c, d)), [
    draw(1, 20, 2),
    draw(3, 2, 20),
    draw(3, 20, 2),
    draw(1, 2, 20),
  ]);
});

test('oneDNN: batches, vectors, single products and softmax give what op by op gives', () => {
  const pass = passNames[passNames.length - 1];
  const products: [number[], number[]][] = [
    [
      [3, 4],
      [4, 5],
    ],
    [
      [1, 4],
      [4, 1],
    ],
    [
      [40, 40],
      [40, 40],
    ],
    [
      [2, 3, 4],
      [2, 4, 5],
    ],
    [
      [1, 3, 4],
      [2, 4, 5],
    ],
    [
      [2, 5, 3, 4],
      [2, 5, 4, 1],
    ],
    [
      [4, 40, 40],
      [4, 40, 40],
    ],
    [
      [1, 40, 40],
      [4, 40, 40],
    ],
    [
      [300, 10, 10],
      [300, 10, 10],
    ],
  ];
  for (const [left, right] of products) {
    const inputs = [draw(...left), draw(...right)];
    const step: Step = (a, b) => [matMul(a, b), matMul(b, a, true, true)];
    const expected = eagerly(step, inputs);
    for (const without of [[], [pass]])
      alike(
        traced(step, inputs, without).results,
        expected,
        2e-6,
        `${left.join()} ${right.join()}`,
      );
  }
  const rows = tf.tensor2d([1, 2, -Infinity, 4, 1000, -1000, 0, -0, 80, NaN, 1, 2], [4, 3]);
  for (const given of [rows, draw(3, 4), draw(2, 3, 5), draw(6), draw(4, 1)]) {
    const step: Step = (x) => tf.softmax(x);
    alike(traced(step, [given], []).results, eagerly(step, [given]), 1e-6, 'softmax');
  }
});

test('what no input changes is a constant; what is empty runs op by op', () => {
  const x = draw(3, 4);
  const outside = draw(4, 4);
  const constant: Step = (u) =>
    tf.add(u, tf.slice(tf.exp(tf.matMul(outside, outside)), [0, 0], [3, 4]));
  const shaped: Step = (u) => tf.mul(u, tf.add(tf.zerosLike(u), tf.mul(2, tf.onesLike(u))));
  const several: Step = (u) => {
    const [first, second] = tf.split(tf.exp(tf.range(0, 8)), 2);
    return tf.add(tf.mul(u, first), second);
  };
  const isAlone: Step = () => tf.exp(tf.range(0, 3));
  const large: Step = (u) => tf.add(tf.sum(tf.fill([70_000], 0.5)), u);
  const typed: Step = (u) => [
    tf.where(tf.logicalNot(tf.cast(tf.range(0, 4), 'bool')), u, tf.neg(u)),
    tf.cast(tf.add(tf.range(0, 3, 1, 'int32'), tf.scalar(1, 'int32')), 'float32'),
  ];
  const empty: Step = (u) => [tf.exp(u), tf.add(tf.zeros([0, 2]), 1), tf.slice(u, [0, 0], [0, 4])];
  for (const step of [constant, shaped, several, isAlone, large, typed, empty])
    alike(traced(step, [x], []).results, eagerly(step, [x]), 1e-6, step.toString());
  if (backend().name !== 'tensorflow') return;
  const computing = (step: Step): string[] =>
    traced(step, [x], []).ops.filter((op) => !['Placeholder', 'Identity'].includes(op));
  assert.deepEqual(computing(constant), ['Add']);
  assert.deepEqual(computing(shaped), ['Mul']);
  assert.deepEqual(computing(several), ['Add', 'Mul']);
  assert.deepEqual(computing(isAlone), []);
});

test('constants alike in type, shape and every bit are one; zeros of two signs are two', () => {
  const step: Step = (u) => [
    tf.div(u, tf.tensor1d([0, 0])),
    tf.div(u, tf.tensor1d([-0, -0])),
    tf.div(u, tf.tensor1d([0, 0])),
    tf.add(u, tf.tensor2d([0, 0], [1, 2])),
  ];
  const given = [tf.tensor1d([1, -1])];
  alike(traced(step, given, []).results, eagerly(step, given), 0, 'zeros');
});

/** A layer whose clipped gradient is a product of few rows, far shorter than either factor. */
const fewRows = (
  optimizer = sgd(),
  options: { eager?: boolean; clipNorm?: number; clipValue?: number } = {},
) =>
  compileTraining({
    loss: ({ w }: Named, x: tf.Tensor, y: tf.Tensor) => tf.sum<tf.Scalar>(tf.mul(matMul(x, w), y)),
    parameters: { w: tf.zeros([40, 30]) },
    optimizer,
    ...options,
  });

test('a clipped gradient whose rows cancel is 0 up to rounding, and not refused', () => {
  const row = draw(1, 40);
  const x = tf.concat([row, row, row], 0);
  for (let i = 0; i < 20; i++) {
    const shares = [1, -1 - i / 7, i / 7];
    const y = tf.concat(
      shares.map((share) => tf.reshape(tf.mul(share, tf.sin(tf.range(i, i + 30))), [1, 30])),
      0,
    );
    const training = fewRows(sgd(), { clipNorm: 1 });
    assert.equal(training.update(x, y), 0, `rows ${shares.join()}`);
    training.dispose();
  }
});

test('a gradient or loss that is not finite is refused, and nothing changes', () => {
  const x = draw(3, 40);
  const bad = tf.fill([3, 30], NaN);
  for (const optimizer of [sgd({ momentum: 0.9 }), rmsProp({ momentum: 0.9 })])
    for (const options of [
      {},
      { clipNorm: 1 },
      { clipValue: 0.1 },
      { clipNorm: 1, clipValue: 1 },
    ]) {
      const training = fewRows(optimizer, options);
      training.update(x, draw(3, 30));
      const before = training.parameters();
      const held = Array.from(before.w.dataSync());
      for (const y of [bad, tf.fill([3, 30], Infinity)])
        assert.throws(() => training.update(x, y), /not finite|expected finite/);
      const after = training.parameters();
      assert.deepEqual(Array.from(after.w.dataSync()), held);
      tf.dispose([before, after]);
      training.dispose();
    }
});

test('a parameter of three axes in a product that is summed over its batch', () => {
  const loss = ({ w }: Named, x: tf.Tensor): tf.Scalar =>
    tf.sum(tf.square(tf.sum(matMul(x, w, true), 0)));
  const [w, x] = [draw(2, 3, 4), draw(2, 3, 5)];
  const losses = [false, true].map((eager) => {
    const training = compileTraining({ loss, parameters: { w }, optimizer: sgd(), eager });
    const found = [training.update(x), training.update(x)];
    training.dispose();
    return found;
  });
  losses[0].forEach((value, i) =>
    assert.ok(Math.abs(value - losses[1][i]) <= 1e-5 * losses[1][i], `${value}`),
  );
});

test('a compiled function may be asked for a result that every pass renames', () => {
  const step = compile((u: tf.Tensor) => tf.mul(tf.add(tf.reshape(u, u.shape), 0), 1));
  tf.tidy(() => assert.deepEqual(Array.from(step(tf.tensor1d([1, 2])).dataSync()), [1, 2]));
  step.dispose();
});
