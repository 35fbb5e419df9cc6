import type { NodeDef } from './graph';

/**
 * A rewriting of a graph's nodes. Those that anything else asks for keep their names.
 * @param results names of nodes that are read from outside
 * @param fresh a new name
 */
export type Pass = (
  nodes: readonly NodeDef[],
  results: ReadonlySet<string>,
  fresh: () => string,
) => NodeDef[];

/** Names of the nodes that something takes its input from, and how often; a result counts once. */
export function countUses(
  nodes: readonly NodeDef[],
  results: ReadonlySet<string>,
): Map<string, number> {
  const uses = new Map([...results].map((name) => [name, 1]));
  nodes.forEach(({ inputs }) =>
    inputs.map(nodeName).forEach((name) => uses.set(name, (uses.get(name) ?? 0) + 1)),
  );
  return uses;
}

/** `n3:1`, the second result of n3, and `^n3`, "after n3", without the rest. */
export const nodeName = (input: string): string => input.replace(/^\^|:\d+$/g, '');

/**
 * Nodes that take other inputs in the place of some.
 * @param replaced what stands in the place of each; that may have been replaced itself
 */
export function withReplacedInputs(
  nodes: readonly NodeDef[],
  replaced: ReadonlyMap<string, string>,
): NodeDef[] {
  const final = (input: string): string => {
    const other = replaced.get(input);
    return other === undefined ? input : final(other);
  };
  return nodes.map((node) =>
    node.inputs.some((input) => replaced.has(input))
      ? { ...node, inputs: node.inputs.map(final) }
      : node,
  );
}
