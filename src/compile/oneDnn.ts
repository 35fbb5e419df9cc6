import { tf } from '../tf';
import { Graph, type NodeDef } from './graph';
import type { NativeBackend } from './native';
import { isFloat, isTrue } from './nodes';
import { Session } from './session';

/**
 * Lets oneDNN multiply the matrices: a fifth less time for a step of a memory machine. The library
 * is inside TensorFlow, which uses it of its own accord only on processors with newer instructions,
 * and with TF_ENABLE_ONEDNN_OPTS=1 on all, for everything, with a greeting on stderr. Here it is
 * asked for by name, product by product. TF_ENABLE_ONEDNN_OPTS=0 turns this off, too. Each of its
 * products has some 10 microseconds of overhead, so that thin and small ones are left to
 * TensorFlow: with them a MAML step of small products takes a third longer.
 */
export function useOneDnn(native: NativeBackend, graph: Graph): void {
  if (process.env['TF_ENABLE_ONEDNN_OPTS'] === '0' || !graph.nodes.some(isProduct)) return;
  available ??= probe(native);
  if (!available) return;
  const shapes = new Map(graph.nodes.map(({ name, shape }) => [name, shape]));
  graph.replace(
    graph.nodes.map((node) => (isProduct(node) && isLarge(node, shapes) ? withOneDnn(node) : node)),
  );
}

/** A product of matrices, none a vector, of at least 20,000 multiplications. */
function isLarge(
  node: NodeDef,
  shapes: ReadonlyMap<string, readonly number[] | undefined>,
): boolean {
  const [rows = 1, columns = 1] = (node.shape ?? []).slice(-2);
  const left = shapes.get(node.inputs[0]) ?? [];
  const inner = left.at(isTrue(node.attributes['adj_x']) ? -2 : -1) ?? 1;
  return Math.min(rows, columns, inner) > 1 && rows * columns * inner >= 20_000;
}

const isProduct = (node: NodeDef): boolean => node.op === 'BatchMatMulV2' && isFloat(node);

const withOneDnn = (node: NodeDef): NodeDef => ({
  ...node,
  op: '_MklBatchMatMulV2',
  attributes: { ...node.attributes, _kernel: { text: 'MklNameChangeOp' } },
});

let available: boolean | undefined;

/** Not every build of TensorFlow has it: a product of two numbers is tried. */
function probe(native: NativeBackend): boolean {
  const float = { type: native.binding.TF_FLOAT };
  const graph = new Graph(native.binding);
  const x = graph.placeholder([1, 1], native.binding.TF_FLOAT);
  const y = graph.node('BatchMatMulV2', [x, x], {
    T: float,
    adj_x: { bool: false },
    adj_y: { bool: false },
  });
  graph.replace(graph.nodes.map((node) => (isProduct(node) ? withOneDnn(node) : node)));
  let session: Session | undefined;
  try {
    session = new Session(native, graph);
    const multiply = session.call([x], [y]);
    return tf.tidy(() => multiply([tf.tensor2d([[3]])])[0]?.dataSync()[0]) === 9;
  } catch {
    return false;
  } finally {
    session?.dispose();
  }
}
