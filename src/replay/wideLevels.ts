/**
 * Children of a node. A step to one of four children leads as far as two steps to one of two, but
 * what it looks at lies side by side, in one place of memory in place of two.
 */
export const FAN_OUT = 4;

/** `node >> PARENT_SHIFT` is the parent of a node: its number over `FAN_OUT`. */
export const PARENT_SHIFT = 2;

/**
 * The levels of a tree over `capacity` leaves in which every node has four children: the leaves
 * first, the root last. The children of node n of a level are 4n to 4n + 3 of the level before it,
 * so leaves stay in their order; as many are added as make the tree full.
 * @param empty what stands in a leaf that is not set
 */
export function wideLevels(capacity: number, empty: number): Float64Array[] {
  const levels = [new Float64Array(1).fill(empty)];
  while (levels[0].length < capacity)
    levels.unshift(new Float64Array(levels[0].length * FAN_OUT).fill(empty));
  return levels;
}

/** Leaves of the binary tree that a wide one stands for: the next power of two. */
export const binaryLeaves = (capacity: number): number => 2 ** Math.ceil(Math.log2(capacity));

/**
 * The nodes of the binary tree that a wide one stands for, as a heap: the root is 1, the children
 * of n are 2n and 2n + 1; node 0 is not used.
 * @param leaves of the wide tree
 * @param capacity leaves that can be set
 * @param join makes a node of its two children
 */
export function binaryNodes(
  leaves: Float64Array,
  capacity: number,
  join: (left: number, right: number) => number,
): Float64Array {
  const first = binaryLeaves(capacity);
  const nodes = new Float64Array(2 * first);
  nodes.set(leaves.subarray(0, first), first);
  for (let node = first - 1; node > 0; node--)
    nodes[node] = join(nodes[2 * node], nodes[2 * node + 1]);
  return nodes;
}

/** The nodes of a heap, a list for each level from the root. */
export const heapLevels = (nodes: Float64Array): number[][] =>
  Array.from({ length: Math.log2(nodes.length) }, (_, level) => [
    ...nodes.subarray(2 ** level, 2 ** (level + 1)),
  ]);
