import type { NodeDef } from './graph';
import { floatsOf, isFloat } from './nodes';
import type { Pass } from './pass';

/**
 * The gradient of relu in one pass (TensorFlow's ReluGrad) in the place of six: TensorFlow.js
 * multiplies with a step of zeros and ones, which it makes of two comparisons and two choices, each
 * a tensor of its own. Where relu was given something that is no number, the gradient is 0 and no
 * longer NaN; its result was NaN in any case. A number times its own step is relu of it: 0 at minus
 * infinity, and no longer NaN.
 */
export const reluGradients: Pass = (nodes) => {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  /** The node of a name, or what it casts: TensorFlow.js casts the step to the type it has. */
  const behind = (name: string): NodeDef | undefined => {
    const node = byName.get(name);
    return node?.op === 'Cast' ? behind(node.inputs[0]) : node;
  };
  /** x, if the node is 1 where x is above 0, 0 where it is not, and NaN where x is. */
  const stepOf = (node: NodeDef | undefined): string | undefined => {
    if (node?.op === 'Greater' && isFilledWith(byName.get(node.inputs[1]), 0, byName))
      return node.inputs[0];
    if (node?.op !== 'Select') return undefined;
    const inputsOf = ({ inputs }: NodeDef) => inputs.map((input) => byName.get(input));
    const [isNan, x, step] = inputsOf(node);
    if (!x || isNan?.op !== 'IsNan' || isNan.inputs[0] !== x.name) return undefined;
    if (step?.op !== 'Select') return undefined;
    const [isAbove, one, zero] = inputsOf(step);
    if (isAbove?.op !== 'Greater' || isAbove.inputs[0] !== x.name) return undefined;
    const fits =
      isFilledWith(byName.get(isAbove.inputs[1]), 0, byName) &&
      isFilledWith(one, 1, byName) &&
      isFilledWith(zero, 0, byName);
    return fits ? x.name : undefined;
  };
  return nodes.map((node) => {
    if (node.op !== 'Mul' || !node.shape || !isFloat(node)) return node;
    const shape = node.shape.join();
    const hasShape = (name: string): boolean => byName.get(name)?.shape?.join() === shape;
    const [left, right] = node.inputs;
    const sides = [
      [left, right],
      [right, left],
    ];
    for (const [gradient, step] of sides) {
      const x = stepOf(behind(step));
      if (x === undefined || !hasShape(x) || !hasShape(gradient)) continue;
      if (gradient === x) return { ...node, op: 'Relu', inputs: [x] };
      return { ...node, op: 'ReluGrad', inputs: [gradient, x] };
    }
    return node;
  });
};

/** Whether a node holds one number everywhere: a constant, or one spread over a shape. */
function isFilledWith(
  node: NodeDef | undefined,
  value: number,
  byName: ReadonlyMap<string, NodeDef>,
): boolean {
  if (node?.op === 'Fill') return isFilledWith(byName.get(node.inputs[1]), value, byName);
  return floatsOf(node)?.every((number) => number === value) ?? false;
}
