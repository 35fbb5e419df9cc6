import type { Attribute, Graph, NodeDef } from './graph';
import { DT_INT32 } from './nodes';

/** A value that a loop hands from one round to the next. */
export interface LoopValue {
  /** TensorFlow's number of its type. */
  readonly type: number;
  /** The node that gives it before the first round: a constant or a placeholder. */
  readonly start: string;
  /** The placeholder that stands for it in the nodes of a round. */
  readonly inside: string;
  /** The node that gives it to the next round. */
  readonly next: string;
}

/** What a graph's nodes are to a loop. */
export interface LoopBody {
  /** Rounds at most: the placeholder of a scalar int32. */
  readonly count: string;
  /** The placeholder that stands for the number of a round, from 0, a scalar int32. */
  readonly round: string;
  /** The node, a boolean scalar, that says whether there is to be another round. */
  readonly goOn: string;
  readonly values: readonly LoopValue[];
}

/** What comes out of a loop. */
export interface LoopResults {
  /** The node of the number of rounds made. */
  readonly rounds: string;
  /** The node of what the last round said of going on; true where there was none. */
  readonly goOn: string;
  /** The nodes of the values after the last round. */
  readonly values: readonly string[];
}

/** TensorFlow's numbers of two types: truth values, and the handles of variables. */
const BOOL = 10;
const RESOURCE = 20;

/** What enters the loop once, and is the same in all rounds. */
const OUTSIDE = ['VarHandleOp', 'Placeholder'];

/**
 * Makes all nodes of a graph one round of a loop, in the form that TensorFlow has for loops in
 * graphs (Yu et al. 2018, "Dynamic control flow in large-scale machine learning"): `Enter` takes a
 * value into the loop, `Merge` hands on what came from outside or from the round before, `Switch`
 * leads it into the next round or, by `Exit`, out of the loop. A round begins when the one before
 * has ended. Handles and placeholders stay outside. Constants are in the loop, where TensorFlow's
 * own rewriting of graphs finds them.
 */
export function loopOver(graph: Graph, { count, round, goOn, values }: LoopBody): LoopResults {
  const body = [...graph.nodes];
  graph.replace(body); // no constant of a round is used outside
  const truth = graph.constant([], BOOL, [1]);
  const [zero, one] = [0, 1].map((value) => graph.constant([], DT_INT32, [value]));
  const carried: readonly (Omit<LoopValue, 'inside'> & { readonly inside?: string })[] = [
    { type: DT_INT32, start: zero, inside: round, next: '' },
    { type: BOOL, start: truth, next: goOn },
    ...values,
  ];
  const standIns = new Set(carried.map(({ inside }) => inside));
  const outside = new Map(
    graph.nodes
      .filter(({ name, op }) => OUTSIDE.includes(op) && !standIns.has(name))
      .map((node) => [node.name, node] as const),
  );
  const enter = (name: string, type: number, isConstant: boolean): string =>
    graph.node('Enter', [name], {
      ...typed(type),
      frame_name: { text: 'rounds' },
      is_constant: { bool: isConstant },
      parallel_iterations: { int: 1 },
    });
  const entered = new Map<string, string>();
  /** What a node in the loop takes in place of a node outside. */
  const taken = (input: string): string => {
    const node = outside.get(input);
    if (!node) return input;
    const name = entered.get(input) ?? enter(input, outputType(node), true);
    entered.set(input, name);
    return name;
  };

  const merges = carried.map(({ type, start }) =>
    graph.node('Merge', [enter(start, type, false), ''], { ...typed(type), N: { int: 2 } }),
  );
  const isLeft = graph.node('Less', [merges[0], taken(count)], typed(DT_INT32));
  const isWanted = graph.node('LogicalAnd', [isLeft, merges[1]]);
  const condition = graph.node('LoopCond', [isWanted]);
  const switches = carried.map(({ type }, i) =>
    graph.node('Switch', [merges[i], condition], typed(type)),
  );
  const exits = carried.map(({ type }, i) => graph.node('Exit', [switches[i]], typed(type)));
  const following = graph.node('AddV2', [round, enter(one, DT_INT32, true)], typed(DT_INT32));
  const nexts = carried.map(({ type, next }, i) =>
    graph.node('NextIteration', [i === 0 ? following : taken(next)], typed(type)),
  );

  const replaced = new Map<string, NodeDef>();
  for (const node of body) {
    if (outside.has(node.name) || standIns.has(node.name)) continue;
    const inputs = node.inputs.map(taken);
    // what reads a variable reads what the round before left there
    if (['Const', 'ReadVariableOp'].includes(node.op)) inputs.push(`^${round}`);
    replaced.set(node.name, { ...node, inputs });
  }
  const byName = new Map(graph.nodes.map((node) => [node.name, node]));
  carried.forEach(({ type, inside }, i) => {
    const merge = byName.get(merges[i])!;
    replaced.set(merges[i], { ...merge, inputs: [merge.inputs[0], nexts[i]] });
    if (inside === undefined) return;
    const standIn = byName.get(inside)!;
    const inputs = [`${switches[i]}:1`];
    replaced.set(inside, { ...standIn, op: 'Identity', inputs, attributes: typed(type) });
  });
  graph.replace(graph.nodes.map((node) => replaced.get(node.name) ?? node));
  return { rounds: exits[0], goOn: exits[1], values: exits.slice(2) };
}

const typed = (type: number): Readonly<Record<string, Attribute>> => ({ T: { type } });

/** The type of what a node from outside gives. */
function outputType({ op, attributes: { dtype } }: NodeDef): number {
  if (op === 'VarHandleOp') return RESOURCE;
  return (dtype as { readonly type: number }).type;
}
