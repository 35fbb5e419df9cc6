// A training run that can be stopped and gone on with: random batches, and a memory that is carried
// from one update to the next (lifelong use). As a program: `checkpoint-run.ts FILE STEPS` goes on
// from FILE and prints the losses as JSON; the tests do so in a fresh process.
import {
  fromTraining,
  loadModel,
  saveModel,
  toArrays,
  toState,
  toTraining,
} from '../../src/checkpoint';
import { adam, compileTraining } from '../../src/compile';
import { memoryProfiles } from '../../src/config';
import { type ControllerState, MemoryController } from '../../src/controller';
import { createRandom, restoreRandom } from '../../src/core/random';
import { randomNormal, ready, tf } from '../../src/tf';

export const controller = new MemoryController({
  inputSize: 3,
  outputSize: 2,
  hiddenSize: 5,
  memory: memoryProfiles.all({
    memorySize: 6,
    memoryDim: 4,
    numReadHeads: 2,
    initialMemory: 'learned',
  }),
});

/**
 * Trains for some steps.
 * @param from file to go on from; without it a fresh start
 * @param to file to save to at the end
 * @returns the loss of each step
 */
export function run(
  steps: number,
  { from, to, eager }: { from?: string; to?: string; eager?: boolean } = {},
): number[] {
  const stored =
    from === undefined
      ? undefined
      : loadModel(from, {
          config: controller.config,
          shapes: controller.shapes(),
          optimizer: 'adam',
        });
  const random = stored?.random ? restoreRandom(stored.random.batches) : createRandom(7);
  const parameters = controller.initialWeights(createRandom(1));
  const training = compileTraining({
    parameters,
    eager,
    optimizer: adam({ learningRate: 0.01 }),
    clipNorm: 1,
    loss: (weights, before: ControllerState, x: tf.Tensor3D) => {
      const { outputs, state } = controller.unroll(weights, before, x);
      return {
        loss: tf.mean<tf.Scalar>(tf.squaredDifference(outputs, tf.slice(x, [0, 0, 1], [2, 4, 2]))),
        outputs: state,
      };
    },
  });
  if (stored) training.restore(toTraining(stored));
  let state = controller.initialState(2, parameters);
  if (stored?.state) state = toState(state, stored.state);
  const losses = Array.from({ length: steps }, () => {
    const { loss, outputs } = training.updateWithOutputs(
      state,
      randomNormal([2, 4, 3], random) as tf.Tensor3D,
    );
    state = outputs;
    return loss;
  });
  if (to !== undefined)
    saveModel(to, {
      config: controller.config,
      ...fromTraining(training.state()),
      random: { batches: random.state() },
      state: toArrays(state),
      metadata: { note: 'test' },
    });
  training.dispose();
  return losses;
}

if (require.main === module)
  void ready().then(() =>
    console.log(JSON.stringify(run(Number(process.argv[3]), { from: process.argv[2] }))),
  );
