import type { GraphNode } from './graph';
import { INT32, integers, product } from './products';
import type { Pass } from './simplify';

/** As many rows as a thin factor may have. */
const THIN = 16;

/**
 * A B^T with few rows in A is (B A^T)^T: TensorFlow walks a large turned right factor against the grain, three times slower than the same as the left one; turning the small result costs little.
 */
export const turnThinProducts: Pass = (nodes, _results, fresh) => {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  return nodes.flatMap((node) => {
    const taken = product(node);
    const [left, right] = node.inputs.map((input) => byName.get(input)?.shape);
    const rank = node.shape?.length ?? 0;
    if (node.op !== 'BatchMatMulV2' || !taken?.turnRight || taken.turnLeft || !left || !right || left.slice(0, -2).join() !== right.slice(0, -2).join()) return [node];
    const [rows, columns] = node.shape!.slice(-2) as [number, number];
    if (rows > THIN || rows >= columns) return [node];
    const shape = [...node.shape!.slice(0, -2), columns, rows];
    const turned: GraphNode = { ...node, name: fresh(), inputs: [node.inputs[1] as string, node.inputs[0] as string], shape };
    const axes = integers(fresh(), [...Array(rank - 2).keys(), rank - 1, rank - 2]);
    return [turned, axes, { name: node.name, op: 'Transpose', inputs: [turned.name, axes.name], attributes: { T: node.attributes['T']!, Tperm: INT32 }, shape: node.shape }];
  });
};
