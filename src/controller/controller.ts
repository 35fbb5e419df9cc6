import { type ControllerConfig, controllerConfig, type ControllerOptions } from '../config';
import { type MemoryInterface, type MemoryState, NeuralMemoryBank } from '../memory';
import type { Random } from '../random';
import { tf, unstack } from '../tf';
import { interfaceSize, parseInterface } from './interfaceVector';
import { type LstmState, lstmStep } from './lstm';

/** Weights by name. Those of a `MemoryController` are in its `shapes()`. */
export type Weights = Readonly<Record<string, tf.Tensor>>;

/** Everything the machine carries from step to step. */
export interface ControllerState {
  readonly lstm: LstmState;
  readonly memory: MemoryState;
  /** What was read last: `[batch, R W]`. */
  readonly reads: tf.Tensor2D;
}

/** The answer `[batch, outputSize]`, the state afterwards, and what the controller asked of the memory (to be looked at). */
export interface ControllerStep {
  readonly output: tf.Tensor2D;
  readonly state: ControllerState;
  readonly controls: MemoryInterface;
}

/**
 * The whole differentiable neural computer: an LSTM that drives a memory (Graves et al. 2016, Methods; conventions of google-deepmind/dnc).
 * It holds no state and no weights: both go in and come out, so that one controller serves any number of learners.
 */
export class MemoryController {
  readonly config: ControllerConfig;
  readonly bank: NeuralMemoryBank;

  /** @throws ConfigError naming the field */
  constructor(options: ControllerOptions = {}) {
    this.config = controllerConfig(options);
    this.bank = new NeuralMemoryBank(this.config.memory);
  }

  /** Shape of each weight; their sizes are what the agent learns. */
  shapes(): Record<string, [number, number] | [number]> {
    const { inputSize, hiddenSize, outputSize, memory } = this.config;
    const reads = memory.numReadHeads * memory.memoryDim;
    const controls = interfaceSize(memory);
    return {
      lstmKernel: [inputSize + reads + hiddenSize, 4 * hiddenSize],
      lstmBias: [4 * hiddenSize],
      interfaceKernel: [hiddenSize, controls],
      interfaceBias: [controls],
      outputKernel: [hiddenSize + reads, outputSize],
      outputBias: [outputSize],
    };
  }

  /** Fresh weights: kernels normal with standard deviation 1 / sqrt(rows), cut at two deviations (as Sonnet's); biases 0. The caller disposes them. */
  initialWeights(random: Random): Record<string, tf.Tensor> {
    const draw = (deviation: number): number => {
      let value = random.normal();
      while (Math.abs(value) > 2) value = random.normal();
      return value * deviation;
    };
    return Object.fromEntries(
      Object.entries(this.shapes()).map(([name, shape]) => {
        const [rows, columns] = shape;
        if (columns === undefined) return [name, tf.zeros(shape)];
        return [name, tf.tensor(Float32Array.from({ length: rows * columns }, () => draw(1 / Math.sqrt(rows))), shape)];
      }),
    );
  }

  /** A fresh memory and a zero LSTM state for each row of a batch. The caller disposes them. */
  initialState(batch: number): ControllerState {
    const { hiddenSize, memory } = this.config;
    return {
      lstm: { hidden: tf.zeros([batch, hiddenSize]), cell: tf.zeros([batch, hiddenSize]) },
      memory: this.bank.initialState(batch),
      reads: tf.zeros([batch, memory.numReadHeads * memory.memoryDim]),
    };
  }

  /** One step. @param x `[batch, inputSize]` */
  step(weights: Weights, previous: ControllerState, x: tf.Tensor2D): ControllerStep {
    const { clipValue, memory } = this.config;
    const clip = <T extends tf.Tensor>(t: T): T => tf.clipByValue(t, -clipValue, clipValue);
    const raw = lstmStep({ kernel: weights.lstmKernel as tf.Tensor2D, bias: weights.lstmBias as tf.Tensor1D }, previous.lstm, tf.concat([x, previous.reads], 1));
    const lstm = { hidden: clip(raw.hidden), cell: clip(raw.cell) };
    const controls = parseInterface(memory, linear(lstm.hidden, weights.interfaceKernel, weights.interfaceBias));
    const { readVectors, state } = this.bank.step(previous.memory, controls);
    const reads: tf.Tensor2D = tf.reshape(readVectors, [x.shape[0], memory.numReadHeads * memory.memoryDim]);
    const output = clip(linear(tf.concat([lstm.hidden, reads], 1), weights.outputKernel, weights.outputBias));
    return { output, state: { lstm, memory: state, reads }, controls };
  }

  /**
   * A whole sequence from a given state.
   * @param inputs `[batch, length, inputSize]`
   * @returns outputs `[batch, length, outputSize]`, the last state
   */
  unroll(weights: Weights, start: ControllerState, inputs: tf.Tensor3D): { outputs: tf.Tensor3D; state: ControllerState } {
    let state = start;
    const outputs = unstack<tf.Tensor2D>(inputs, 1).map((x) => {
      const step = this.step(weights, state, x);
      state = step.state;
      return step.output;
    });
    return { outputs: tf.stack(outputs, 1) as tf.Tensor3D, state };
  }
}

const linear = (x: tf.Tensor2D, kernel: tf.Tensor, bias: tf.Tensor): tf.Tensor2D => tf.add(tf.matMul(x, kernel as tf.Tensor2D), bias);
