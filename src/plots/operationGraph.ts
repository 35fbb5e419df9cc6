import { z } from 'zod';
import { booleanField, checkArguments, item, names, numbers, text } from './arguments';
import type { Figure } from './figure';
import { graphFigure, type GraphBox } from './graphFigure';

/** One operation of a traced function. */
export interface OperationNode {
  readonly name: string;
  /** TensorFlow's name of the operation. */
  readonly op: string;
  /** Names of the nodes whose results it takes. */
  readonly inputs: readonly string[];
  readonly shape: readonly number[];
  /** What a small constant holds. */
  readonly values?: readonly number[];
  /** Whether a result depends on it. */
  readonly used: boolean;
}
/** A traced function, as `traceGraph` gives it. */
export interface TracedOperations {
  readonly nodes: readonly OperationNode[];
  readonly outputs: readonly string[];
}
/** What the drawing of a graph shows. */
export interface OperationGraphOptions {
  readonly title: string;
  /** The function without its gradient: what is not in it is drawn as the gradient. */
  readonly forward?: TracedOperations;
}

const tracedField = item({
  nodes: z.array(
    z.looseObject({ name: text, op: text, inputs: names, shape: numbers, used: booleanField }),
  ),
  outputs: names,
});
const graphOptions = z.strictObject({ title: text, forward: tracedField.optional() });

/** Words for operations whose names in TensorFlow say little. */
const WORDS: Readonly<Record<string, string>> = {
  Placeholder: 'input',
  Const: 'constant',
  BatchMatMulV2: 'MatMul',
  RealDiv: 'Div',
};

/**
 * A traced function as a graph: a box an operation, with the shape of its result; inputs, constants
 * and the gradient have colours of their own. Operations that no result needs are left out.
 * @throws RangeError for a graph without nodes, or one too wide to be read
 * @example operationGraph(traceGraph(distance, x), { title: 'A distance' })
 */
export function operationGraph(traced: TracedOperations, options: OperationGraphOptions): Figure {
  checkArguments({ traced: tracedField, options: graphOptions }, { traced, options });
  const { title, forward = traced } = options;
  const known = new Set(forward.nodes.map(({ name }) => name));
  const boxes = traced.nodes
    .filter(({ used }) => used)
    .map((node) => ({ ...boxOf(node), group: groupOf(node, known) }));
  return graphFigure(boxes, { title, outputs: traced.outputs });
}

function boxOf({ name, op, inputs, shape, values }: OperationNode): Omit<GraphBox, 'group'> {
  const held = values && values.length <= 2 ? ` ${values.join(', ')}` : '';
  const size = shape.length > 0 ? `[${shape.join(', ')}]` : 'one number';
  return { name, inputs, label: `${WORDS[op] ?? op}${held}\n${size}` };
}

function groupOf({ name, op }: OperationNode, known: ReadonlySet<string>): string {
  if (op === 'Placeholder') return 'input';
  if (op === 'Const') return 'constant, frozen';
  return known.has(name) ? 'the function' : 'its gradient';
}
