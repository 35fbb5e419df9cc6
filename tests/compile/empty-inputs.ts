// Tensors without any number, through all that is compiled: run as a program, so that a kernel that
// divides by their size ends this process and not the test's. Prints what came out, as JSON.
import { adam, compile, compileTraining } from '../../src/compile';
import { MemoryController } from '../../src/controller';
import { createRandom } from '../../src/core/random';
import { errorMessage } from '../../src/core/text';
import { MetaLearner, network } from '../../src/meta';
import { tf } from '../../src/tf';

const shapesOf = (result: unknown): unknown => {
  if (result instanceof tf.Tensor) return result.shape;
  if (Array.isArray(result)) return result.map(shapesOf);
  return result;
};

function outcome(run: () => unknown): unknown {
  try {
    return shapesOf(run());
  } catch (error) {
    return errorMessage(error);
  }
}

const controller = new MemoryController({
  inputSize: 3,
  outputSize: 2,
  hiddenSize: 8,
  memory: { memorySize: 4, memoryDim: 3 },
});
const weights = controller.initialWeights(createRandom(1));
const unroll = compile(
  (inputs: tf.Tensor3D) =>
    controller.unroll(weights, controller.initialState(inputs.shape[0]), inputs).outputs,
);

/** TensorFlow makes a tile of such a product, and divides by its size. */
const product = (x: tf.Tensor): tf.Tensor => tf.mul(tf.reshape(x, [0, 2, 1]), tf.zeros([0, 2, 4]));
const scaled = compile(product);

/** An empty part comes up on the way: neither input nor result is empty. */
const onTheWay = compile((x: tf.Tensor2D) =>
  tf.add(tf.sum(product(tf.slice(x, [0, 0], [0, 2]))), tf.sum(x)),
);

const pooled = compile((x: tf.Tensor4D) =>
  tf.grad((v) => tf.sum(tf.maxPool(v as tf.Tensor4D, 2, 2, 'same')))(x),
);

function trained(rows: number): unknown {
  const training = compileTraining({
    parameters: { w: tf.ones([3, 2]) },
    optimizer: adam(),
    loss: ({ w }, x: tf.Tensor2D) => tf.sum<tf.Scalar>(tf.square(tf.matMul(x, w))),
  });
  const first = training.update(tf.ones([2, 3]));
  const empty = training.update(tf.zeros([rows, 3]));
  const last = training.update(tf.ones([2, 3]));
  return [first, empty, last < first, training.step];
}

function metaLearned(): unknown {
  const { forward, initialParameters } = network([1, 4, 1]);
  const parameters = initialParameters(createRandom(1));
  const learner = new MetaLearner({ forward, parameters, algorithm: 'maml' });
  const rows = (count: number): tf.Tensor3D => tf.zeros([2, count, 1]);
  return learner.update({
    supportX: rows(0),
    supportY: rows(0),
    queryX: rows(3),
    queryY: rows(3),
  });
}

const results = {
  unroll: outcome(() => unroll(tf.zeros([0, 3, 3]))),
  unrollAfter: outcome(() => unroll(tf.zeros([2, 3, 3]))),
  graphs: unroll.graphs,
  scaled: outcome(() => scaled(tf.zeros([0, 2]))),
  onTheWay: outcome(() => onTheWay(tf.ones([3, 2])).dataSync()[0]),
  onTheWayGraphs: [onTheWay.graphs, onTheWay.operations],
  pooled: outcome(() => pooled(tf.zeros([0, 4, 4, 1]))),
  trained: outcome(() => trained(0)),
  metaLearned: outcome(metaLearned),
};
console.log(JSON.stringify(results));
