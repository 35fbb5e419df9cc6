import { tf } from '../tf';
import { countOperations, placeholderFor } from './compile';
import { type Clipping, lossAndGradients } from './gradients';
import { type Attribute, Graph } from './graph';
import { loopOver } from './loop';
import { type NativeBackend, tensorType } from './native';
import { DT_FLOAT, DT_INT32 } from './nodes';
import { useOneDnn } from './oneDnn';
import type { Optimizer } from './optimizers';
import { Session } from './session';
import { simplify } from './simplify';
import { trace } from './trace';
import { scalarNames, type StateHolder, TrainingVariables } from './trainingVariables';

/** Several training steps as a graph: a loop whose rounds are the steps. */
export interface TrainingLoop extends StateHolder {
  /**
   * Runs steps until all are made, or loss or gradient of one is not finite: that one changes
   * nothing, and is the last.
   * @param given what the batches are taken from
   * @param carried what the first step is handed
   * @param scalars the optimiser's numbers of each step
   * @returns the losses before each step, the last one's too where it is not finite, and what would
   * have been handed to the next step, which the caller disposes
   */
  run(
    given: readonly tf.Tensor[],
    carried: readonly tf.Tensor[],
    scalars: readonly Readonly<Record<string, number>>[],
  ): { losses: number[]; finite: boolean; carried: tf.Tensor[] };
}

/** What one step of a loop computes, from its number, what is given to all, and what is carried. */
export type LoopStep = (
  step: tf.Scalar,
  given: tf.Tensor[],
  carried: tf.Tensor[],
) => {
  /** The loss function on the batch of this step, its other outputs taken apart. */
  readonly loss: (parameters: tf.Tensor[]) => {
    readonly loss: tf.Scalar;
    readonly outputs: readonly tf.Tensor[];
  };
  /** What the next step is handed, of the shapes of what this one was. Called after `loss`. */
  readonly next: (outputs: readonly tf.Tensor[]) => readonly tf.Tensor[];
};

/**
 * Traces the loop for things given and carried of these forms.
 * @returns undefined where some tensor would hold no number: that must run op by op
 */
export function traceTrainingLoop(
  native: NativeBackend,
  stepOf: LoopStep,
  parameters: readonly tf.Tensor[],
  given: readonly tf.Tensor[],
  carried: readonly tf.Tensor[],
  optimizer: Optimizer,
  clipping: Clipping,
): TrainingLoop | undefined {
  const graph = new Graph(native.binding);
  const float: Attribute = { type: DT_FLOAT };
  const shapes = parameters.map(({ shape }) => shape);
  const variables = new TrainingVariables(graph, shapes, optimizer);
  const [stepAt, givenAt] = [shapes.length, shapes.length + 1];
  const carriedAt = givenAt + given.length;

  const enteredAs: string[] = [];
  const computed: tf.Tensor[] = [];
  const [value, finite, ...rest] = tf.tidy(() =>
    trace(
      native,
      graph,
      [...parameters, tf.scalar(0, 'int32'), ...given, ...carried],
      (g, input, i) => {
        enteredAs[i] = i < stepAt ? variables.readParameter(i) : placeholderFor(g, native, input);
        return enteredAs[i];
      },
      (examples) => {
        const { loss, next } = stepOf(
          examples[stepAt] as tf.Scalar,
          examples.slice(givenAt, carriedAt),
          examples.slice(carriedAt),
        );
        const found = lossAndGradients(loss, examples.slice(0, stepAt), clipping);
        computed.push(...found.outputs);
        return [found.loss, found.finite, ...found.gradients, ...next(found.outputs)];
      },
    ),
  );
  computed.forEach((tensor) => tensor.dispose());
  if (graph.holdsEmpty) return undefined;
  simplify(graph, [value, finite, ...rest]);
  useOneDnn(native, graph);
  const gradients = rest.slice(0, stepAt);
  const [current, round] = [enteredAs.slice(0, stepAt), enteredAs[stepAt]];

  const zero = graph.constant([], DT_INT32, [0]);
  const names = scalarNames(optimizer);
  const rates = placeholderOf(graph, [-1, names.length], DT_FLOAT);
  const gather = { Tparams: float, Tindices: { type: DT_INT32 }, Taxis: { type: DT_INT32 } };
  const ownRates = graph.node('GatherV2', [rates, round, zero], gather);
  const lossNode = variables.update({ current, gradients, finite, value, scalars: ownRates });
  const goOn = graph.node('Identity', [finite, `^${lossNode}`], {
    T: { type: native.binding.TF_BOOL },
  });

  // the losses, each written to its place
  const losses = placeholderOf(graph, [-1], DT_FLOAT);
  const lossesInside = placeholderOf(graph, [-1], DT_FLOAT);
  const integer = { Tindices: { type: DT_INT32 } };
  const place = graph.node('Reshape', [round, graph.constant([2], DT_INT32, [1, 1])], {
    T: { type: DT_INT32 },
    Tshape: { type: DT_INT32 },
  });
  const update = graph.node('Reshape', [lossNode, graph.constant([1], DT_INT32, [1])], {
    T: float,
    Tshape: { type: DT_INT32 },
  });
  const lossesNext = graph.node('TensorScatterUpdate', [lossesInside, place, update], {
    T: float,
    ...integer,
  });

  const count = graph.placeholder([], DT_INT32);
  const starts = carried.map((tensor) => placeholderFor(graph, native, tensor));
  const results = loopOver(graph, {
    count,
    round,
    goOn,
    values: [
      { type: DT_FLOAT, start: losses, inside: lossesInside, next: lossesNext },
      ...carried.map((tensor, i) => ({
        type: tensorType(native, tensor),
        start: starts[i],
        inside: enteredAs[carriedAt + i],
        next: rest[stepAt + i],
      })),
    ],
  });
  const access = variables.addAccess();
  const session = new Session(native, graph);
  const givenNodes = enteredAs.slice(givenAt, carriedAt);
  const run = session.call(
    [...givenNodes, ...starts, count, rates, losses],
    [results.rounds, results.goOn, ...results.values],
  );

  return {
    operations: countOperations(graph),
    run: (all, first, numbers) => {
      const fed = [
        tf.scalar(numbers.length, 'int32'),
        tf.tensor2d(numbers.map((own) => names.map((name) => own[name]))),
        tf.zeros([numbers.length]),
      ];
      const [rounds, wentOn, written, ...next] = run([...all, ...first, ...fed]);
      const made = Array.from(written.dataSync().subarray(0, rounds.dataSync()[0]));
      const isFinite = wentOn.dataSync()[0] === 1;
      tf.dispose([rounds, wentOn, written, ...fed]);
      return { losses: made, finite: isFinite, carried: next };
    },
    ...access(session),
    dispose: () => session.dispose(),
  };
}

/** What is fed, of a shape with axes of any size (-1). */
const placeholderOf = (graph: Graph, shape: readonly number[], type: number): string =>
  graph.node('Placeholder', [], { dtype: { type }, shape: { shape } });
