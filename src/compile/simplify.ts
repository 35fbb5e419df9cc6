import type { Graph } from './graph';
import { mergeProducts } from './mergeProducts';
import { nodeName, type Pass } from './pass';
import { reluGradients } from './reluGradients';
import { readSquaresOnce } from './squaredLengths';

/**
 * Rewrites what was traced into something that computes the same with fewer passes over memory.
 * Sums may be taken in another order: results differ by rounding.
 * @param results names of nodes that are read from outside
 */
export function simplify(graph: Graph, results: readonly string[]): void {
  const kept = new Set(results.map(nodeName));
  let made = 0;
  const fresh = (): string => `s${made++}`;
  for (const pass of [reluGradients, mergeProducts, readSquaresOnce, dropUnused])
    graph.replace(pass(graph.nodes, kept, fresh));
}

/** What is fed and what is kept stays, whether it is used or not. */
const dropUnused: Pass = (nodes, results) => {
  const wanted = new Set(results);
  return [...nodes]
    .reverse()
    .filter(({ name, op, inputs }) => {
      const stays =
        wanted.has(name) || ['Placeholder', 'VarHandleOp', 'ReadVariableOp'].includes(op);
      if (stays) inputs.forEach((input) => wanted.add(nodeName(input)));
      return stays;
    })
    .reverse();
};
