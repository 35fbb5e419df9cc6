import type { NodeDef } from './graph';
import {
  DT_INT32,
  isFloat,
  isTrue,
  nodeOf,
  reshapeNodes,
  scalarNode,
  wholeNumbersOf,
} from './nodes';
import { countUses, type Pass } from './pass';

type Nodes = ReadonlyMap<string, NodeDef>;

/**
 * A sum over the members of a batch of products A^T B is one product of all their rows: the
 * gradient of a matrix that all members share. Several such products that are added become one,
 * too; what else is added is summed apart.
 */
export const sumsOverBatch: Pass = (nodes, results, fresh) => {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const uses = countUses(nodes, results);
  return nodes.flatMap((node): NodeDef[] => {
    const terms = summedTerms(node, byName, uses);
    const products = terms.filter(
      (term) => uses.get(term) === 1 && isTurned(byName.get(term), byName),
    );
    if (products.length === 0 || !node.shape) return [node];
    const made = oneProduct(
      products.map((name) => byName.get(name)).filter((one) => one !== undefined),
      node.shape,
      byName,
      fresh,
    );
    const [product] = made.slice(-1);
    const rest = terms.filter((term) => !products.includes(term));
    if (rest.length === 0) return [...made.slice(0, -1), { ...product, name: node.name }];
    const { T } = node.attributes;
    const added = rest.length === 1 ? [] : [addedNode(rest, byName, T, fresh)];
    const of = added[0]?.name ?? rest[0];
    const sum = { ...node, name: fresh(), inputs: [of, node.inputs[1]] };
    const whole = nodeOf(node.name, 'AddV2', [product.name, sum.name], { T }, node.shape);
    return [...made, ...added, sum, whole];
  });
};

/** The sum of some nodes of one shape. */
function addedNode(
  names: readonly string[],
  byName: Nodes,
  T: NodeDef['attributes'][string],
  fresh: () => string,
): NodeDef {
  const attributes = { T, N: { int: names.length } };
  return nodeOf(fresh(), 'AddN', names, attributes, byName.get(names[0])?.shape ?? []);
}

/** One product of all rows of some batches of products A^T B, in a shape. It is the last node. */
function oneProduct(
  products: readonly NodeDef[],
  shape: readonly number[],
  byName: Nodes,
  fresh: () => string,
): NodeDef[] {
  const { T } = products[0].attributes;
  const joined = [0, 1].map((side) => {
    const flat = products.map(({ inputs }) => {
      const [batch, rows, columns] = byName.get(inputs[side])?.shape ?? [];
      return reshapeNodes(inputs[side], [batch * rows, columns], T, fresh);
    });
    return joinRows(flat, T, fresh);
  });
  const sides = joined.map((side) => side[side.length - 1]);
  const size = sides.map((side) => side.shape?.[1] ?? 1);
  const attributes = { T, transpose_a: { bool: true }, transpose_b: { bool: false } };
  const names = sides.map(({ name }) => name);
  const whole = nodeOf(fresh(), 'MatMul', names, attributes, size);
  const reshaped = size.join() === shape.join() ? [] : reshapeNodes(whole.name, shape, T, fresh);
  return [...joined.flat(), whole, ...reshaped];
}

/** The rows of several matrices below each other: the last node; before it what it needs. */
function joinRows(
  matrices: readonly [NodeDef, NodeDef][],
  T: NodeDef['attributes'][string],
  fresh: () => string,
): NodeDef[] {
  const made = matrices.flat();
  if (matrices.length === 1) return made;
  const shapes = matrices.map(([, matrix]) => matrix.shape ?? []);
  const rows = shapes.reduce((sum, [count]) => sum + count, 0);
  const axis = scalarNode(fresh(), DT_INT32, 0);
  const attributes = { T, N: { int: matrices.length }, Tidx: { type: DT_INT32 } };
  const names = matrices.map(([, { name }]) => name);
  const whole = nodeOf(fresh(), 'ConcatV2', [...names, axis.name], attributes, [
    rows,
    shapes[0][1],
  ]);
  return [...made, axis, whole];
}

/** What a node adds up over the first axis: the terms of a sum that nothing else needs. */
function summedTerms(
  node: NodeDef,
  byName: Nodes,
  uses: ReadonlyMap<string, number>,
): readonly string[] {
  const isOverBatch =
    node.op === 'Sum' &&
    isFloat(node) &&
    wholeNumbersOf(byName.get(node.inputs[1]))?.join() === '0';
  if (!isOverBatch) return [];
  const [input] = node.inputs;
  const summed = byName.get(input);
  const isAlone = uses.get(input) === 1 && /^Add(V2|N)?$/.test(summed?.op ?? '');
  const shape = summed?.shape?.join();
  const terms = isAlone && summed ? summed.inputs : [input];
  return terms.every((term) => byName.get(term)?.shape?.join() === shape) ? terms : [];
}

/** Whether a node is a batch of products A^T B, of known shapes, neither of them spread. */
function isTurned(node: NodeDef | undefined, byName: Nodes): boolean {
  if (node?.op !== 'BatchMatMulV2' || node.shape?.length !== 3) return false;
  const [batch] = node.shape;
  const factors = node.inputs.map((input) => byName.get(input)?.shape);
  const areWhole = factors.every((shape) => shape?.length === 3 && shape[0] === batch);
  return areWhole && isTrue(node.attributes['adj_x']) && !isTrue(node.attributes['adj_y']);
}
