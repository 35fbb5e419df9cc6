import { checkTensor, tf } from '../../tf';
import type { MemoryController, Weights } from '../../controller';
import { type SequenceBatch, sequenceTensors } from '../../tasks';
import { argumentError } from '../../core/arguments';

/** What a memory machine did in one step of a sequence. Gates and modes are of the first head. */
export interface WatchedStep {
  /** A weight a slot, for each write head. */
  readonly writes: readonly number[][];
  /** A weight a slot, for each read head. */
  readonly reads: readonly number[][];
  /** What stands in the memory after the step, `[slots, width]`. */
  readonly memory: readonly number[][];
  /** Each 0 to 1. */
  readonly gates: Readonly<Record<'write' | 'allocation' | 'free', number>>;
  /** Shares that sum to 1. */
  readonly modes: Readonly<Record<'backward' | 'forward' | 'content', number>>;
}

/**
 * Runs one sequence from a fresh state and keeps what the heads did. Nothing is changed.
 * @param sequence a batch of one
 * @returns one entry for each step that the sequence runs
 * @throws RangeError unless the batch holds one sequence
 */
export function watchSteps(
  controller: MemoryController,
  weights: Weights,
  sequence: SequenceBatch,
): WatchedStep[] {
  if (sequence.batch !== 1)
    throw argumentError('sequence.batch', sequence.batch, '1: a sequence is watched alone');
  if (controller.config.memory.numWriteHeads !== 1)
    throw argumentError(
      'controller.config.memory.numWriteHeads',
      controller.config.memory.numWriteHeads,
      '1',
    );
  return tf.tidy(() => {
    const { inputs } = sequenceTensors(sequence);
    const running = sequence.steps.reduce((a, b) => a + b, 0);
    let state = controller.initialState(1, weights);
    return tf
      .unstack(inputs, 1)
      .slice(0, running)
      .map((x) => {
        const step = controller.step(weights, state, x as tf.Tensor2D);
        state = step.state;
        const { writeGates, allocationGates, freeGates, readModes } = step.controls;
        const [backward, forward, content] = readModes.dataSync();
        return {
          writes: rowsOf(state.memory.writeWeights),
          reads: rowsOf(state.memory.readWeights),
          memory: rowsOf(state.memory.memory),
          gates: {
            write: writeGates.dataSync()[0],
            allocation: allocationGates.dataSync()[0],
            free: freeGates.dataSync()[0],
          },
          modes: { backward, forward, content },
        };
      });
  });
}

/** The only row of a batch, as lists. */
function rowsOf(tensor: tf.Tensor): number[][] {
  checkTensor('tensor', tensor, [1, 'rows', 'columns']);
  return tf.squeeze<tf.Tensor2D>(tensor, [0]).arraySync();
}
