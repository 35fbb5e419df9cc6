import type { NodeDef } from './graph';
import { floatsOf, isFloat, nodeOf, reshapeNodes } from './nodes';
import type { Pass } from './pass';
import { product } from './products';

type Nodes = ReadonlyMap<string, NodeDef>;

/**
 * A matrix that all members of a batch share is not copied for each: what takes its copies takes
 * the matrix itself where it is spread in any case, and a batch of products with its copies is one
 * product of all their rows.
 */
export const sharedMatrices: Pass = (nodes, _results, fresh) => {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  return nodes.flatMap((node): NodeDef[] => {
    if (!node.shape || !isFloat(node)) return [node];
    if (NUMBER_BY_NUMBER.test(node.op)) return [withoutCopies(node, node.shape, byName)];
    return oneProduct(node, node.shape, byName, fresh) ?? [node];
  });
};

const NUMBER_BY_NUMBER = /^(Add|AddV2|Sub|Mul|RealDiv)$/;

/** What a node copies along a new first axis, if it does: it is added to zeros of that shape. */
function copied(node: NodeDef | undefined, byName: Nodes): NodeDef | undefined {
  if (!node?.shape || !/^Add(V2)?$/.test(node.op)) return undefined;
  const [left, right] = node.inputs.map((input) => byName.get(input));
  const isZero = floatsOf(right)?.every((value) => value === 0) ?? false;
  const one = shapeOf(left, byName);
  return isZero && left && one?.join() === node.shape.slice(1).join() ? left : undefined;
}

/** The shape of a node; of a parameter that is read, that of the parameter. */
function shapeOf(node: NodeDef | undefined, byName: Nodes): readonly number[] | undefined {
  if (node?.op !== 'ReadVariableOp') return node?.shape;
  const shape = byName.get(node.inputs[0])?.attributes['shape'];
  return shape !== undefined && 'shape' in shape ? shape.shape : undefined;
}

/** The same with the matrix itself in the place of its copies, if the other input has the shape. */
function withoutCopies(node: NodeDef, shape: readonly number[], byName: Nodes): NodeDef {
  const [left, right] = node.inputs;
  const isWhole = (input: string): boolean => byName.get(input)?.shape?.join() === shape.join();
  const single = (input: string): string | undefined => {
    const from = byName.get(input);
    if (from?.op === 'BroadcastTo') return from.inputs[0];
    const isSpread = from !== undefined && /^(Reshape|ExpandDims)$/.test(from.op);
    const original = copied(isSpread ? byName.get(from.inputs[0]) : from, byName);
    const size = shapeOf(original, byName);
    const ofAll = from?.shape?.slice(1);
    const fits = size && ofAll?.join() === (isSpread ? [1, ...size] : size).join();
    return fits ? original?.name : undefined;
  };
  const one = single(left);
  if (one !== undefined && isWhole(right)) return { ...node, inputs: [one, right] };
  const other = single(right);
  return other !== undefined && isWhole(left) ? { ...node, inputs: [left, other] } : node;
}

/** A batch of products with copies of one matrix, as one product and two reshapes. */
function oneProduct(
  node: NodeDef,
  shape: readonly number[],
  byName: Nodes,
  fresh: () => string,
): NodeDef[] | undefined {
  const taken = product(node);
  const [left, right] = node.inputs.map((input) => byName.get(input));
  const matrix = copied(right, byName);
  if (node.op !== 'BatchMatMulV2' || !taken || taken.turnLeft || !matrix) return undefined;
  const { T } = node.attributes;
  const [batch, rows, columns] = shape;
  // the left factor has the batch of the result, of one axis, if it is not spread over it
  const isOneBatch = left?.shape?.length === 3 && right?.shape?.length === 3;
  if (!isOneBatch || left.shape[0] !== batch) return undefined;
  const inner = left.shape[2];
  const all = reshapeNodes(left.name, [batch * rows, inner], T, fresh);
  const turned = { transpose_a: { bool: false }, transpose_b: { bool: taken.turnRight } };
  const whole = nodeOf(fresh(), 'MatMul', [all[1].name, matrix.name], { T, ...turned }, [
    batch * rows,
    columns,
  ]);
  const [size, parts] = reshapeNodes(whole.name, shape, T, fresh);
  return [...all, whole, size, { ...parts, name: node.name }];
}
