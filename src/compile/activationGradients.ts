import type { NodeDef } from './graph';
import { floatsOf, isFloat } from './nodes';
import type { Pass } from './pass';

/**
 * The gradients of sigmoid and tanh in one operation each (TensorFlow's SigmoidGrad and TanhGrad)
 * in the place of three: dy y (1 - y), and dy (1 - y²), with y what the activation gave.
 */
export const activationGradients: Pass = (nodes) => {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  return nodes.map((node) => {
    if (node.op !== 'Mul' || !node.shape || !isFloat(node)) return node;
    const [left, right] = node.inputs;
    const sides = [
      [left, right],
      [right, left],
    ];
    for (const [gradient, slope] of sides) {
      const y = activationOf(byName.get(slope), byName);
      const shape = node.shape.join();
      if (!y || y.shape?.join() !== shape || byName.get(gradient)?.shape?.join() !== shape)
        continue;
      return { ...node, op: `${y.op}Grad`, inputs: [y.name, gradient] };
    }
    return node;
  });
};

/** The sigmoid or tanh whose slope a node is, if it is one. */
function activationOf(
  slope: NodeDef | undefined,
  byName: ReadonlyMap<string, NodeDef>,
): NodeDef | undefined {
  const inputsOf = (node: NodeDef): (NodeDef | undefined)[] =>
    node.inputs.map((input) => byName.get(input));
  if (slope?.op === 'Mul') {
    const [y, rest] = inputsOf(slope);
    const fits = y?.op === 'Sigmoid' && restOf(rest, byName) === y.name;
    return fits ? y : undefined;
  }
  const square = byName.get(restOf(slope, byName) ?? '');
  const y = square?.op === 'Square' ? byName.get(square.inputs[0]) : undefined;
  return y?.op === 'Tanh' ? y : undefined;
}

/** x, if a node is 1 - x. */
function restOf(
  node: NodeDef | undefined,
  byName: ReadonlyMap<string, NodeDef>,
): string | undefined {
  if (node?.op !== 'Sub') return undefined;
  const ones = floatsOf(byName.get(node.inputs[0]));
  return ones?.length === 1 && ones[0] === 1 ? node.inputs[1] : undefined;
}
