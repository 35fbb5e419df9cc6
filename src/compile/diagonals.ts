import type { NodeDef } from './graph';
import { DT_FLOAT, floatsOf, isFloat, nodeOf, scalarNode, wholeNumbersNode } from './nodes';
import { countUses, type Pass, withReplacedInputs } from './pass';

/**
 * A product with a matrix of ones whose diagonal is 0 sets a diagonal to 0 (TensorFlow's
 * MatrixSetDiag): it writes the diagonal alone where nothing else needs the numbers before, in the
 * place of a pass over all of them. Terms of a sum whose diagonal is set to 0 need no such product
 * of their own. A diagonal that is infinite or no number is 0 afterwards, and no longer NaN.
 */
export const diagonals: Pass = (nodes, results, fresh) => {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const uses = countUses(nodes, results);
  const bare = new Map<string, string>();
  for (const node of nodes) {
    const sum = byName.get(maskedInput(node, byName) ?? '');
    for (const term of termsOf(sum, byName, uses)) {
      const masked = maskedInput(term, byName);
      if (masked !== undefined && uses.get(term.name) === 1) bare.set(term.name, masked);
    }
  }
  return withReplacedInputs(nodes, bare).flatMap((node): NodeDef[] => {
    const masked = maskedInput(node, byName);
    if (masked === undefined || !node.shape) return [node];
    const shape = node.shape.slice(0, -1);
    const { T } = node.attributes;
    const size = wholeNumbersNode(fresh(), shape);
    const zero = scalarNode(fresh(), DT_FLOAT, 0);
    const attributes = { T, index_type: size.attributes['dtype'] };
    const zeros = nodeOf(fresh(), 'Fill', [size.name, zero.name], attributes, shape);
    const set = nodeOf(node.name, 'MatrixSetDiag', [masked, zeros.name], { T }, node.shape);
    return [size, zero, zeros, set];
  });
};

/** The terms of a sum that nothing else needs, those of its inner sums, too. */
function termsOf(
  node: NodeDef | undefined,
  byName: ReadonlyMap<string, NodeDef>,
  uses: ReadonlyMap<string, number>,
): NodeDef[] {
  if (!node || !/^Add(V2|N)?$/.test(node.op) || uses.get(node.name) !== 1) return [];
  const terms = node.inputs.map((input) => byName.get(input)).filter((term) => term !== undefined);
  const alike = terms.filter(({ shape }) => shape?.join() === node.shape?.join());
  return alike.flatMap((term) => [term, ...termsOf(term, byName, uses)]);
}

/** What a node multiplies by a mask of its own size that is 1 off the diagonal and 0 on it. */
function maskedInput(node: NodeDef, byName: ReadonlyMap<string, NodeDef>): string | undefined {
  if (node.op !== 'Mul' || !isFloat(node) || !node.shape) return undefined;
  const shape = node.shape.join();
  const size = node.shape.slice(-2).join();
  const [left, right] = node.inputs;
  const isWhole = (input: string): boolean => byName.get(input)?.shape?.join() === shape;
  const isMask = (input: string): boolean => {
    const mask = byName.get(input);
    return isOffDiagonal(mask) && mask?.shape?.join() === size;
  };
  if (isMask(right) && isWhole(left)) return left;
  return isMask(left) && isWhole(right) ? right : undefined;
}

function isOffDiagonal(node: NodeDef | undefined): boolean {
  const values = floatsOf(node);
  const [rows, columns, ...more] = node?.shape ?? [];
  if (!values || rows === undefined || rows !== columns || more.length > 0) return false;
  return values.every((value, i) => value === (i % (columns + 1) === 0 ? 0 : 1));
}
