import { type MemoryConfig, memoryConfigOfKind, type MemoryOptions } from '../../config';
import { tf } from '../../tf';
import type {
  InterfacePart,
  MemoryBank,
  MemoryStep,
  MemoryView,
  StartWeights,
  WriteShares,
} from '../bank';
import { checkBatch, checkStepShapes, type Shapes, shapesOfParts } from '../checks';
import { rowShares } from '../rowShares';
import { unitLength } from '../unitLength';
import { startMatrix, startMemory, startShapesOf } from '../initial';
import { lastInputs, learn } from './innerStep';
import type { TestTimeInterface, TestTimeState } from './state';

/**
 * So that a fresh controller, whose raw gates are about 0, starts with what works: theta 1/4, with
 * which a key of unit length is learned half in a step, eta 0.12 and alpha 0.02.
 */
const MOST_THETA = 1 / 2;
const MOMENTUM_SHIFT = -2;
const FORGETTING_SHIFT = -4;

/**
 * Test-time memory: a small network that is trained while it reads (Titans, Behrouz et al. 2025,
 * arXiv 2501.00663; Sun et al. 2024, arXiv 2407.04620). Each step writes by one step of gradient
 * descent on the squared errors |f(k) - v|² of all write heads, with momentum and forgetting, and
 * then reads f(q). `layers` 1: f(k) = k M, a matrix `[N, W]`, with which it is fast weights with
 * momentum. `layers` 2: f(k) = h M, h = tanh(k V) with N hidden units; both matrices learn. Keys,
 * queries and hidden units are brought to unit length. What trains the controller differentiates
 * through these gradients: a learner inside a learner.
 * @example
 * const bank = new TestTimeMemory({ memorySize: 16, memoryDim: 8 });
 * const { readVectors, state } = bank.step(bank.initialState(2), controls);
 */
export class TestTimeMemory implements MemoryBank<TestTimeState, TestTimeInterface> {
  readonly config: MemoryConfig<'testTime'>;
  readonly updateEvery = 1;

  /** @throws ConfigError naming the field */
  constructor(options: MemoryOptions = {}) {
    this.config = memoryConfigOfKind('testTime', options);
  }

  interfaceParts(): readonly InterfacePart<keyof TestTimeInterface>[] {
    const { memorySize: N, memoryDim: W, numReadHeads: R, numWriteHeads: H } = this.config;
    return [
      { name: 'readKeys', shape: [R, N], range: 'any' },
      { name: 'writeKeys', shape: [H, N], range: 'any' },
      { name: 'writeVectors', shape: [H, W], range: 'any' },
      { name: 'learningRates', shape: [H], range: 'any' },
      { name: 'momentum', shape: [1], range: 'any' },
      { name: 'forgetting', shape: [1], range: 'any' },
    ];
  }

  startShapes(): Readonly<Record<string, [number, number]>> {
    const { memorySize: N, layers } = this.config;
    const ofMemory = startShapesOf(this.config);
    return layers === 2 ? { ...ofMemory, initialHidden: [N, N] } : ofMemory;
  }

  /**
   * The network before the first step, for each row of a batch. The caller disposes it.
   * @param weights with `initialMemory` `[N, W]`, and with two layers `initialHidden` `[N, N]`, if
   * the config's `initialMemory` is 'learned' or 'random'; if it is 'constant' the matrix is 0
   * @throws RangeError naming `batch`, or the weight if it is missing or of another shape
   */
  initialState(batch: number, weights?: StartWeights): TestTimeState {
    checkBatch(batch);
    const { memorySize: N, memoryDim: W, numReadHeads: R, numWriteHeads: H } = this.config;
    return {
      memory: startMemory(this.config, batch, 0, weights),
      change: tf.zeros([batch, N, W]),
      ...this.hiddenStart(batch, weights),
      writeWeights: tf.zeros([batch, H, N]),
      readWeights: tf.zeros([batch, R, N]),
    };
  }

  /**
   * One step: learn, then read.
   * @throws RangeError naming the tensor that is missing or of another shape
   */
  step(previous: TestTimeState, controls: TestTimeInterface): MemoryStep<TestTimeState> {
    checkStepShapes(previous, this.stateShapes(), controls, shapesOfParts(this.interfaceParts()));
    const { memory, change, hidden, hiddenChange } = previous;
    const before = { memory, ...(hidden && { hidden }) };
    const changesBefore = { memory: change, ...(hiddenChange && { hidden: hiddenChange }) };
    const keys = unitLength(controls.writeKeys);
    const learningRates = rates(controls);
    const { weights, changes } = learn(before, changesBefore, {
      keys,
      values: controls.writeVectors,
      learningRates,
      momentum: tf.sigmoid(tf.add<tf.Tensor2D>(controls.momentum, MOMENTUM_SHIFT)),
      forgetting: forgotten(controls),
    });
    const readWeights = lastInputs(weights, unitLength(controls.readKeys));
    return {
      readVectors: tf.matMul(readWeights, weights['memory']),
      state: {
        memory: weights['memory'],
        change: changes['memory'],
        ...(hidden && { hidden: weights['hidden'], hiddenChange: changes['hidden'] }),
        writeWeights: tf.mul(tf.expandDims(tf.mul(2, learningRates), 2), lastInputs(before, keys)),
        readWeights,
      },
    };
  }

  whole(state: TestTimeState): TestTimeState {
    return state;
  }

  view({ memory, writeWeights, readWeights }: TestTimeState): MemoryView {
    return { memory, writeWeights, readWeights };
  }

  /** Without what momentum carries on from earlier steps. */
  writeShares({ writeWeights }: TestTimeState, controls: TestTimeInterface): WriteShares {
    return rowShares(
      writeWeights,
      tf.mul(2, rates(controls)),
      tf.sub<tf.Tensor2D>(1, forgotten(controls)),
    );
  }

  private hiddenStart(
    batch: number,
    weights?: StartWeights,
  ): Pick<TestTimeState, 'hidden' | 'hiddenChange'> {
    const { memorySize: N, layers } = this.config;
    if (layers === 1) return {};
    const place = { name: 'initialHidden', shape: [N, N] } as const;
    return {
      hidden: startMatrix(this.config, batch, place, weights),
      hiddenChange: tf.zeros([batch, N, N]),
    };
  }

  private stateShapes(): Shapes {
    const { memorySize: N, memoryDim: W, numReadHeads: R, numWriteHeads: H } = this.config;
    const ofHidden = { hidden: [N, N], hiddenChange: [N, N] };
    return {
      memory: [N, W],
      change: [N, W],
      ...(this.config.layers === 2 && ofHidden),
      writeWeights: [H, N],
      readWeights: [R, N],
    };
  }
}

/** theta of each head, `[B, H]`: several heads that learn the same together go no further. */
const rates = ({ learningRates }: TestTimeInterface): tf.Tensor2D =>
  tf.mul(MOST_THETA / learningRates.shape[1], tf.sigmoid(learningRates));

/** alpha, `[B, 1]`. */
const forgotten = ({ forgetting }: TestTimeInterface): tf.Tensor2D =>
  tf.sigmoid(tf.add<tf.Tensor2D>(forgetting, FORGETTING_SHIFT));
