import { type MemoryConfig, memoryConfigOfKind, type MemoryOptions } from '../../config';
import { tf } from '../../tf';
import type {
  InterfacePart,
  MemoryBank,
  MemoryStep,
  MemoryView,
  StartWeights,
  StateUpdate,
  WriteShares,
} from '../bank';
import { checkBatch } from '../checks';
import { ALIKE_SLOTS, startMemory, startShapesOf } from '../initial';
import { slotShares } from '../slots';
import { addressWrites, directions, linkWith } from './addressing';
import { checkLinks, checkStep } from './checks';
import { contentWeights } from './content';
import { dncInterfaceParts } from './interfaceParts';
import type { MemoryInterface, MemoryState, UnlinkedMemoryState } from './state';
import { retentionWeights } from './usage';
import { mixReads, writeMemory } from './words';

/**
 * The differentiable memory (Graves et al. 2016, conventions of google-deepmind/dnc). It holds no
 * state: `step` takes a state and returns the next, batched and differentiable. What the options
 * change is said at `MemoryConfig`; the shapes of the state are the same for all of them.
 * @example
 * const bank = new NeuralMemoryBank({ memorySize: 16, memoryDim: 8 });
 * const { readVectors, state } = bank.step(bank.initialState(2), controls);
 */
export class NeuralMemoryBank implements MemoryBank<MemoryState, MemoryInterface> {
  readonly config: MemoryConfig;
  /** Two writes together pass over the links once. */
  readonly updateEvery = 2;

  /** @throws ConfigError naming the field */
  constructor(options: MemoryOptions = {}) {
    this.config = memoryConfigOfKind('dnc', options);
  }

  interfaceParts(): readonly InterfacePart<keyof MemoryInterface>[] {
    return dncInterfaceParts(this.config);
  }

  startShapes(): Readonly<Record<string, [number, number]>> {
    return startShapesOf(this.config);
  }

  /**
   * A memory in which nothing is in use, for each row of a batch. The caller disposes it.
   * @param weights with `initialMemory` `[N, W]`, what the slots hold at first, needed if the
   * config's `initialMemory` is 'learned' or 'random'. Drawn and carried with the weights (see
   * `MemoryController.shapes`), so that a step needs no random numbers
   * @throws RangeError naming `batch`, or the weight if it is missing or of another shape
   */
  initialState(batch: number, weights?: StartWeights): MemoryState {
    checkBatch(batch);
    const { memorySize: N, numReadHeads: R, numWriteHeads: H } = this.config;
    return {
      memory: startMemory(this.config, batch, ALIKE_SLOTS, weights),
      usage: tf.zeros([batch, N]),
      readWeights: tf.zeros([batch, R, N]),
      writeWeights: tf.zeros([batch, H, N]),
      link: tf.zeros([batch, H, N, N]),
      precedence: tf.zeros([batch, H, N]),
    };
  }

  /**
   * One step: free and allocate, write, link, read. Order and formulae as in google-deepmind/dnc.
   * @param controls as `parseInterface` makes them: with the parts that `masking` and `sharpening`
   * add, if they are on
   * @param update when the links are brought up to date. After `later`, `whole` does it
   * @throws RangeError naming the tensor that is missing or of another shape
   */
  step(
    previous: UnlinkedMemoryState,
    controls: MemoryInterface,
    update: StateUpdate = 'now',
  ): MemoryStep<MemoryState> {
    checkStep(this.config, previous, controls);
    const { addressing, deallocation } = this.config;
    const addressed = addressWrites(this.config, previous, controls, update);
    const kept = deallocation
      ? tf.mul<tf.Tensor3D>(
          previous.memory,
          tf.expandDims(retentionWeights(previous.readWeights, controls.freeGates), 2),
        )
      : previous.memory;
    const memory = writeMemory(kept, addressed.writeWeights, controls);
    const byContent = contentWeights(
      memory,
      controls.readKeys,
      controls.readStrengths,
      controls.readMasks,
    );
    const readWeights =
      addressing === 'content'
        ? byContent
        : mixReads(
            byContent,
            controls.readModes,
            directions(this.config, previous, addressed, controls),
          );
    return {
      readVectors: tf.matMul(readWeights, memory),
      state: { memory, readWeights, ...addressed },
    };
  }

  /**
   * The state with all of its writes in its links.
   * @throws RangeError naming the tensor that is missing or of another shape
   */
  whole(state: UnlinkedMemoryState): MemoryState {
    checkLinks(this.config, state);
    const { unlinkedWrite, ...whole } = state;
    return unlinkedWrite ? { ...whole, link: linkWith(state.link, unlinkedWrite) } : state;
  }

  view({ memory, writeWeights, readWeights }: MemoryState): MemoryView {
    return { memory, writeWeights, readWeights };
  }

  writeShares({ writeWeights }: MemoryState, controls: MemoryInterface): WriteShares {
    return slotShares(writeWeights, controls.eraseVectors);
  }
}
