// A training run that can be stopped and gone on with: tf.train.adam op by op, random batches, and a memory that is carried from one update to the next (lifelong use).
// As a program: `checkpoint-run.ts FILE STEPS` goes on from FILE and prints the losses as JSON; the tests do so in a fresh process.
import { adamState, loadModel, restoreAdam, saveModel, toArrays, toState, toTensors } from '../src/checkpoint';
import { memoryProfiles } from '../src/config';
import { type ControllerState, MemoryController } from '../src/controller';
import { createRandom, restoreRandom } from '../src/random';
import { randomNormal, ready, tf } from '../src/tf';

export const controller = new MemoryController({ inputSize: 3, outputSize: 2, hiddenSize: 5, memory: memoryProfiles.all({ memorySize: 6, memoryDim: 4, numReadHeads: 2, initialMemory: 'learned' }) });

/** Trains for some steps. @param from file to go on from; without it a fresh start @param to file to save to at the end @returns the loss of each step */
export function run(steps: number, { from, to }: { from?: string; to?: string } = {}): number[] {
  const stored = from === undefined ? undefined : loadModel(from, { config: controller.config, shapes: controller.shapes(), optimizer: 'tf.train.adam' });
  const random = stored?.random ? restoreRandom(stored.random.batches) : createRandom(7);
  const weights = stored ? toTensors(stored.weights) : controller.initialWeights(createRandom(1));
  const variables = Object.fromEntries(Object.entries(weights).map(([name, tensor]) => [name, tf.variable(tensor)]));
  const optimizer = tf.train.adam(0.01);
  if (stored?.optimizer) restoreAdam(optimizer, stored.optimizer, variables);
  let state: ControllerState = controller.initialState(2, variables);
  if (stored?.state) state = toState(state, stored.state);
  const losses = Array.from({ length: steps }, () => {
    const x = randomNormal([2, 4, 3], random) as tf.Tensor3D;
    let after: ControllerState | undefined;
    const { value, grads } = tf.variableGrads(() => {
      const { outputs, state: end } = controller.unroll(variables, state, x);
      after = copied(end);
      return tf.mean(tf.squaredDifference(outputs, tf.slice(x, [0, 0, 1], [2, 4, 2])));
    }, Object.values(variables));
    optimizer.applyGradients(grads as never);
    state = after as ControllerState;
    return value.dataSync()[0];
  });
  if (to !== undefined) {
    saveModel(to, { config: controller.config, weights: toArrays(variables), optimizer: adamState(optimizer, variables), random: { batches: random.state() }, state: toArrays(state as never), metadata: { note: 'test' } });
  }
  return losses;
}

/** The numbers of a state, as they are now. */
const copied = <S>(state: S): S => (state instanceof tf.Tensor ? tf.keep(tf.clone(state)) : Object.fromEntries(Object.entries(state as object).map(([name, part]) => [name, copied(part)]))) as S;

if (require.main === module) void ready().then(() => console.log(JSON.stringify(run(Number(process.argv[3]), { from: process.argv[2] }))));
