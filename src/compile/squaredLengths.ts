import type { GraphNode } from './graph';
import type { Pass } from './pass';

/**
 * The sum of all squares of a tensor in one pass over it (TensorFlow's L2Loss is half of that), in
 * the place of one that writes the squares and one that reads them: the length of a gradient,
 * mostly.
 */
export const readSquaresOnce: Pass = (nodes, _results, fresh) => {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  return nodes.flatMap((node) => {
    const squares = node.op === 'Sum' ? byName.get(node.inputs[0]) : undefined;
    const T = squares?.attributes['T'];
    if (
      squares?.op !== 'Square' ||
      !T ||
      !('type' in T) ||
      T.type !== FLOAT.type ||
      node.shape?.length !== 0 ||
      (squares.shape ?? []).length === 0
    )
      return [node];
    const half: GraphNode = {
      name: fresh(),
      op: 'L2Loss',
      inputs: squares.inputs,
      attributes: { T },
      shape: [],
    };
    const two: GraphNode = {
      name: fresh(),
      op: 'Const',
      inputs: [],
      attributes: {
        dtype: FLOAT,
        value: {
          tensor: {
            dtype: FLOAT.type,
            shape: [],
            bytes: new Uint8Array(Float32Array.of(2).buffer),
          },
        },
      },
      shape: [],
    };
    return [
      half,
      two,
      { name: node.name, op: 'Mul', inputs: [half.name, two.name], attributes: { T }, shape: [] },
    ];
  });
};

/** An attribute that says float32. */
const FLOAT = { type: 1 };
