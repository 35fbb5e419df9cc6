import { tf } from '../tf';
import { countOperations, placeholderFor } from './compile';
import { type Clipping, lossAndGradients } from './gradients';
import { type Attribute, Graph } from './graph';
import { type NativeBackend, tensorType } from './native';
import { useOneDnn } from './oneDnn';
import type { Optimizer } from './optimizers';
import { Session } from './session';
import { simplify } from './simplify';
import { trace } from './trace';

/**
 * Parameters, then each of the optimiser's slots for each parameter: the order in which a graph's
 * state is read and set.
 */
export type StateTensors = readonly tf.Tensor[];

/** One training step as a graph whose variables hold the parameters and the optimiser's slots. */
export interface TrainingGraph {
  readonly operations: number;
  /**
   * Runs a step on a batch.
   * @returns the loss before it, and the other outputs, which the caller disposes; if loss or
   * gradient is not finite, nothing has changed
   */
  step(
    batch: readonly tf.Tensor[],
    scalars: Readonly<Record<string, number>>,
  ): { loss: number; finite: boolean; outputs: tf.Tensor[] };
  /** What the variables hold; the caller disposes the tensors. */
  read(): tf.Tensor[];
  write(state: StateTensors): void;
  dispose(): void;
}

/**
 * Traces a training step for a batch of this form.
 * @returns undefined where some tensor would hold no number: that must run op by op
 */
export function traceTraining(
  native: NativeBackend,
  compute: (
    parameters: tf.Tensor[],
    batch: tf.Tensor[],
  ) => { loss: tf.Scalar; outputs: readonly tf.Tensor[] },
  parameters: readonly tf.Tensor[],
  batch: readonly tf.Tensor[],
  optimizer: Optimizer,
  clipping: Clipping,
): TrainingGraph | undefined {
  const graph = new Graph(native.binding);
  const { TF_FLOAT, TF_BOOL } = native.binding;
  const float: Attribute = { type: TF_FLOAT };
  const count = parameters.length;
  const variable = (shape: readonly number[], name: string): string =>
    graph.node('VarHandleOp', [], { dtype: float, shape: { shape }, shared_name: { text: name } });
  const handles = parameters.map(({ shape }, i) => variable(shape, `parameter${i}`));
  const slots = optimizer.slots.map((slot) =>
    parameters.map(({ shape }, i) => variable(shape, `${slot}${i}`)),
  );
  const read = (handle: string): string => graph.node('ReadVariableOp', [handle], { dtype: float });

  const current: string[] = [];
  const feeds: string[] = [];
  const computed: tf.Tensor[] = [];
  const [value, finite, ...rest] = trace(
    native,
    graph,
    [...parameters, ...batch],
    (g, input, i) => {
      if (i < count) return (current[i] = read(handles[i]));
      return (feeds[i - count] = placeholderFor(g, native, input));
    },
    (examples) => {
      const found = lossAndGradients(
        (given) => compute(given, examples.slice(count)),
        examples.slice(0, count),
        clipping,
      );
      computed.push(...found.outputs);
      return [found.loss, found.finite, ...found.gradients, ...found.outputs];
    },
  ) as [string, string, ...string[]];
  if (graph.holdsEmpty) {
    computed.forEach((tensor) => tensor.dispose());
    return undefined;
  }
  simplify(graph, [value, finite, ...rest]);
  useOneDnn(native, graph);
  const gradients = rest.slice(0, count);
  const outputs = computed.map((tensor, i) =>
    graph.node('Identity', [rest[count + i]], {
      T: { type: tensorType(native, tensor) },
    }),
  );
  computed.forEach((tensor) => tensor.dispose());

  // The update runs only where all is finite: Switch sends a value to its second output if its
  // condition holds, else to its first.
  const scalarNames = Object.keys(optimizer.scalars(1, optimizer.learningRate));
  const rates = graph.placeholder([scalarNames.length], TF_FLOAT);
  const unpacked = graph.node('Unpack', [rates], {
    T: float,
    num: { int: scalarNames.length },
    axis: { int: 0 },
  });
  const scalars = new Map(scalarNames.map((name, i) => [name, `${unpacked}:${i}`]));
  const updates = handles.map((handle, i) => {
    const gradient = graph.node('Switch', [gradients[i], finite], { T: float });
    const own: Record<string, string> = {
      parameter: handle,
      gradient: `${gradient}:1`,
      ...Object.fromEntries(optimizer.slots.map((slot, s) => [slot, slots[s]?.[i]])),
    };
    const inputs = optimizer.inputs.map((input) =>
      typeof input === 'number'
        ? graph.scalar(input)
        : (own[input] ?? (scalars.get(input) as string)),
    );
    return graph.node(optimizer.op, [...inputs, `^${current[i]}`], { T: float });
  });
  const outcome = graph.node('Switch', [value, finite], { T: float });
  const updated = graph.node('Identity', [`${outcome}:1`, ...updates.map((name) => `^${name}`)], {
    T: float,
  });
  const lossNode = graph.node('Merge', [outcome, updated], { T: float, N: { int: 2 } });
  const wasFinite = graph.node('Cast', [finite], { SrcT: { type: TF_BOOL }, DstT: float });
  const outcomeNode = graph.node('Pack', [lossNode, wasFinite], {
    T: float,
    N: { int: 2 },
    axis: { int: 0 },
  });

  const everything = [...handles, ...slots.flat()];
  const values = everything.map(read);
  const given = everything.map((_, i) => graph.placeholder(parameters[i % count].shape, TF_FLOAT));
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
  const session = new Session(native, graph);

  const step = session.call([...feeds, rates], [outcomeNode, ...outputs]);
  const readAll = session.call([], values);
  const writeAll = session.call(given, [done]);

  return {
    operations: countOperations(graph),
    step: (tensors, numbers) => {
      const fed = tf.tensor1d(scalarNames.map((name) => numbers[name]));
      const [result, ...others] = step([...tensors, fed]) as [tf.Tensor, ...tf.Tensor[]];
      const [loss, isFinite] = result.dataSync() as Float32Array;
      result.dispose();
      fed.dispose();
      return { loss: loss, finite: isFinite === 1, outputs: others };
    },
    read: () => readAll([]),
    write: (state) => writeAll(state).forEach((tensor) => tensor.dispose()),
    dispose: () => session.dispose(),
  };
}
