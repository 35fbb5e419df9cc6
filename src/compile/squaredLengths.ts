import type { NodeDef } from './graph';
import { DT_FLOAT, isFloat, nodeOf, scalarNode } from './nodes';
import { countUses, type Pass } from './pass';

/**
 * The sum of all squares of a tensor in one pass over it (TensorFlow's L2Loss is half of that), in
 * the place of one that writes the squares and one that reads them: the length of a gradient,
 * mostly. Where several such sums are added, as of all parameters, what they come to is doubled
 * once.
 */
export const readSquaresOnce: Pass = (nodes, results, fresh) => {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const uses = countUses(nodes, results);
  const sums = new Map<string, NodeDef>();
  for (const node of nodes) {
    const squares = squaresIn(node, byName);
    if (squares) sums.set(node.name, squares);
  }
  const areOnlyAdded = (names: readonly string[]): boolean =>
    names.every((name) => sums.has(name) && uses.get(name) === 1);
  /** Sums that stay half of what they were. */
  const halved = new Set(
    nodes
      .filter(({ op, inputs }) => op === 'AddN' && areOnlyAdded(inputs))
      .flatMap(({ inputs }) => inputs),
  );
  return nodes.flatMap((node) => {
    const squares = sums.get(node.name);
    if (squares) {
      const half = nodeOf(fresh(), 'L2Loss', squares.inputs, { T: squares.attributes['T'] }, []);
      return halved.has(node.name) ? [{ ...half, name: node.name }] : doubled(node, half, fresh);
    }
    const isSumOfHalves = node.op === 'AddN' && node.inputs.every((name) => halved.has(name));
    return isSumOfHalves ? doubled(node, { ...node, name: fresh() }, fresh) : [node];
  });
};

/** Twice a scalar, under the name of another node. */
function doubled({ name }: NodeDef, half: NodeDef, fresh: () => string): NodeDef[] {
  const two = scalarNode(fresh(), DT_FLOAT, 2);
  const attributes = { T: half.attributes['T'] };
  return [half, two, nodeOf(name, 'Mul', [half.name, two.name], attributes, [])];
}

/** The squares, if a node adds up all squares of a tensor that is no scalar. */
function squaresIn(node: NodeDef, byName: ReadonlyMap<string, NodeDef>): NodeDef | undefined {
  if (node.op !== 'Sum' || node.shape?.length !== 0) return undefined;
  const squares = byName.get(node.inputs[0]);
  const fits = squares?.op === 'Square' && isFloat(squares) && Boolean(squares.shape?.length);
  return fits ? squares : undefined;
}
