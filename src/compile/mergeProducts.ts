import { shapeSize } from '../core/numbers';
import type { GraphNode } from './graph';
import { countUses, type Pass } from './pass';
import { INT32, integers, product } from './products';

/**
 * A sum of products is one product: A B + C D = [A C] [B; D]. The gradient of a recurrent network's
 * weight is such a sum, a term a step, and that of a memory another, a term a reader: each term
 * costs a pass over the whole result to make it and one to add it. Where joining the factors costs
 * less, one product takes their place; what else is added, is added in one pass.
 */
export const mergeProducts: Pass = (nodes, results, fresh) => {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const uses = countUses(nodes, results);
  const once = (name: string): GraphNode | undefined =>
    uses.get(name) === 1 ? byName.get(name) : undefined;
  const isSum = (node: GraphNode | undefined): node is GraphNode =>
    node !== undefined &&
    /^Add(V2|N)?$/.test(node.op) &&
    node.inputs.every((input) => byName.get(input)?.shape?.join() === node.shape?.join());
  const inner = new Set(
    nodes
      .filter(isSum)
      .flatMap(({ inputs }) => inputs.filter((input) => isSum(once(input)) && !results.has(input))),
  );
  const terms = (node: GraphNode): string[] =>
    node.inputs.flatMap((input) =>
      inner.has(input) ? terms(byName.get(input) as GraphNode) : [input],
    );

  return nodes.flatMap((node) => {
    if (inner.has(node.name)) return [];
    if (!isSum(node)) return [node];
    const all = terms(node);
    const products = groupBy(
      all.map(once).filter((term): term is GraphNode => term !== undefined),
      (term) => form(term, byName),
    );
    const merged = products.flatMap((group) =>
      isWorthwhile(group, byName) ? [{ group, parts: join(group, byName, fresh) }] : [],
    );
    if (merged.length === 0 && all.length === node.inputs.length) return [node];
    const gone = new Set(merged.flatMap(({ group }) => group.map(({ name }) => name)));
    const rest = [
      ...all.filter((name) => !gone.has(name)),
      ...merged.map(({ parts }) => parts[parts.length - 1].name),
    ];
    const parts = merged.flatMap((one) => one.parts);
    if (rest.length > 1)
      return [
        ...parts,
        {
          ...node,
          op: 'AddN',
          inputs: rest,
          attributes: { T: node.attributes['T'], N: { int: rest.length } },
        },
      ];
    return [...parts.slice(0, -1), { ...parts[parts.length - 1], name: node.name }];
  });
};

/**
 * What two products must share to be joined: how they take their factors, and the batch; undefined
 * for what is no product.
 */
function form(node: GraphNode, byName: ReadonlyMap<string, GraphNode>): string | undefined {
  const taken = product(node);
  const [left, right] = node.inputs.map((input) => byName.get(input)?.shape);
  if (!taken || !left || !right || left.slice(0, -2).join() !== right.slice(0, -2).join())
    return undefined;
  return `${node.op} ${taken.turnLeft} ${taken.turnRight}`;
}

/** Whether the factors together are smaller than the results that need not be made. */
function isWorthwhile(
  group: readonly GraphNode[],
  byName: ReadonlyMap<string, GraphNode>,
): boolean {
  const factors = group
    .flatMap(({ inputs }) => inputs)
    .reduce((sum, input) => sum + shapeSize(byName.get(input)?.shape ?? []), 0);
  return group.length > 1 && factors < (group.length - 1) * shapeSize(group[0].shape ?? []);
}

/** One product of the joined factors, last in the list. */
function join(
  group: readonly GraphNode[],
  byName: ReadonlyMap<string, GraphNode>,
  fresh: () => string,
): GraphNode[] {
  const first = group[0];
  const { turnLeft, turnRight } = product(first)!;
  const rank = (first.shape ?? []).length;
  const joined = [0, 1].map((side) => {
    const names = group.map(({ inputs }) => inputs[side]);
    const shapes = names.map((name) => byName.get(name)?.shape ?? []);
    const along = side === 0 ? (turnLeft ? rank - 2 : rank - 1) : turnRight ? rank - 1 : rank - 2;
    const at = integers(fresh(), [along], []);
    const whole: GraphNode = {
      name: fresh(),
      op: 'ConcatV2',
      inputs: [...names, at.name],
      attributes: { T: first.attributes['T'], N: { int: names.length }, Tidx: INT32 },
      shape: (shapes[0] as number[]).map((n, i) =>
        i === along ? shapes.reduce((sum, shape) => sum + shape[i], 0) : n,
      ),
    };
    return [at, whole];
  });
  return [
    ...joined.flat(),
    { ...first, name: fresh(), inputs: joined.map((parts) => parts[1].name) },
  ];
}

function groupBy(
  nodes: readonly GraphNode[],
  key: (node: GraphNode) => string | undefined,
): GraphNode[][] {
  const groups = new Map<string, GraphNode[]>();
  for (const node of nodes) {
    const found = key(node);
    if (found !== undefined) groups.set(found, [...(groups.get(found) ?? []), node]);
  }
  return [...groups.values()];
}
