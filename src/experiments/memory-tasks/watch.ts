import { checkTensor, tf } from '../../tf';
import type { MemoryKind } from '../../config';
import type {
  AnyMemoryController,
  ControllerStep,
  MemoryController,
  Weights,
} from '../../controller';
import type { MemoryView } from '../../memory';
import { type SequenceBatch, sequenceTensors } from '../../tasks';
import { argumentError } from '../../core/arguments';

/** What a memory of any kind did in one step of a sequence. See `MemoryView`. */
export interface WatchedMemory {
  /** A weight a slot (or row of a matrix), for each write head. */
  readonly writes: readonly number[][];
  /** A weight a slot (or row of a matrix), for each read head. */
  readonly reads: readonly number[][];
  /** What stands in the memory after the step, `[slots, width]`. */
  readonly memory: readonly number[][];
}

/** What a DNC did in one step of a sequence. Gates and modes are of the first head. */
export interface WatchedStep extends WatchedMemory {
  /** Each 0 to 1. */
  readonly gates: Readonly<Record<'write' | 'allocation' | 'free', number>>;
  /** Shares that sum to 1. */
  readonly modes: Readonly<Record<'backward' | 'forward' | 'content', number>>;
}

/**
 * Runs one sequence from a fresh state and keeps what the heads did. Nothing is changed.
 * @param sequence a batch of one
 * @returns one entry for each step that the sequence runs
 * @throws RangeError unless the batch holds one sequence, and the memory has one write head
 */
export function watchSteps(
  controller: MemoryController,
  weights: Weights,
  sequence: SequenceBatch,
): WatchedStep[] {
  if (controller.config.memory.numWriteHeads !== 1)
    throw argumentError(
      'controller.config.memory.numWriteHeads',
      controller.config.memory.numWriteHeads,
      '1',
    );
  return watch(controller, weights, sequence, ({ state, controls }) => {
    const { writeGates, allocationGates, freeGates, readModes } = controls;
    const [backward, forward, content] = readModes.dataSync();
    return {
      ...plainView(controller.bank.view(state.memory)),
      gates: {
        write: writeGates.dataSync()[0],
        allocation: allocationGates.dataSync()[0],
        free: freeGates.dataSync()[0],
      },
      modes: { backward, forward, content },
    };
  });
}

/**
 * The same of a memory of any kind: where it wrote, where it read, what it holds.
 * @param sequence a batch of one
 * @returns one entry for each step that the sequence runs
 * @throws RangeError unless the batch holds one sequence
 */
export function watchMemory(
  controller: AnyMemoryController,
  weights: Weights,
  sequence: SequenceBatch,
): WatchedMemory[] {
  return watch(controller, weights, sequence, ({ state }) =>
    plainView(controller.bank.view(state.memory)),
  );
}

/** Runs one sequence and keeps something of each step. */
function watch<K extends MemoryKind, T extends WatchedMemory>(
  controller: MemoryController<K>,
  weights: Weights,
  sequence: SequenceBatch,
  keep: (step: ControllerStep<K>) => T,
): T[] {
  if (sequence.batch !== 1)
    throw argumentError('sequence.batch', sequence.batch, '1: a sequence is watched alone');
  const kept: T[] = [];
  tf.tidy(() => {
    const { inputs } = sequenceTensors(sequence);
    const running = sequence.steps.reduce((a, b) => a + b, 0);
    let state = controller.initialState(1, weights);
    for (const x of tf.unstack(inputs, 1).slice(0, running)) {
      const step = controller.step(weights, state, x as tf.Tensor2D);
      state = step.state;
      kept.push(keep(step));
    }
  });
  return kept;
}

const plainView = ({ memory, writeWeights, readWeights }: MemoryView): WatchedMemory => ({
  writes: rowsOf(writeWeights),
  reads: rowsOf(readWeights),
  memory: rowsOf(memory),
});

/** The only row of a batch, as lists. */
function rowsOf(tensor: tf.Tensor): number[][] {
  checkTensor('tensor', tensor, [1, 'rows', 'columns']);
  return tf.squeeze<tf.Tensor2D>(tensor, [0]).arraySync();
}
