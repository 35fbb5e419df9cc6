import type { NodeDef } from './graph';
import { DT_FLOAT, nodeOf, scalarNode, wholeNumbersNode } from './nodes';
import { countUses, type Pass } from './pass';
import { product } from './products';

type Nodes = ReadonlyMap<string, NodeDef>;

/**
 * A gradient A^T B that is scaled by its length (clipping) is made once, scaled already. Its length
 * comes from its factors: the squares of A^T B add up to the sum of (A A^T) times (B B^T), number
 * by number. With few rows in A and B, as in a small batch, these are small matrices, and scaling B
 * takes the place of a pass over the whole gradient. Where the rows cancel each other, as near a
 * minimum, rounding can leave a sum just below 0, whose root would be NaN: its size is taken.
 */
export const productLengths: Pass = (nodes, results, fresh) => {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const uses = countUses(nodes, results);
  const measured = new Set(
    nodes.filter(({ op }) => op === 'L2Loss').map(({ inputs: [squared] }) => squared),
  );
  /** Products that nothing else needs than their length and a scaled copy. */
  const chosen = new Set<string>();
  for (const node of nodes) {
    const whole = scaledProduct(node, byName);
    if (!whole || !measured.has(whole.name) || uses.get(whole.name) !== 2) continue;
    if (hasFewRows(whole, byName)) chosen.add(whole.name);
  }
  return nodes.flatMap((node): NodeDef[] => {
    const whole = byName.get(node.inputs[0]);
    if (!whole || !chosen.has(whole.name)) return [node];
    return node.op === 'L2Loss'
      ? halfSquares(node, whole, byName, fresh)
      : scaledOnce(node, whole, byName, fresh);
  });
};

/** The product A^T B that a node scales by one number, if it does. */
function scaledProduct(node: NodeDef, byName: Nodes): NodeDef | undefined {
  if (node.op !== 'Mul') return undefined;
  const [made, scale] = node.inputs.map((input) => byName.get(input));
  const taken = made && product(made);
  const fits = made?.shape?.length === 2 && taken?.turnLeft && !taken.turnRight;
  return fits && scale?.shape?.length === 0 ? made : undefined;
}

/** Whether A A^T and B B^T take less work than one pass over A^T B. */
function hasFewRows({ inputs }: NodeDef, byName: Nodes): boolean {
  const [left, right] = inputs.map((input) => byName.get(input)?.shape);
  if (!left || !right) return false;
  const [rows, columns] = left;
  return rows * rows * (columns + right[1]) < columns * right[1];
}

/** Half the sum of the squares of A^T B, from its factors. */
function halfSquares(node: NodeDef, whole: NodeDef, byName: Nodes, fresh: () => string): NodeDef[] {
  const { T } = node.attributes;
  const attributes = { T, transpose_a: { bool: false }, transpose_b: { bool: true } };
  const [rows] = byName.get(whole.inputs[0])?.shape ?? [];
  const [left, right] = whole.inputs.map((factor) =>
    nodeOf(fresh(), 'MatMul', [factor, factor], attributes, [rows, rows]),
  );
  const both = nodeOf(fresh(), 'Mul', [left.name, right.name], { T }, [rows, rows]);
  const axes = wholeNumbersNode(fresh(), [0, 1]);
  const sumAttributes = { T, Tidx: axes.attributes['dtype'], keep_dims: { bool: false } };
  const squares = nodeOf(fresh(), 'Sum', [both.name, axes.name], sumAttributes, []);
  const size = nodeOf(fresh(), 'Abs', [squares.name], { T }, []);
  const half = scalarNode(fresh(), DT_FLOAT, 0.5);
  const result = nodeOf(node.name, 'Mul', [size.name, half.name], { T }, []);
  return [left, right, both, axes, squares, size, half, result];
}

/** A^T (s B) in the place of s (A^T B). */
function scaledOnce(node: NodeDef, whole: NodeDef, byName: Nodes, fresh: () => string): NodeDef[] {
  const [left, right] = whole.inputs;
  const [, scale] = node.inputs;
  const { T } = node.attributes;
  const smaller = nodeOf(fresh(), 'Mul', [right, scale], { T }, byName.get(right)?.shape ?? []);
  return [smaller, { ...whole, name: node.name, inputs: [left, smaller.name] }];
}
