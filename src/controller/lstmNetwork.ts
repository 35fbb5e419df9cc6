import { type ControllerConfig, controllerConfig, type ControllerOptions } from '../config';
import { checkCounts, checkWholeNumber } from '../core/arguments';
import type { Random } from '../core/random';
import { checkTensor, tf } from '../tf';
import { nearestHiddenSize } from './hiddenSize';
import { checkLstmState, type LstmState, lstmStep } from './lstm';
import { type SequenceNetwork, type Unrolled, unrollSteps } from './unroll';
import {
  checkWeights,
  clip,
  drawWeights,
  linear,
  parameterCount,
  type Weights,
  type WeightShapes,
} from './weights';

/** The options of a `MemoryController` that make sense without a memory. */
export type LstmNetworkOptions = Pick<
  ControllerOptions,
  'inputSize' | 'outputSize' | 'hiddenSize' | 'clipValue'
>;

/**
 * The baseline: the LSTM of the `MemoryController` (same gates, clipping and initial weights) with
 * a linear answer, and no memory. All it knows of the past is in its cell.
 * @example
 * const hiddenSize = hiddenSizeFor(20_000, 8, 8);
 * const network = new LstmNetwork({ inputSize: 8, outputSize: 8, hiddenSize });
 */
export class LstmNetwork implements SequenceNetwork<LstmState> {
  readonly config: Pick<ControllerConfig, 'inputSize' | 'outputSize' | 'hiddenSize' | 'clipValue'>;

  /** @throws ConfigError naming the field */
  constructor(options: LstmNetworkOptions = {}) {
    const { inputSize, outputSize, hiddenSize, clipValue } = controllerConfig(options);
    this.config = Object.freeze({ inputSize, outputSize, hiddenSize, clipValue });
  }

  /** Shape of each weight. */
  shapes(): WeightShapes {
    const { inputSize, outputSize, hiddenSize } = this.config;
    return lstmShapes(inputSize, outputSize, hiddenSize);
  }

  /** Fresh weights, as those of a `MemoryController`. The caller disposes them. */
  initialWeights(random: Random): Record<string, tf.Tensor> {
    return drawWeights(this.shapes(), random);
  }

  /** A zero state for each row of a batch. The caller disposes it. */
  initialState(batch: number): LstmState {
    checkWholeNumber('batch', batch);
    const { hiddenSize } = this.config;
    return { hidden: tf.zeros([batch, hiddenSize]), cell: tf.zeros([batch, hiddenSize]) };
  }

  /**
   * A whole sequence from a given state.
   * @param inputs `[batch, length, inputSize]`
   * @param mask `[batch, length]` of 0 and 1: where it is 0 a row has ended, its state stays and
   * its answer is 0
   * @returns outputs `[batch, length, outputSize]`, the last state
   * @throws RangeError naming a tensor, its type or shape, and what was expected
   */
  unroll(
    weights: Weights,
    start: LstmState,
    inputs: tf.Tensor3D,
    mask?: tf.Tensor2D,
  ): Unrolled<LstmState> {
    const { clipValue, hiddenSize, inputSize } = this.config;
    const [batch] = checkTensor('inputs', inputs, ['batch', 'length', inputSize]).shape;
    checkLstmState('state', start, batch, hiddenSize);
    checkWeights(weights, this.shapes());
    const cell = { kernel: weights.lstmKernel, bias: weights.lstmBias };
    const step = (before: LstmState, x: tf.Tensor2D) => {
      const after = lstmStep(cell, before, x);
      const state = { hidden: clip(after.hidden, clipValue), cell: clip(after.cell, clipValue) };
      return {
        output: clip(linear(state.hidden, weights.outputKernel, weights.outputBias), clipValue),
        state,
      };
    };
    return unrollSteps({ step }, start, inputs, mask);
  }
}

/**
 * The hidden size with which an `LstmNetwork` comes nearest to a number of parameters: for a fair
 * comparison with a `MemoryController`.
 * @param parameters wanted, at least those of one hidden unit
 * @throws RangeError naming the argument
 */
export function hiddenSizeFor(parameters: number, inputSize: number, outputSize: number): number {
  checkCounts({ inputSize, outputSize });
  return nearestHiddenSize(parameters, (hiddenSize) =>
    parameterCount(lstmShapes(inputSize, outputSize, hiddenSize)),
  );
}

const lstmShapes = (inputSize: number, outputSize: number, hiddenSize: number): WeightShapes => ({
  lstmKernel: [inputSize + hiddenSize, 4 * hiddenSize],
  lstmBias: [4 * hiddenSize],
  outputKernel: [hiddenSize, outputSize],
  outputBias: [outputSize],
});
