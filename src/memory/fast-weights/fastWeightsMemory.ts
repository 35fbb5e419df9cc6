import { type MemoryConfig, memoryConfigOfKind, type MemoryOptions } from '../../config';
import { slices, tf } from '../../tf';
import type {
  InterfacePart,
  MemoryBank,
  MemoryStep,
  MemoryView,
  StartWeights,
  WriteShares,
} from '../bank';
import { checkBatch, checkStepShapes, type Shapes, shapesOfParts } from '../checks';
import { startMemory, startShapesOf } from '../initial';
import { rowShares } from '../rowShares';
import type { FastWeightsInterface, FastWeightsState } from './state';
import { unitLength } from '../unitLength';

/** So that a fresh controller, whose gates are about 0, keeps 98 % of the matrix at each step. */
const KEEP_SHIFT = 4;

/**
 * Fast weights: one matrix that the delta rule writes (Schlag et al. 2021, arXiv 2102.11174), with
 * `gated` after it has faded (Yang et al. 2024, arXiv 2412.06464). The heads write one after the
 * other, so that a step with several of them is several steps of the rule (Siems et al. 2025, arXiv
 * 2502.10297); then all read. Keys and queries are brought to unit length, and nothing is scaled:
 * what was written at rate 1 is read again with the same key. `deltaRule` is the same over a whole
 * sequence whose keys are known.
 * @example
 * const bank = new FastWeightsMemory({ memorySize: 16, memoryDim: 8 });
 * const { readVectors, state } = bank.step(bank.initialState(2), controls);
 */
export class FastWeightsMemory implements MemoryBank<FastWeightsState, FastWeightsInterface> {
  readonly config: MemoryConfig<'fastWeights'>;
  readonly updateEvery = 1;

  /** @throws ConfigError naming the field */
  constructor(options: MemoryOptions = {}) {
    this.config = memoryConfigOfKind('fastWeights', options);
  }

  interfaceParts(): readonly InterfacePart<keyof FastWeightsInterface>[] {
    const { memorySize: N, memoryDim: W, numReadHeads: R, numWriteHeads: H, gated } = this.config;
    return [
      { name: 'readKeys', shape: [R, N], range: 'any' },
      { name: 'writeKeys', shape: [H, N], range: 'any' },
      { name: 'writeVectors', shape: [H, W], range: 'any' },
      { name: 'writeGates', shape: [H], range: 'sigmoid' },
      ...(gated ? [{ name: 'keepGates', shape: [1], range: 'any' } as const] : []),
    ];
  }

  startShapes(): Readonly<Record<string, [number, number]>> {
    return startShapesOf(this.config);
  }

  /**
   * The matrix before the first step, for each row of a batch. The caller disposes it.
   * @param weights with `initialMemory` `[N, W]` if the config's `initialMemory` is 'learned' or
   * 'random'; if it is 'constant' the matrix is 0
   * @throws RangeError naming `batch`, or the weight if it is missing or of another shape
   */
  initialState(batch: number, weights?: StartWeights): FastWeightsState {
    checkBatch(batch);
    const { memorySize: N, numReadHeads: R, numWriteHeads: H } = this.config;
    return {
      memory: startMemory(this.config, batch, 0, weights),
      writeWeights: tf.zeros([batch, H, N]),
      readWeights: tf.zeros([batch, R, N]),
    };
  }

  /**
   * One step: fade if it is gated, write head by head, read.
   * @throws RangeError naming the tensor that is missing or of another shape
   */
  step(previous: FastWeightsState, controls: FastWeightsInterface): MemoryStep<FastWeightsState> {
    checkStepShapes(previous, this.stateShapes(), controls, shapesOfParts(this.interfaceParts()));
    const { readKeys, writeKeys, writeVectors, writeGates } = controls;
    const unitKeys = unitLength(writeKeys);
    const writeWeights = tf.mul<tf.Tensor3D>(tf.expandDims(writeGates, 2), unitKeys);
    const keys = slices<tf.Tensor3D>(unitKeys, 1);
    const weights = slices<tf.Tensor3D>(writeWeights, 1);
    const values = slices<tf.Tensor3D>(writeVectors, 1);
    const memory = keys.reduce(
      (matrix, key, head) => corrected(matrix, key, weights[head], values[head]),
      this.faded(previous.memory, controls),
    );
    const readWeights = unitLength(readKeys);
    return {
      readVectors: tf.matMul(readWeights, memory),
      state: { memory, writeWeights, readWeights },
    };
  }

  whole(state: FastWeightsState): FastWeightsState {
    return state;
  }

  view({ memory, writeWeights, readWeights }: FastWeightsState): MemoryView {
    return { memory, writeWeights, readWeights };
  }

  writeShares({ writeWeights }: FastWeightsState, controls: FastWeightsInterface): WriteShares {
    return rowShares(writeWeights, controls.writeGates, keptShare(controls));
  }

  private faded(memory: tf.Tensor3D, controls: FastWeightsInterface): tf.Tensor3D {
    const kept = keptShare(controls);
    return kept ? tf.mul(memory, tf.expandDims(kept, 2)) : memory;
  }

  private stateShapes(): Shapes {
    const { memorySize: N, memoryDim: W, numReadHeads: R, numWriteHeads: H } = this.config;
    return { memory: [N, W], writeWeights: [H, N], readWeights: [R, N] };
  }
}

/** What is kept of the whole matrix, 0 to 1, `[B, 1]`; undefined if it is not gated. */
const keptShare = ({ keepGates }: FastWeightsInterface): tf.Tensor2D | undefined =>
  keepGates && tf.sigmoid(tf.add<tf.Tensor2D>(keepGates, KEEP_SHIFT));

/**
 * The matrix after one write: what the key reads moves to the value, as far as the rate says.
 * @param key of unit length, `[B, 1, N]`
 * @param weight the key times its rate, `[B, 1, N]`
 * @param value `[B, 1, W]`
 */
function corrected(
  matrix: tf.Tensor3D,
  key: tf.Tensor3D,
  weight: tf.Tensor3D,
  value: tf.Tensor3D,
): tf.Tensor3D {
  const error = tf.sub<tf.Tensor3D>(value, tf.matMul(key, matrix));
  return tf.add(matrix, tf.matMul(weight, error, true));
}
