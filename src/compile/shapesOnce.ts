import type { NodeDef } from './graph';
import { isTrue, nodeOf, wholeNumbersNode, wholeNumbersOf } from './nodes';
import { countUses, type Pass, withReplacedInputs } from './pass';

const RESHAPES = /^(Reshape|ExpandDims|Squeeze)$/;
/** What can take another name: neither what is fed nor what holds a parameter. */
const COMPUTES = /^(?!Placeholder|ReadVariableOp|VarHandleOp|Const)/;
const REDUCTIONS = /^(Sum|Mean|Max|Min|Prod)$/;

/**
 * Leaves out what only renames: a reshape to the shape that is there, a cast to the type that is
 * there, all but the last of several reshapes in a row. A sum whose axes a reshape brings back
 * keeps them itself.
 */
export const shapesOnce: Pass = (nodes, results, fresh) => {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const uses = countUses(nodes, results);
  const replaced = new Map<string, string>();
  const made: NodeDef[] = [];
  const put = (node: NodeDef): void => {
    byName.set(node.name, node);
    made.push(node);
  };

  for (const node of nodes) {
    const input = replaced.get(node.inputs[0]) ?? node.inputs[0];
    const from = byName.get(input);
    if (from && isRenaming(node, from)) {
      if (!results.has(node.name)) replaced.set(node.name, input);
      else if (uses.get(from.name) === 1 && COMPUTES.test(from.op))
        put({ ...from, name: node.name });
      else put(node);
      continue;
    }
    if (!from || !node.shape || !RESHAPES.test(node.op)) {
      put(node);
      continue;
    }
    if (RESHAPES.test(from.op)) {
      const shape = wholeNumbersNode(fresh(), node.shape);
      const T = node.attributes['T'];
      const attributes = { T, Tshape: shape.attributes['dtype'] };
      put(shape);
      put(nodeOf(node.name, 'Reshape', [from.inputs[0], shape.name], attributes, node.shape));
      continue;
    }
    const isAlone = uses.get(from.name) === 1 && REDUCTIONS.test(from.op);
    if (isAlone && keptAxes(from, byName)?.join() === node.shape.join()) {
      const attributes = { ...from.attributes, keep_dims: { bool: true } };
      put({ ...from, name: node.name, attributes, shape: node.shape });
      continue;
    }
    put(node);
  }
  return withReplacedInputs(made, replaced);
};

/** Whether a node's result is its first input, number by number and in the same shape. */
function isRenaming({ op, attributes, shape }: NodeDef, from: NodeDef): boolean {
  const { SrcT, DstT } = attributes;
  if (op === 'Cast') return 'type' in SrcT && 'type' in DstT && SrcT.type === DstT.type;
  return RESHAPES.test(op) && shape !== undefined && from.shape?.join() === shape.join();
}

/** The shape that a sum has if it keeps the axes it is taken over, of length 1 then. */
function keptAxes(
  { inputs, attributes }: NodeDef,
  byName: ReadonlyMap<string, NodeDef>,
): number[] | undefined {
  const whole = byName.get(inputs[0])?.shape;
  const axes = wholeNumbersOf(byName.get(inputs[1]));
  if (!whole || !axes || isTrue(attributes['keep_dims'])) return undefined;
  const summed = new Set(axes.map((axis) => (axis < 0 ? axis + whole.length : axis)));
  return whole.map((size, axis) => (summed.has(axis) ? 1 : size));
}
