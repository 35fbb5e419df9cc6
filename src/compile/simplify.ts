import type { Graph, GraphNode } from './graph';
import { mergeProducts } from './mergeProducts';
import { readSquaresOnce } from './squaredLengths';

/** A rewriting of a graph's nodes. Those that anything else asks for keep their names. @param results names of nodes that are read from outside @param fresh a new name */
export type Pass = (nodes: readonly GraphNode[], results: ReadonlySet<string>, fresh: () => string) => GraphNode[];

/**
 * Rewrites what was traced into something that computes the same with fewer passes over memory. Sums may be taken in another order: results differ by rounding.
 * @param results names of nodes that are read from outside
 */
export function simplify(graph: Graph, results: readonly string[]): void {
  const kept = new Set(results.map(nodeName));
  let made = 0;
  const fresh = (): string => `s${made++}`;
  for (const pass of [mergeProducts, readSquaresOnce, dropUnused]) graph.replace(pass(graph.nodes, kept, fresh));
}

/** Names of the nodes that something takes its input from, and how often; a result counts once. */
export function countUses(nodes: readonly GraphNode[], results: ReadonlySet<string>): Map<string, number> {
  const uses = new Map([...results].map((name) => [name, 1]));
  nodes.forEach(({ inputs }) => inputs.map(nodeName).forEach((name) => uses.set(name, (uses.get(name) ?? 0) + 1)));
  return uses;
}

/** `n3:1`, the second result of n3, and `^n3`, "after n3", without the rest. */
const nodeName = (input: string): string => input.replace(/^\^|:\d+$/g, '');

/** What is fed and what is kept stays, whether it is used or not. */
const dropUnused: Pass = (nodes, results) => {
  const wanted = new Set(results);
  return [...nodes].reverse().filter(({ name, op, inputs }) => {
    const stays = wanted.has(name) || ['Placeholder', 'VarHandleOp', 'ReadVariableOp'].includes(op);
    if (stays) inputs.forEach((input) => wanted.add(nodeName(input)));
    return stays;
  }).reverse();
};
