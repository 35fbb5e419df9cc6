import type { NodeDef } from './graph';
import { floatsOf, isFloat, nodeOf, wholeNumbersNode } from './nodes';
import { type Pass, withReplacedInputs } from './pass';

/**
 * A sum with a negated term is a difference; a sum with 0, a difference with 0 and a product with 1
 * are left out. A product with ones of a larger shape spreads numbers over that shape, and says so:
 * TensorFlow tries to find that out itself, and fails where it does not know a shape.
 */
export const signs: Pass = (nodes, results, fresh) => {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const replaced = new Map<string, string>();
  const made: NodeDef[] = [];
  for (const node of nodes) {
    const same = results.has(node.name) ? undefined : unchangedInput(node, byName);
    if (same !== undefined) {
      replaced.set(node.name, same);
      continue;
    }
    for (const other of spread(node, byName, fresh) ?? [asDifference(node, byName)]) {
      byName.set(other.name, other);
      made.push(other);
    }
  }
  return withReplacedInputs(made, replaced);
};

/** The input that a node gives back as it is. */
function unchangedInput(
  { op, inputs, shape }: NodeDef,
  byName: ReadonlyMap<string, NodeDef>,
): string | undefined {
  const neutral = NEUTRAL[op];
  if (neutral === undefined || !shape) return undefined;
  const [left, right] = inputs;
  const holds = (input: string): boolean =>
    floatsOf(byName.get(input))?.every((value) => value === neutral) ?? false;
  const isWhole = (input: string): boolean => byName.get(input)?.shape?.join() === shape.join();
  if (holds(right) && isWhole(left)) return left;
  return op !== 'Sub' && holds(left) && isWhole(right) ? right : undefined;
}

/** A product with ones that are more than what they multiply. */
function spread(
  { op, inputs, shape, name, attributes: { T } }: NodeDef,
  byName: ReadonlyMap<string, NodeDef>,
  fresh: () => string,
): NodeDef[] | undefined {
  if (op !== 'Mul' || !shape) return undefined;
  const areOnes = inputs.map((input) => {
    const node = byName.get(input);
    const isWhole = node?.shape?.join() === shape.join();
    return isWhole && (floatsOf(node)?.every((value) => value === 1) ?? false);
  });
  const ones = areOnes.indexOf(true);
  if (ones < 0) return undefined;
  const size = wholeNumbersNode(fresh(), shape);
  const attributes = { T, Tidx: size.attributes['dtype'] };
  return [size, nodeOf(name, 'BroadcastTo', [inputs[1 - ones], size.name], attributes, shape)];
}

/** What changes nothing, by operation. */
const NEUTRAL: Readonly<Record<string, number>> = { Add: 0, AddV2: 0, Sub: 0, Mul: 1 };

/** a + -b as a - b, and a - -b as a + b. */
function asDifference(node: NodeDef, byName: ReadonlyMap<string, NodeDef>): NodeDef {
  if (!/^(Add|AddV2|Sub)$/.test(node.op) || !isFloat(node)) return node;
  const [left, right] = node.inputs;
  const positive = (input: string): string | undefined => {
    const from = byName.get(input);
    return from?.op === 'Neg' ? from.inputs[0] : undefined;
  };
  const plus = positive(right);
  if (plus !== undefined)
    return { ...node, op: node.op === 'Sub' ? 'AddV2' : 'Sub', inputs: [left, plus] };
  const first = positive(left);
  return first === undefined || node.op === 'Sub'
    ? node
    : { ...node, op: 'Sub', inputs: [right, first] };
}
