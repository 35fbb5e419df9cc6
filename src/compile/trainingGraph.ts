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
import { scalarNames, type StateHolder, TrainingVariables } from './trainingVariables';

/** A loss function on tensors, its other outputs taken apart. */
export type ComputeLoss = (
  parameters: tf.Tensor[],
  batch: tf.Tensor[],
) => { loss: tf.Scalar; outputs: readonly tf.Tensor[] };

/** One training step as a graph whose variables hold the parameters and the optimiser's slots. */
export interface TrainingGraph extends StateHolder {
  /**
   * Runs a step on a batch.
   * @returns the loss before it, and the other outputs, which the caller disposes; if loss or
   * gradient is not finite, nothing has changed
   */
  step(
    batch: readonly tf.Tensor[],
    scalars: Readonly<Record<string, number>>,
  ): { loss: number; finite: boolean; outputs: tf.Tensor[] };
}

/**
 * Traces a training step for a batch of this form.
 * @returns undefined where some tensor would hold no number: that must run op by op
 */
export function traceTraining(
  native: NativeBackend,
  compute: ComputeLoss,
  parameters: readonly tf.Tensor[],
  batch: readonly tf.Tensor[],
  optimizer: Optimizer,
  clipping: Clipping,
): TrainingGraph | undefined {
  const graph = new Graph(native.binding);
  const { TF_FLOAT, TF_BOOL } = native.binding;
  const float: Attribute = { type: TF_FLOAT };
  const count = parameters.length;
  const shapes = parameters.map(({ shape }) => shape);
  const variables = new TrainingVariables(graph, shapes, optimizer);

  const current: string[] = [];
  const feeds: string[] = [];
  const computed: tf.Tensor[] = [];
  const [value, finite, ...rest] = trace(
    native,
    graph,
    [...parameters, ...batch],
    (g, input, i) => {
      if (i < count) return (current[i] = variables.readParameter(i));
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

  const names = scalarNames(optimizer);
  const rates = graph.placeholder([names.length], TF_FLOAT);
  const lossNode = variables.update({ current, gradients, finite, value, scalars: rates });
  const wasFinite = graph.node('Cast', [finite], { SrcT: { type: TF_BOOL }, DstT: float });
  const outcomeNode = graph.node('Pack', [lossNode, wasFinite], {
    T: float,
    N: { int: 2 },
    axis: { int: 0 },
  });
  const access = variables.addAccess();
  const session = new Session(native, graph);
  const step = session.call([...feeds, rates], [outcomeNode, ...outputs]);

  return {
    operations: countOperations(graph),
    step: (tensors, numbers) => {
      const fed = tf.tensor1d(names.map((name) => numbers[name]));
      const [result, ...others] = step([...tensors, fed]) as [tf.Tensor, ...tf.Tensor[]];
      const [loss, isFinite] = result.dataSync() as Float32Array;
      result.dispose();
      fed.dispose();
      return { loss: loss, finite: isFinite === 1, outputs: others };
    },
    ...access(session),
    dispose: () => session.dispose(),
  };
}
