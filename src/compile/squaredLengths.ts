import type { NodeDef } from './graph';
import { DT_FLOAT, isFloat, nodeOf, scalarNode } from './nodes';
import type { Pass } from './pass';

/**
 * The sum of all squares of a tensor in one pass over it (TensorFlow's L2Loss is half of that), in
 * the place of one that writes the squares and one that reads them: the length of a gradient,
 * mostly.
 */
export const readSquaresOnce: Pass = (nodes, _results, fresh) => {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  return nodes.flatMap((node) => {
    const squares = squaresIn(node, byName);
    if (!squares) return [node];
    const attributes = { T: squares.attributes['T'] };
    const half = nodeOf(fresh(), 'L2Loss', squares.inputs, attributes, []);
    const two = scalarNode(fresh(), DT_FLOAT, 2);
    return [half, two, nodeOf(node.name, 'Mul', [half.name, two.name], attributes, [])];
  });
};

/** The squares, if a node adds up all squares of a tensor that is no scalar. */
function squaresIn(node: NodeDef, byName: ReadonlyMap<string, NodeDef>): NodeDef | undefined {
  if (node.op !== 'Sum' || node.shape?.length !== 0) return undefined;
  const squares = byName.get(node.inputs[0]);
  const fits = squares?.op === 'Square' && isFloat(squares) && Boolean(squares.shape?.length);
  return fits ? squares : undefined;
}
