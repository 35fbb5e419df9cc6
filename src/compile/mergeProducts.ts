import { shapeSize, sum } from '../core/numbers';
import type { NodeDef } from './graph';
import { DT_INT32, nodeOf, scalarNode } from './nodes';
import { countUses, type Pass } from './pass';
import { product } from './products';

/**
 * A sum of products is one product: A B + C D = [A C] [B; D]. The gradient of a recurrent network's
 * weight is such a sum, a term a step, and that of a memory another, a term a reader: each term
 * costs a pass over the whole result to make it and one to add it. Where joining the factors costs
 * less, one product takes their place; what else is added, is added in one pass.
 */
export const mergeProducts: Pass = (nodes, results, fresh) => {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const uses = countUses(nodes, results);
  const once = (name: string): NodeDef | undefined =>
    uses.get(name) === 1 ? byName.get(name) : undefined;
  const isSum = (node: NodeDef | undefined): node is NodeDef =>
    node !== undefined &&
    /^Add(V2|N)?$/.test(node.op) &&
    node.inputs.every((input) => byName.get(input)?.shape?.join() === node.shape?.join());
  const inner = new Set(
    nodes
      .filter(isSum)
      .flatMap(({ inputs }) => inputs.filter((input) => isSum(once(input)) && !results.has(input))),
  );
  const terms = (node: NodeDef): string[] =>
    node.inputs.flatMap((input) =>
      inner.has(input) ? terms(byName.get(input) as NodeDef) : [input],
    );

  return nodes.flatMap((node) => {
    if (inner.has(node.name)) return [];
    if (!isSum(node)) return [node];
    const all = terms(node);
    const products = groupBy(
      all.map(once).filter((term): term is NodeDef => term !== undefined),
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
    if (rest.length === 1) return [...parts.slice(0, -1), { ...parts.at(-1)!, name: node.name }];
    const attributes = { T: node.attributes['T'], N: { int: rest.length } };
    return [...parts, { ...node, op: 'AddN', inputs: rest, attributes }];
  });
};

/**
 * What two products must share to be joined: how they take their factors, and the batch; undefined
 * for what is no product.
 */
function form(node: NodeDef, byName: ReadonlyMap<string, NodeDef>): string | undefined {
  const taken = product(node);
  const [left, right] = node.inputs.map((input) => byName.get(input)?.shape);
  if (!taken || !left || !right || left.slice(0, -2).join() !== right.slice(0, -2).join())
    return undefined;
  return `${node.op} ${taken.turnLeft} ${taken.turnRight}`;
}

/** Whether the factors together are smaller than the results that need not be made. */
function isWorthwhile(group: readonly NodeDef[], byName: ReadonlyMap<string, NodeDef>): boolean {
  const sizeOf = (name: string): number => shapeSize(byName.get(name)?.shape ?? []);
  const factors = sum(group.flatMap(({ inputs }) => inputs.map(sizeOf)));
  return group.length > 1 && factors < (group.length - 1) * sizeOf(group[0].name);
}

/** One product of the joined factors, last in the list. */
function join(
  group: readonly NodeDef[],
  byName: ReadonlyMap<string, NodeDef>,
  fresh: () => string,
): NodeDef[] {
  const first = group[0];
  const { turnLeft, turnRight } = product(first)!;
  const rank = (first.shape ?? []).length;
  // the inner axis of each side: that of the left factor's columns, unless it is turned, and that
  // of the right factor's rows
  const axes = [turnLeft ? rank - 2 : rank - 1, turnRight ? rank - 1 : rank - 2];
  const joined = axes.map((axis, side) => {
    const names = group.map(({ inputs }) => inputs[side]);
    const shapes = names.map((name) => byName.get(name)?.shape ?? []);
    const shape = [...shapes[0]];
    shape[axis] = sum(shapes.map((own) => own[axis]));
    const at = scalarNode(fresh(), DT_INT32, axis);
    const attributes = {
      T: first.attributes['T'],
      N: { int: names.length },
      Tidx: { type: DT_INT32 },
    };
    return [at, nodeOf(fresh(), 'ConcatV2', [...names, at.name], attributes, shape)];
  });
  return [
    ...joined.flat(),
    { ...first, name: fresh(), inputs: joined.map(([, whole]) => whole.name) },
  ];
}

function groupBy(
  nodes: readonly NodeDef[],
  key: (node: NodeDef) => string | undefined,
): NodeDef[][] {
  const groups = new Map<string, NodeDef[]>();
  for (const node of nodes) {
    const found = key(node);
    if (found !== undefined) groups.set(found, [...(groups.get(found) ?? []), node]);
  }
  return [...groups.values()];
}
