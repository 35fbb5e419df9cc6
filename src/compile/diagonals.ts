import type { NodeDef } from './graph';
import { DT_FLOAT, floatsOf, isFloat, nodeOf, wholeNumbersNode } from './nodes';
import type { Pass } from './pass';

/**
 * A product with a matrix of ones whose diagonal is 0 sets a diagonal to 0 (TensorFlow's
 * MatrixSetDiag): it writes the diagonal alone where nothing else needs the numbers before, in the
 * place of a pass over all of them.
 */
export const diagonals: Pass = (nodes, _results, fresh) => {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  return nodes.flatMap((node): NodeDef[] => {
    const masked = maskedInput(node, byName);
    if (masked === undefined || !node.shape) return [node];
    const shape = node.shape.slice(0, -1);
    const { T } = node.attributes;
    const size = wholeNumbersNode(fresh(), shape);
    const bytes = new Uint8Array(4);
    const value = { tensor: { dtype: DT_FLOAT, shape: [], bytes } };
    const zero = nodeOf(fresh(), 'Const', [], { dtype: T, value }, []);
    const attributes = { T, index_type: size.attributes['dtype'] };
    const zeros = nodeOf(fresh(), 'Fill', [size.name, zero.name], attributes, shape);
    const set = nodeOf(node.name, 'MatrixSetDiag', [masked, zeros.name], { T }, node.shape);
    return [size, zero, zeros, set];
  });
};

/** What a node multiplies by a mask that is 1 off the diagonal and 0 on it. */
function maskedInput(node: NodeDef, byName: ReadonlyMap<string, NodeDef>): string | undefined {
  if (node.op !== 'Mul' || !isFloat(node) || !node.shape) return undefined;
  const shape = node.shape.join();
  const [left, right] = node.inputs;
  const isWhole = (input: string): boolean => byName.get(input)?.shape?.join() === shape;
  if (isOffDiagonal(byName.get(right)) && isWhole(left)) return left;
  return isOffDiagonal(byName.get(left)) && isWhole(right) ? right : undefined;
}

function isOffDiagonal(node: NodeDef | undefined): boolean {
  const values = floatsOf(node);
  const [rows, columns, ...more] = node?.shape ?? [];
  if (!values || rows === undefined || rows !== columns || more.length > 0) return false;
  return values.every((value, i) => value === (i % (columns + 1) === 0 ? 0 : 1));
}
