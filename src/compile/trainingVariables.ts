import type { tf } from '../tf';
import type { Attribute, Graph } from './graph';
import { DT_FLOAT } from './nodes';
import type { Optimizer } from './optimizers';
import type { Session } from './session';

const float: Attribute = { type: DT_FLOAT };

/**
 * Parameters, then each of the optimiser's slots for each parameter: the order in which a graph's
 * state is read and set.
 */
export type StateTensors = readonly tf.Tensor[];

/** What holds the state of a training in variables of a graph. */
export interface StateHolder {
  readonly operations: number;
  /** What the variables hold; the caller disposes the tensors. */
  read(): tf.Tensor[];
  write(state: StateTensors): void;
  dispose(): void;
}

/** The variables of a graph that hold the parameters and the optimiser's slots. */
export class TrainingVariables {
  /** A handle a parameter. */
  readonly parameters: readonly string[];
  /** For each of the optimiser's slots, a handle a parameter. */
  readonly slots: readonly (readonly string[])[];

  constructor(
    private readonly graph: Graph,
    private readonly shapes: readonly (readonly number[])[],
    private readonly optimizer: Optimizer,
  ) {
    this.parameters = shapes.map((_, i) => this.variable(i, `parameter${i}`));
    this.slots = optimizer.slots.map((slot) =>
      shapes.map((_, i) => this.variable(i, `${slot}${i}`)),
    );
  }

  /** A node that reads the parameter of a number, from 0, at the time it runs. */
  readParameter(i: number): string {
    return this.read(this.parameters[i]);
  }

  /**
   * Nodes that move the parameters along their gradients, where the condition holds: a Switch sends
   * a value to its second output if its condition holds, else to its first. Every update takes one
   * of the optimiser's numbers, so that it is enough to hold those back.
   * @param current the nodes that read the parameters: they run before
   * @param gradients a node a parameter
   * @param finite the node of the condition
   * @param value the node of the loss
   * @param scalars the node of the optimiser's numbers of this step, in the order of `scalarNames`
   * @returns the node of the loss, which runs after all of them
   */
  update({ current, gradients, finite, value, scalars }: UpdateNodes): string {
    const { graph, optimizer } = this;
    const names = scalarNames(optimizer);
    const allowed = graph.node('Switch', [scalars, finite], { T: float });
    const unpacked = graph.node('Unpack', [`${allowed}:1`], {
      T: float,
      num: { int: names.length },
      axis: { int: 0 },
    });
    const updates = this.parameters.map((handle, i) => {
      const nodes: Record<string, string> = {
        parameter: handle,
        gradient: gradients[i],
        ...Object.fromEntries(names.map((name, s) => [name, `${unpacked}:${s}`])),
        ...Object.fromEntries(optimizer.slots.map((slot, s) => [slot, this.slots[s][i]])),
      };
      const inputs = optimizer.inputs.map((input) =>
        typeof input === 'number' ? graph.scalar(input) : nodes[input],
      );
      return graph.node(optimizer.op, [...inputs, `^${current[i]}`], { T: float });
    });
    const outcome = graph.node('Switch', [value, finite], { T: float });
    const updated = graph.node('Identity', [`${outcome}:1`, ...updates.map((name) => `^${name}`)], {
      T: float,
    });
    return graph.node('Merge', [outcome, updated], { T: float, N: { int: 2 } });
  }

  /** Adds the nodes that read and set all variables. @returns how a session of the graph does so */
  addAccess(): (session: Session) => Pick<StateHolder, 'read' | 'write'> {
    const { graph } = this;
    const everything = [...this.parameters, ...this.slots.flat()];
    const values = everything.map((handle) => this.read(handle));
    const given = everything.map((_, i) =>
      graph.placeholder(this.shapes[i % this.shapes.length], DT_FLOAT),
    );
    // A fed tensor's numbers lie in JavaScript's memory. A variable that kept them would let go of
    // them in its first update, on a thread of TensorFlow's, where nothing of JavaScript may be
    // touched.
    const own = given.map((name) => graph.node('DeepCopy', [name], { T: float }));
    const assigned = everything.map((handle, i) =>
      graph.node('AssignVariableOp', [handle, own[i]], { dtype: float }),
    );
    const done = graph.node('Identity', [graph.scalar(0), ...assigned.map((name) => `^${name}`)], {
      T: float,
    });
    return (session) => {
      const readAll = session.call([], values);
      const writeAll = session.call(given, [done]);
      return {
        read: () => readAll([]),
        write: (state) => writeAll(state).forEach((tensor) => tensor.dispose()),
      };
    };
  }

  private variable(i: number, name: string): string {
    const { graph, shapes } = this;
    const attributes = { dtype: float, shape: { shape: shapes[i] }, shared_name: { text: name } };
    return graph.node('VarHandleOp', [], attributes);
  }

  private read(handle: string): string {
    return this.graph.node('ReadVariableOp', [handle], { dtype: float });
  }
}

/** Nodes that an update takes. */
export interface UpdateNodes {
  readonly current: readonly string[];
  readonly gradients: readonly string[];
  readonly finite: string;
  readonly value: string;
  readonly scalars: string;
}

/** The optimiser's numbers in the order of a vector that is fed. */
export const scalarNames = (optimizer: Optimizer): string[] =>
  Object.keys(optimizer.scalars(1, optimizer.learningRate));
