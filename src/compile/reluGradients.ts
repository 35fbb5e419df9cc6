import type { GraphNode } from './graph';
import type { Pass } from './pass';

/**
 * The gradient of relu in one pass (TensorFlow's ReluGrad) in the place of six: TensorFlow.js
 * multiplies with a step of zeros and ones, which it makes of two comparisons and two choices, each
 * a tensor of its own. Where relu was given something that is no number, the gradient is 0 and no
 * longer NaN; its result was NaN in any case.
 */
export const reluGradients: Pass = (nodes) => {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  /** The node of a name, or what it casts: TensorFlow.js casts the step to the type it has. */
  const behind = (name: string): GraphNode | undefined => {
    const node = byName.get(name);
    return node?.op === 'Cast' ? behind(node.inputs[0]) : node;
  };
  /** x, if the node is 1 where x is above 0, 0 where it is not, and NaN where x is. */
  const stepOf = (node: GraphNode | undefined): string | undefined => {
    if (node?.op !== 'Select') return undefined;
    const [isNan, x, step] = node.inputs.map((input) => byName.get(input));
    const choice = step?.op === 'Select' ? step.inputs.map((input) => byName.get(input)) : [];
    const above =
      choice[0]?.op === 'Greater' &&
      choice[0].inputs[0] === x?.name &&
      isFilledWith(byName.get(choice[0].inputs[1]), 0, byName);
    return x &&
      isNan?.op === 'IsNan' &&
      isNan.inputs[0] === x.name &&
      above &&
      isFilledWith(choice[1], 1, byName) &&
      isFilledWith(choice[2], 0, byName)
      ? x.name
      : undefined;
  };
  return nodes.map((node) => {
    if (node.op !== 'Mul' || !node.shape) return node;
    for (const [step, gradient] of [
      [1, 0],
      [0, 1],
    ] as const) {
      const x = stepOf(behind(node.inputs[step]));
      const given = node.inputs[gradient];
      if (
        x !== undefined &&
        [x, given].every((name) => byName.get(name)?.shape?.join() === node.shape?.join())
      )
        return { ...node, op: 'ReluGrad', inputs: [given, x] };
    }
    return node;
  });
};

/** Whether a node holds one number everywhere: a constant, or one spread over a shape. */
function isFilledWith(
  node: GraphNode | undefined,
  value: number,
  byName: ReadonlyMap<string, GraphNode>,
): boolean {
  if (node?.op === 'Fill') return isFilledWith(byName.get(node.inputs[1]), value, byName);
  const held = node?.op === 'Const' ? node.attributes['value'] : undefined;
  if (!held || !('tensor' in held) || held.tensor.dtype !== FLOAT) return false;
  const { bytes } = held.tensor;
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4).every(
    (number) => number === value,
  );
}

const FLOAT = 1;
