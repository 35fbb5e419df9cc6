import { quantile, shapeSize, sum } from '../core/numbers';
import { tf } from '../tf';
import { type Attribute, Graph, type NodeDef } from './graph';
import { kindOfOperation } from './kinds';
import type { NativeBackend } from './native';
import { DT_BOOL, DT_FLOAT, DT_INT32, wholeNumbersNode, wholeNumbersOf } from './nodes';
import { nodeName } from './pass';
import { Session } from './session';

/** Operations of a graph that are alike: the same work on tensors of the same shapes. */
export interface AlikeOperations {
  readonly op: string;
  readonly kind: string;
  /** Shapes of the inputs, where they are known. */
  readonly inputs: readonly (readonly number[])[];
  /** Shape of the first result. */
  readonly shape: readonly number[];
  /** How many the graph has. */
  readonly count: number;
  /** Milliseconds that one takes, inside a graph. */
  readonly ms: number;
}

/** Updates of parameters: they have no result. */
const UPDATES = /^ResourceApply/;
/** Not timed: what holds values or hands them on. */
const NOT_TIMED = new RegExp(
  '^(Placeholder|Const|VarHandleOp|ReadVariableOp|AssignVariableOp|DeepCopy|Switch|Merge|' +
    'Identity)$',
);

/** Copies of an operation in the graph that times it: fewer where its results are large. */
const COPIES = 32;
const NUMBERS_OF_COPIES = 2 ** 22;
const RUNS = 15;
const FLOAT: Attribute = { type: DT_FLOAT };

type Nodes = ReadonlyMap<string, NodeDef>;

/**
 * Times the operations of a graph. TensorFlow tells no times of a graph's parts here, so each
 * operation runs in a graph of its own: copies of it, one after the other, on inputs of the same
 * shapes, less the time of that graph without them. What it does not show: how long an operation
 * waits for memory that others have just pushed out of the processor's caches.
 * @returns one entry for each group of operations that are alike, the most time first
 */
export function profileNodes(native: NativeBackend, nodes: readonly NodeDef[]): AlikeOperations[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const groups = new Map<string, NodeDef[]>();
  for (const node of nodes) {
    if (NOT_TIMED.test(node.op) || !(node.shape || UPDATES.test(node.op))) continue;
    const key = signature(node, byName);
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  const end = timeOfEnd(native);
  const alike = [...groups.values()].map((group): AlikeOperations => {
    const [first] = group;
    return {
      op: first.op,
      kind: kindOfOperation(first.op),
      inputs: dataInputs(first).map((input) => shapeOf(input, byName) ?? []),
      shape: first.shape ?? [],
      count: group.length,
      ms: Math.max(0, timeWithEnd(native, first, byName) - end),
    };
  });
  return alike.sort((a, b) => b.ms * b.count - a.ms * a.count);
}

/** Milliseconds of the end of a copy: such an end, timed as an operation, has itself as its end. */
function timeOfEnd(native: NativeBackend): number {
  const graph = new Graph(native.binding);
  const one = graph.placeholder([1], DT_FLOAT);
  sinkOf(graph, { name: one, op: 'Placeholder', inputs: [], attributes: {}, shape: [1] })(one);
  const byName = new Map(graph.nodes.map((node) => [node.name, node]));
  const end = graph.nodes[graph.nodes.length - 1];
  return timeWithEnd(native, { ...end, shape: [1] }, byName) / 2;
}

/** What a node computes with: the inputs that do not only say "after". */
const dataInputs = ({ inputs }: NodeDef): string[] =>
  inputs.filter((input) => !input.startsWith('^'));

/** Equal for operations that do the same work. */
function signature(node: NodeDef, byName: Nodes): string {
  const inputs = dataInputs(node).map((input) => {
    const from = byName.get(nodeName(input));
    return from?.op === 'Const' ? constantText(from) : shapeOf(input, byName)?.join();
  });
  return JSON.stringify([node.op, inputs, node.attributes, node.shape]);
}

function constantText({ attributes: { value }, shape }: NodeDef): string {
  const bytes = value && 'tensor' in value ? value.tensor.bytes : new Uint8Array();
  return bytes.length > 64 ? `constant [${shape?.join()}]` : `constant ${bytes.join()}`;
}

/** Operations that hand on their first input, as far as its shape goes. */
const SAME_SHAPE = /^(ReadVariableOp|Switch|Identity|Merge|Cast)$/;
/** Operations whose results all have the same shape. */
const ALIKE_RESULTS = /^(Split|Unpack|TopKV2)$/;

/** The shape of what an input names, where it is known. */
function shapeOf(input: string, byName: Nodes): readonly number[] | undefined {
  const node = byName.get(nodeName(input));
  if (!node) return undefined;
  if (SAME_SHAPE.test(node.op)) return shapeOf(node.inputs[0], byName);
  if (node.op === 'VarHandleOp') {
    const { shape } = node.attributes;
    return 'shape' in shape ? shape.shape : undefined;
  }
  const place = /:(\d+)$/.exec(input)?.[1];
  if (node.op === 'SplitV') return pieceShape(node, Number(place ?? 0), byName);
  if (ALIKE_RESULTS.test(node.op)) return node.shape ?? [];
  return place === undefined ? node.shape : undefined;
}

/** The shape of one of the pieces that SplitV cuts. */
function pieceShape(
  { inputs, shape }: NodeDef,
  place: number,
  byName: Nodes,
): readonly number[] | undefined {
  const sizes = wholeNumbersOf(byName.get(inputs[1]));
  const axes = wholeNumbersOf(byName.get(inputs[2]));
  if (!sizes || !axes || !shape) return undefined;
  const axis = axes[0] < 0 ? axes[0] + shape.length : axes[0];
  return shape.map((size, i) => (i === axis ? sizes[place] : size));
}

const GIVES_TRUTH = /^(Greater|Less|Equal|NotEqual|Logical|Is|All|Any)/;

/** TensorFlow's number of the type of what an input names. */
function typeOf(input: string, byName: Nodes): number {
  const node = byName.get(nodeName(input));
  if (!node) return DT_FLOAT;
  const { op, attributes } = node;
  if (GIVES_TRUTH.test(op)) return DT_BOOL;
  if (op === 'TopKV2' && input.endsWith(':1')) return DT_INT32;
  const own = op === 'Range' ? attributes['Tidx'] : attributes['T'];
  const named = attributes['DstT'] ?? attributes['dtype'] ?? attributes['Tparams'] ?? own;
  return named !== undefined && 'type' in named ? named.type : DT_FLOAT;
}

/** A graph of copies of one operation, and what it is fed. */
class Copies {
  readonly graph: Graph;
  readonly feeds: string[] = [];
  readonly values: tf.Tensor[] = [];
  /** What variables start with, and the nodes that set them. */
  readonly starts: string[] = [];
  readonly startValues: tf.Tensor[] = [];
  readonly assigned: string[] = [];
  private readonly fed = new Map<string, string>();

  constructor(
    native: NativeBackend,
    private readonly byName: Nodes,
  ) {
    this.graph = new Graph(native.binding);
  }

  /** An input of the operation: a variable of each copy's own, else the same for all copies. */
  input(name: string, copy: number): string {
    const from = this.byName.get(nodeName(name));
    if (from?.op === 'VarHandleOp') return this.variable(from, copy);
    const known = this.fed.get(name);
    if (known !== undefined) return known;
    const made =
      from?.op === 'Const'
        ? this.graph.node('Const', [], from.attributes, from.shape)
        : this.feed(shapeOf(name, this.byName), typeOf(name, this.byName), name);
    this.fed.set(name, made);
    return made;
  }

  dispose(): void {
    [...this.values, ...this.startValues].forEach((tensor) => tensor.dispose());
  }

  private feed(shape: readonly number[] | undefined, type: number, name: string): string {
    if (!shape) throw new Error(`profile: the shape of ${name} is not known`);
    const placeholder = this.graph.placeholder(shape, type);
    this.feeds.push(placeholder);
    this.values.push(example(shape, type));
    return placeholder;
  }

  private variable({ attributes, name }: NodeDef, copy: number): string {
    const shape = 'shape' in attributes['shape'] ? [...attributes['shape'].shape] : [];
    const shared = { text: `${name} of copy ${copy}` };
    const handle = this.graph.node('VarHandleOp', [], { ...attributes, shared_name: shared });
    const start = this.graph.placeholder(shape, DT_FLOAT);
    const own = this.graph.node('DeepCopy', [start], { T: FLOAT });
    this.starts.push(start);
    this.startValues.push(tf.zeros(shape));
    this.assigned.push(this.graph.node('AssignVariableOp', [handle, own], { dtype: FLOAT }));
    return handle;
  }
}

function example(shape: readonly number[], type: number): tf.Tensor {
  if (type === DT_BOOL) return tf.ones([...shape], 'bool');
  return type === DT_INT32 ? tf.zeros([...shape], 'int32') : tf.fill([...shape], 0.5);
}

/**
 * Milliseconds of one operation inside a graph, with those of its end: from a graph with all copies
 * and one with half of them.
 */
function timeWithEnd(native: NativeBackend, node: NodeDef, byName: Nodes): number {
  const size = Math.max(
    1,
    sum(dataInputs(node).map((name) => shapeSize(shapeOf(name, byName) ?? []))),
  );
  const count = Math.max(4, Math.min(COPIES, Math.floor(NUMBERS_OF_COPIES / size)));
  const copies = new Copies(native, byName);
  const { graph } = copies;
  const nothing = graph.scalar(0);
  const sink = sinkOf(graph, node);
  const ends: string[] = [];
  for (let copy = 0; copy < count; copy++) {
    const inputs = dataInputs(node).map((name) => copies.input(name, copy));
    const after = ends.slice(-1).map((name) => `^${name}`);
    // a name of its own, or TensorFlow would make one of them all
    const attributes = { ...node.attributes, _copy: { int: copy } };
    const made = graph.node(node.op, [...inputs, ...after], attributes, node.shape);
    ends.push(sink(made));
  }
  const started = graph.node('Identity', [nothing, ...copies.assigned.map((name) => `^${name}`)], {
    T: FLOAT,
  });
  const session = new Session(native, graph);
  try {
    if (copies.assigned.length > 0)
      session
        .call(copies.starts, [started])(copies.startValues)
        .forEach((x) => x.dispose());
    const few = Math.floor(count / 2);
    const all = timed(session.call(copies.feeds, ends), copies.values);
    const some = timed(session.call(copies.feeds, ends.slice(0, few)), copies.values);
    return Math.max(0, (all - some) / (count - few));
  } finally {
    session.dispose();
    copies.dispose();
  }
}

/**
 * Makes the end of a copy of an operation: one number of its result, so that the next copy can wait
 * for it, and the result can be freed.
 */
function sinkOf(graph: Graph, { op, shape = [], attributes }: NodeDef): (made: string) => string {
  if (UPDATES.test(op)) {
    const zero = graph.scalar(0);
    return (made) => graph.node('Identity', [zero, `^${made}`], { T: FLOAT });
  }
  const type: Attribute = GIVES_TRUTH.test(op)
    ? { type: DT_BOOL }
    : (attributes['DstT'] ?? attributes['Tparams'] ?? attributes['T'] ?? FLOAT);
  const constant = (values: number[]): string =>
    graph.node('Const', [], wholeNumbersNode('', values).attributes, [values.length]);
  const begin = constant(shape.map(() => 0));
  const size = constant(shape.map(() => 1));
  return (made) => graph.node('Slice', [made, begin, size], { T: type, Index: { type: DT_INT32 } });
}

/** Milliseconds of a call: the quicker quarter of some. */
function timed(
  call: (values: readonly tf.Tensor[]) => tf.Tensor[],
  values: readonly tf.Tensor[],
): number {
  const times = Array.from({ length: RUNS + 2 }, () => {
    const started = performance.now();
    const results = call(values);
    const ms = performance.now() - started;
    results.forEach((tensor) => tensor.dispose());
    return ms;
  });
  return quantile(times.slice(2), 0.25);
}
