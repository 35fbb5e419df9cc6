import {
  type ControllerConfig,
  controllerConfig,
  type ControllerOptions,
  type MemoryKind,
} from '../config';
import type { Random } from '../core/random';
import {
  type MemoryBank,
  memoryBank,
  type MemoryControlsOf,
  type MemoryStateOf,
  type StateUpdate,
} from '../memory';
import { argumentError, checkWholeNumber } from '../core/arguments';
import { describe } from '../core/text';
import { checkTensor, tf } from '../tf';
import { interfaceSize, parseInterface } from './interfaceVector';
import { checkLstmState, type LstmState, lstmStep } from './lstm';
import { type SequenceNetwork, type Unrolled, unrollSteps } from './unroll';
import {
  checkWeights,
  clip,
  drawWeights,
  linear,
  type Weights,
  type WeightShapes,
} from './weights';

/** Everything the machine carries from step to step. */
export interface ControllerState<K extends MemoryKind = 'dnc'> {
  /**
   * Of the LSTM. A feed-forward controller carries nothing: `hidden` is what it gave last, to be
   * looked at, and `cell` stays 0.
   */
  readonly lstm: LstmState;
  readonly memory: MemoryStateOf<K>;
  /** What was read last: `[batch, R W]`. */
  readonly reads: tf.Tensor2D;
}

/** What a machine carries whose kind of memory is not known beforehand. */
export type AnyControllerState = ControllerState<MemoryKind>;

/**
 * The answer `[batch, outputSize]`, the state afterwards, and what the controller asked of the
 * memory (to be looked at).
 */
export interface ControllerStep<K extends MemoryKind = 'dnc'> {
  readonly output: tf.Tensor2D;
  readonly state: ControllerState<K>;
  readonly controls: MemoryControlsOf<K>;
}

/** Deviation of the numbers that slots which are 'learned' or 'random' start with. */
const SLOT_DEVIATION = 0.5;

/**
 * The whole differentiable neural computer: a controller that drives a memory (Graves et al. 2016,
 * Methods; conventions of google-deepmind/dnc). It holds no state and no weights: both go in and
 * come out, so that one controller serves any number of learners, and looking at one (a prediction,
 * an evaluation) cannot change it.
 *
 * Episodic use: a fresh `initialState` for each sequence. Lifelong use: the state that `unroll`
 * gives back is where the next begins; two sequences in a row are the same as one long sequence.
 * Between training steps that state is plain numbers, so the gradient of a step ends where the step
 * began.
 *
 * Many learners at once: weights may have a leading axis of tasks, `[tasks, ...shape]`. The batch
 * then holds the sequences of the first task, then those of the next, as many of each.
 *
 * The memory is of the kind that `memory.kind` names, and the type parameter with it; without one
 * it is the DNC's.
 */
export class MemoryController<K extends MemoryKind = 'dnc'> implements SequenceNetwork<
  ControllerState<K>
> {
  readonly config: ControllerConfig<K>;
  readonly bank: MemoryBank<MemoryStateOf<K>, MemoryControlsOf<K>>;

  /** @throws ConfigError naming the field */
  constructor(options: ControllerOptions<K> = {}) {
    this.config = controllerConfig<K>(options);
    this.bank = memoryBank(this.config.memory);
  }

  /**
   * Shape of each weight; their sizes are what the agent learns. A 'learned' initial memory is
   * among them (`initialMemory` and others); a 'random' one stands there too, so that it is stored
   * and carried with the weights, but no gradient reaches it.
   */
  shapes(): WeightShapes {
    const { inputSize, hiddenSize, outputSize, controller, memory } = this.config;
    const reads = memory.numReadHeads * memory.memoryDim;
    const controls = interfaceSize(memory);
    return {
      ...(controller === 'lstm'
        ? {
            lstmKernel: [inputSize + reads + hiddenSize, 4 * hiddenSize],
            lstmBias: [4 * hiddenSize],
          }
        : { hiddenKernel: [inputSize + reads, hiddenSize], hiddenBias: [hiddenSize] }),
      interfaceKernel: [hiddenSize, controls],
      interfaceBias: [controls],
      outputKernel: [hiddenSize + reads, outputSize],
      outputBias: [outputSize],
      ...this.bank.startShapes(),
    };
  }

  /**
   * Fresh weights: kernels and an initial matrix normal with standard deviation 1 / sqrt(rows),
   * initial slots with 0.5, all cut at two deviations (as Sonnet's); biases 0. The caller disposes
   * them.
   */
  initialWeights(random: Random): Record<string, tf.Tensor> {
    const { kind } = this.config.memory;
    const hasSlots = kind === 'dnc' || kind === 'sparse';
    return drawWeights(this.shapes(), random, hasSlots ? { initialMemory: SLOT_DEVIATION } : {});
  }

  /**
   * A fresh memory and a zero controller state for each row of a batch. The caller disposes them.
   * @param weights needed if the initial memory is 'learned' or 'random'. Made inside the loss, the
   * gradient reaches a learned one
   */
  initialState(batch: number, weights?: Weights): ControllerState<K> {
    checkWholeNumber('batch', batch);
    const { hiddenSize, memory } = this.config;
    return {
      lstm: { hidden: tf.zeros([batch, hiddenSize]), cell: tf.zeros([batch, hiddenSize]) },
      memory: this.bank.initialState(batch, weights),
      reads: tf.zeros([batch, memory.numReadHeads * memory.memoryDim]),
    };
  }

  /**
   * One step.
   * @param x `[batch, inputSize]`
   * @param update when the memory does what it can put off. After `later`, `whole` does it
   * @throws RangeError naming a tensor, its type or shape, and what was expected
   */
  step(
    weights: Weights,
    previous: ControllerState<K>,
    x: tf.Tensor2D,
    update: StateUpdate = 'now',
  ): ControllerStep<K> {
    this.checkStep(weights, previous, x);
    const { clipValue, memory } = this.config;
    const lstm = this.control(weights, previous, x);
    const controls = parseInterface(
      memory,
      linear(lstm.hidden, weights.interfaceKernel, weights.interfaceBias),
    );
    const { readVectors, state } = this.bank.step(previous.memory, controls, update);
    const reads: tf.Tensor2D = tf.reshape(readVectors, [
      x.shape[0],
      memory.numReadHeads * memory.memoryDim,
    ]);
    const output = clip(
      linear(tf.concat([lstm.hidden, reads], 1), weights.outputKernel, weights.outputBias),
      clipValue,
    );
    return { output, state: { lstm, memory: state, reads }, controls };
  }

  /**
   * A whole sequence from a given state.
   * @param inputs `[batch, length, inputSize]`
   * @param mask `[batch, length]` of 0 and 1: where it is 0 a row has ended, its state stays and
   * its answer is 0. Without it all rows run to the end
   * @returns outputs `[batch, length, outputSize]`, the last state
   * @throws RangeError naming a tensor, its type or shape, and what was expected
   */
  unroll(
    weights: Weights,
    start: ControllerState<K>,
    inputs: tf.Tensor3D,
    mask?: tf.Tensor2D,
  ): Unrolled<ControllerState<K>> {
    checkTensor('inputs', inputs, ['batch', 'length', this.config.inputSize]);
    return unrollSteps(
      {
        step: (state, x, update) => this.step(weights, state, x, update),
        whole: (state) => this.whole(state),
        updateEvery: this.bank.updateEvery,
      },
      start,
      inputs,
      mask,
    );
  }

  /** The state with nothing left for later in its memory: see `StateUpdate`. */
  whole(state: ControllerState<K>): ControllerState<K> {
    return { ...state, memory: this.bank.whole(state.memory) };
  }

  private checkStep(weights: unknown, previous: unknown, x: unknown): void {
    const { hiddenSize, inputSize, memory } = this.config;
    const [batch] = checkTensor('x', x, ['batch', inputSize]).shape;
    if (typeof previous !== 'object' || previous === null)
      throw argumentError('state', describe(previous), 'an object { lstm, memory, reads }');
    const { lstm, memory: held, reads } = previous as Partial<ControllerState<K>>;
    checkLstmState('state.lstm', lstm, batch, hiddenSize);
    checkTensor('state.reads', reads, [batch, memory.numReadHeads * memory.memoryDim]);
    checkTensor('state.memory.memory', held?.memory, [batch, memory.memorySize, memory.memoryDim]);
    checkWeights(weights, this.shapes());
  }

  /** The controller proper: from the input and what was read last to its hidden units. */
  private control(
    weights: Weights,
    { lstm, reads }: ControllerState<K>,
    x: tf.Tensor2D,
  ): LstmState {
    const input: tf.Tensor2D = tf.concat([x, reads], 1);
    if (this.config.controller === 'feedforward')
      return {
        hidden: tf.tanh(linear(input, weights.hiddenKernel, weights.hiddenBias)),
        cell: lstm.cell,
      };
    const { hidden, cell } = lstmStep(
      { kernel: weights.lstmKernel, bias: weights.lstmBias },
      lstm,
      input,
    );
    return { hidden: clip(hidden, this.config.clipValue), cell: clip(cell, this.config.clipValue) };
  }
}

/** A machine whose kind of memory is not known beforehand. */
export type AnyMemoryController = MemoryController<MemoryKind>;
