import { shapeSize } from '../core/numbers';
import { tf } from '../tf';
import { reportPass, runsPass } from './choosePasses';
import { Graph, type NodeDef } from './graph';
import type { NativeBackend } from './native';
import { isFloat, isTrue } from './nodes';
import { Session } from './session';

/** Its name among the passes. */
export const ONE_DNN = 'products by oneDNN';

/**
 * Lets oneDNN multiply the matrices where that is quicker, and keeps it from the rest. The library
 * is inside TensorFlow, which uses it of its own accord only on processors with newer instructions,
 * for everything then. TF_ENABLE_ONEDNN_OPTS=1 turns it on everywhere, 0 turns it off, here too.
 *
 * TensorFlow.js writes every product as one of batches of matrices. Where there is no batch, the
 * plain product does the same with less overhead, whatever the sizes: 32 x 64 times 64 x 256 takes
 * 10 instead of 36 microseconds. A product of batches has 20 to 50 microseconds of overhead in
 * oneDNN: large ones gain all the same, and small ones and vectors are left to TensorFlow. 16 times
 * a vector of 128 and a matrix of 128 x 64 takes 29 instead of 124 microseconds, a softmax of 16 x
 * 128 numbers 15 instead of 50. TensorFlow hands `BatchMatMulV2` and `Softmax` to oneDNN, and not
 * `BatchMatMulV3`, the same product, nor `LogSoftmax`.
 */
export function useOneDnn(native: NativeBackend, graph: Graph): void {
  if (process.env['TF_ENABLE_ONEDNN_OPTS'] === '0') return;
  if (!graph.nodes.some((node) => isProduct(node) || isSoftmax(node))) return;
  available ??= probe(native);
  if (!available || !runsPass(ONE_DNN)) return;
  const shapes = new Map(graph.nodes.map(({ name, shape }) => [name, shape]));
  graph.replace(
    graph.nodes.flatMap((node) => {
      if (isSoftmax(node)) return softmaxNodes(node);
      if (!isProduct(node)) return [node];
      if (node.shape?.length === 2) return [plainProduct(node)];
      return [isLarge(node, shapes) ? batchProduct(node) : smallProduct(node)];
    }),
  );
  reportPass(ONE_DNN, graph.nodes);
}

/**
 * Multiplications from which a product of matrices gains by oneDNN: of one pair, or of all pairs of
 * a batch.
 */
const LARGE_PAIR = 20_000;
const LARGE_BATCH = 200_000;

/** Whether a product gains by oneDNN: one of matrices, none a vector, with much to multiply. */
function isLarge(
  node: NodeDef,
  shapes: ReadonlyMap<string, readonly number[] | undefined>,
): boolean {
  const shape = node.shape ?? [];
  const [rows = 1, columns = 1] = shape.slice(-2);
  const left = shapes.get(node.inputs[0]) ?? [];
  const inner = left.at(isTrue(node.attributes['adj_x']) ? -2 : -1) ?? 1;
  if (Math.min(rows, columns, inner) === 1) return false;
  return rows * columns * inner >= LARGE_PAIR || shapeSize(shape) * inner >= LARGE_BATCH;
}

const isProduct = (node: NodeDef): boolean => node.op === 'BatchMatMulV2' && isFloat(node);

const isSoftmax = (node: NodeDef): boolean => node.op === 'Softmax' && isFloat(node);

/** Softmax by way of its logarithm. */
function softmaxNodes(node: NodeDef): NodeDef[] {
  const logarithm = { ...node, name: `${node.name}_log`, op: 'LogSoftmax' };
  return [logarithm, { ...node, op: 'Exp', inputs: [logarithm.name] }];
}

/** A product of batches that oneDNN does not get. */
function smallProduct(node: NodeDef): NodeDef {
  const { T, adj_x, adj_y } = node.attributes;
  const attributes = { Ta: T, Tb: T, Tout: T, adj_x, adj_y };
  return { ...node, op: 'BatchMatMulV3', attributes };
}

/** The label under which TensorFlow has the kernels of oneDNN. */
const label = { _kernel: { text: 'MklNameChangeOp' } };

const batchProduct = (node: NodeDef): NodeDef => ({
  ...node,
  op: '_MklBatchMatMulV2',
  attributes: { ...node.attributes, ...label },
});

/** A product of two matrices, without any batch. */
const plainProduct = (node: NodeDef): NodeDef => ({
  ...node,
  op: '_MklMatMul',
  attributes: {
    T: node.attributes['T'],
    transpose_a: node.attributes['adj_x'],
    transpose_b: node.attributes['adj_y'],
    ...label,
  },
});

let available: boolean | undefined;

/** Not every build of TensorFlow has it: both kinds of product are tried with two numbers. */
function probe(native: NativeBackend): boolean {
  const float = { type: native.binding.TF_FLOAT };
  const graph = new Graph(native.binding);
  const x = graph.placeholder([1, 1], native.binding.TF_FLOAT);
  const y = graph.node('BatchMatMulV2', [x, x], {
    T: float,
    adj_x: { bool: false },
    adj_y: { bool: false },
  });
  const z = graph.node('BatchMatMulV2', [x, y], {
    T: float,
    adj_x: { bool: false },
    adj_y: { bool: false },
  });
  const kinds = [batchProduct, plainProduct];
  graph.replace(graph.nodes.map((node) => (isProduct(node) ? kinds.shift()!(node) : node)));
  let session: Session | undefined;
  try {
    session = new Session(native, graph);
    const multiply = session.call([x], [z]);
    return tf.tidy(() => multiply([tf.tensor2d([[3]])])[0]?.dataSync()[0]) === 27;
  } catch {
    return false;
  } finally {
    session?.dispose();
  }
}
