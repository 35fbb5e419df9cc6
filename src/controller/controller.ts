import { type ControllerConfig, controllerConfig, type ControllerOptions } from '../config';
import type { Random } from '../core/random';
import {
  type LinkUpdate,
  type MemoryInterface,
  type MemoryState,
  NeuralMemoryBank,
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
export interface ControllerState {
  /**
   * Of the LSTM. A feed-forward controller carries nothing: `hidden` is what it gave last, to be
   * looked at, and `cell` stays 0.
   */
  readonly lstm: LstmState;
  readonly memory: MemoryState;
  /** What was read last: `[batch, R W]`. */
  readonly reads: tf.Tensor2D;
}

/**
 * The answer `[batch, outputSize]`, the state afterwards, and what the controller asked of the
 * memory (to be looked at).
 */
export interface ControllerStep {
  readonly output: tf.Tensor2D;
  readonly state: ControllerState;
  readonly controls: MemoryInterface;
}

/** Deviation of the numbers a 'learned' or 'random' memory starts with. */
const MEMORY_DEVIATION = 0.5;

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
 */
export class MemoryController implements SequenceNetwork<ControllerState> {
  readonly config: ControllerConfig;
  readonly bank: NeuralMemoryBank;

  /** @throws ConfigError naming the field */
  constructor(options: ControllerOptions = {}) {
    this.config = controllerConfig(options);
    this.bank = new NeuralMemoryBank(this.config.memory);
  }

  /**
   * Shape of each weight; their sizes are what the agent learns. A 'learned' initial memory is one
   * of them, `initialMemory`; a 'random' one stands there too, so that it is stored and carried
   * with the weights, but no gradient reaches it.
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
      ...(memory.initialMemory === 'constant'
        ? {}
        : { initialMemory: [memory.memorySize, memory.memoryDim] }),
    };
  }

  /**
   * Fresh weights: kernels normal with standard deviation 1 / sqrt(rows), an initial memory with
   * 0.5, all cut at two deviations (as Sonnet's); biases 0. The caller disposes them.
   */
  initialWeights(random: Random): Record<string, tf.Tensor> {
    return drawWeights(this.shapes(), random, { initialMemory: MEMORY_DEVIATION });
  }

  /**
   * A fresh memory and a zero controller state for each row of a batch. The caller disposes them.
   * @param weights needed if the initial memory is 'learned' or 'random'. Made inside the loss, the
   * gradient reaches a learned one
   */
  initialState(batch: number, weights?: Weights): ControllerState {
    checkWholeNumber('batch', batch);
    const { hiddenSize, memory } = this.config;
    return {
      lstm: { hidden: tf.zeros([batch, hiddenSize]), cell: tf.zeros([batch, hiddenSize]) },
      memory: this.bank.initialState(
        batch,
        memory.initialMemory === 'constant' ? undefined : weights?.initialMemory,
      ),
      reads: tf.zeros([batch, memory.numReadHeads * memory.memoryDim]),
    };
  }

  /**
   * One step.
   * @param x `[batch, inputSize]`
   * @param linkUpdate when the links of the memory are brought up to date. After `later`,
   * `withLinks` makes the state whole again
   * @throws RangeError naming a tensor, its type or shape, and what was expected
   */
  step(
    weights: Weights,
    previous: ControllerState,
    x: tf.Tensor2D,
    linkUpdate: LinkUpdate = 'now',
  ): ControllerStep {
    this.checkStep(weights, previous, x);
    const { clipValue, memory } = this.config;
    const lstm = this.control(weights, previous, x);
    const controls = parseInterface(
      memory,
      linear(lstm.hidden, weights.interfaceKernel, weights.interfaceBias),
    );
    const { readVectors, state } = this.bank.step(previous.memory, controls, linkUpdate);
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
    start: ControllerState,
    inputs: tf.Tensor3D,
    mask?: tf.Tensor2D,
  ): Unrolled<ControllerState> {
    checkTensor('inputs', inputs, ['batch', 'length', this.config.inputSize]);
    return unrollSteps(
      {
        step: (state, x, linkUpdate) => this.step(weights, state, x, linkUpdate),
        whole: (state) => this.withLinks(state),
      },
      start,
      inputs,
      mask,
    );
  }

  /** The state with all writes in the links of its memory: see `LinkUpdate`. */
  withLinks(state: ControllerState): ControllerState {
    return { ...state, memory: this.bank.withLinks(state.memory) };
  }

  private checkStep(weights: unknown, previous: unknown, x: unknown): void {
    const { hiddenSize, inputSize, memory } = this.config;
    const [batch] = checkTensor('x', x, ['batch', inputSize]).shape;
    if (typeof previous !== 'object' || previous === null)
      throw argumentError('state', describe(previous), 'an object { lstm, memory, reads }');
    const { lstm, memory: held, reads } = previous as Partial<ControllerState>;
    checkLstmState('state.lstm', lstm, batch, hiddenSize);
    checkTensor('state.reads', reads, [batch, memory.numReadHeads * memory.memoryDim]);
    checkTensor('state.memory.memory', held?.memory, [batch, memory.memorySize, memory.memoryDim]);
    checkWeights(weights, this.shapes());
  }

  /** The controller proper: from the input and what was read last to its hidden units. */
  private control(weights: Weights, { lstm, reads }: ControllerState, x: tf.Tensor2D): LstmState {
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
