import type { NodeDef } from './graph';
import { DT_FLOAT, floatsOf, isFloat, nodeOf, scalarNode } from './nodes';
import { countUses, type Pass } from './pass';

/** The numbers x that are held between two bounds, and the bounds: names of nodes. */
type Bounded = readonly [x: string, low: string, high: string];

/**
 * Numbers held between two bounds in one operation (TensorFlow's ClipByValue) in the place of two;
 * their gradient, which flows where the bounds changed nothing, in two in the place of four.
 */
export const clipping: Pass = (nodes, results, fresh) => {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const uses = countUses(nodes, results);
  const clipped = new Map<string, string>();
  const zero = scalarNode(fresh(), DT_FLOAT, 0);
  const rewritten = nodes.flatMap((node): NodeDef[] => {
    const bounded = boundedBy(node, byName);
    if (bounded && uses.get(node.inputs[0]) === 1) {
      clipped.set(bounded.join(), node.name);
      return [{ ...node, op: 'ClipByValue', inputs: bounded }];
    }
    const within = whereWithin(node, byName);
    const same = within && clipped.get(within.join());
    if (!within || same === undefined || !node.shape) return [node];
    const attributes = { T: node.attributes['T'], incompatible_shape_error: { bool: true } };
    const unchanged = nodeOf(fresh(), 'Equal', [within[0], same], attributes, node.shape);
    return [
      unchanged,
      { ...node, op: 'SelectV2', inputs: [unchanged.name, node.inputs[1], zero.name] },
    ];
  });
  return [zero, ...rewritten];
};

/** What a node clips, if it does: the larger of `low` and the smaller of `high` and x. */
function boundedBy(node: NodeDef, byName: ReadonlyMap<string, NodeDef>): Bounded | undefined {
  const inner = byName.get(node.inputs[0]);
  if (node.op !== 'Maximum' || inner?.op !== 'Minimum' || !isFloat(node)) return undefined;
  const [, low] = node.inputs;
  const [x, high] = inner.inputs;
  return isScalar(low, byName) && isScalar(high, byName) ? [x, low, high] : undefined;
}

/** What a node lets through only where it lies within two bounds; elsewhere it is 0. */
function whereWithin(node: NodeDef, byName: ReadonlyMap<string, NodeDef>): Bounded | undefined {
  if (node.op !== 'Select' || !isFloat(node)) return undefined;
  const [condition, , other] = node.inputs.map((input) => byName.get(input));
  const [above, below] = (condition?.inputs ?? []).map((input) => byName.get(input));
  const fits =
    condition?.op === 'LogicalAnd' &&
    above?.op === 'GreaterEqual' &&
    below?.op === 'LessEqual' &&
    above.inputs[0] === below.inputs[0] &&
    floatsOf(other)?.every((value) => value === 0);
  return fits ? [above.inputs[0], above.inputs[1], below.inputs[1]] : undefined;
}

/** Whether a node is a constant without axes: a bound of shape [1] would need a pass of its own. */
function isScalar(name: string, byName: ReadonlyMap<string, NodeDef>): boolean {
  const node = byName.get(name);
  return floatsOf(node) !== undefined && node?.shape?.length === 0;
}
