import { type MemoryConfig, memoryConfigOfKind, type MemoryOptions } from '../../config';
import { asLiveTensor, tf } from '../../tf';
import type {
  InterfacePart,
  MemoryBank,
  MemoryStep,
  MemoryView,
  StartWeights,
  StateUpdate,
  WriteShares,
} from '../bank';
import { checkBatch, checkObject } from '../checks';
import { writeMemory } from '../dnc/words';
import { ALIKE_SLOTS, startMemory, startShapesOf } from '../initial';
import { slotShares } from '../slots';
import { ageAfter } from './access';
import { addressSparseWrites, readSparse, weightsOnAll } from './addressing';
import { checkPending, checkSparseStep, linksOf, readsOf, writesOf } from './checks';
import { sparseInterfaceParts } from './interfaceParts';
import { noLinks, openLinks, updateLinks, wholeLinks } from './links';
import { currentSimilarities, inverseLengths, similarities } from './nearest';
import { mergeLog, writeRows } from './rowLog';
import { spreadOver } from './slotIndex';
import type { SparseInterface, SparseMemoryState } from './state';

/**
 * The sparse differentiable neural computer (sparse access memory: Rae et al. 2016, arXiv
 * 1610.09027). As the DNC it reads by content and by the order of writing, and writes by content or
 * to a free slot; but a head touches only the K slots that are nearest to its key, and the one that
 * was not used for longest. Gradients flow through those alone, and not through the choice.
 *
 * The K nearest are found by looking at every slot: one product of all keys with the memory. That
 * is what grows with the number of slots. The memory itself is not copied at a step: the rows that
 * steps write with `later` are kept beside it, and reading takes the newest of a slot. T steps that
 * touch K slots so write T K W numbers beside the looking; each looks at the rows written since,
 * forward and back, which is T² K W at most. With `now`, a step copies the memory and the links.
 *
 * It differs from the DNC in three more ways. There are no free gates: how free a slot is says the
 * time since it was last used. Links are kept as lists of the strongest, and no gradient flows
 * through them (as in the paper, supplement D). And a slot is chosen for its cosine as such,
 * without the small number that keeps a division by 0 away where weights are computed.
 *
 * It differs from the paper in two. Writes go where the write key points, as in the DNC, not where
 * was read last. And a link fades when either of its slots is written, as in the DNC, not its first
 * alone: so with all slots touched and all links kept this is the DNC's content and links exactly.
 * @example
 * const bank = new SparseMemory({ kind: 'sparse', memorySize: 65536, nearest: 4 });
 */
export class SparseMemory implements MemoryBank<SparseMemoryState, SparseInterface> {
  readonly config: MemoryConfig;
  /** Rows can wait as long as a sequence lasts. */
  readonly updateEvery = Infinity;

  /** @throws ConfigError naming the field */
  constructor(options: MemoryOptions = {}) {
    this.config = memoryConfigOfKind('sparse', options);
  }

  interfaceParts(): readonly InterfacePart<keyof SparseInterface>[] {
    return sparseInterfaceParts(this.config);
  }

  startShapes(): Readonly<Record<string, [number, number]>> {
    return startShapesOf(this.config);
  }

  /**
   * A memory in which nothing was used yet, for each row of a batch. The caller disposes it.
   * @param weights with `initialMemory` `[N, W]`, needed if the config's `initialMemory` is
   * 'learned' or 'random'
   * @throws RangeError naming `batch`, or the weight if it is missing or of another shape
   */
  initialState(batch: number, weights?: StartWeights): SparseMemoryState {
    checkBatch(batch);
    const { memorySize: N, numReadHeads: R, numWriteHeads: H, links } = this.config;
    const reads: [number, number, number] = [batch, R, readsOf(this.config)];
    const writes: [number, number, number] = [batch, H, writesOf(this.config)];
    return {
      memory: startMemory(this.config, batch, ALIKE_SLOTS, weights),
      age: tf.zeros([batch, N]),
      readSlots: tf.zeros(reads),
      readWeights: tf.zeros(reads),
      writeSlots: tf.zeros(writes),
      writeWeights: tf.zeros(writes),
      ...(links && { links: noLinks(batch, H, N, linksOf(this.config)) }),
    };
  }

  /**
   * One step: write, link, read.
   * @param update when the rows written are put into the memory. After `later`, `whole` does it
   * @throws RangeError naming the tensor that is missing or of another shape
   */
  step(
    previous: SparseMemoryState,
    controls: SparseInterface,
    update: StateUpdate = 'now',
  ): MemoryStep<SparseMemoryState> {
    checkSparseStep(this.config, previous, controls);
    const { numWriteHeads: H } = this.config;
    const { pending, memory: base } = previous;
    const { writeKeys, readKeys } = controls;
    const scales = pending?.scales ?? inverseLengths(base);
    const keys = tf.concat([writeKeys, readKeys], 1);
    const similar = similarities(keys, base, scales);
    const ofWrites = tf.slice(similar, [0, 0, 0], [-1, H, -1]);

    const before = { base, log: pending?.memory };
    const write = addressSparseWrites(
      this.config,
      before,
      previous.age,
      currentSimilarities(ofWrites, writeKeys, before.log),
      controls,
    );
    const rows = writeMemory(write.rows, weightsOnAll(write), controls);
    const memory = writeRows(before, write.allSlots, rows);
    const links = previous.links && updateLinks(openLinks(previous.links, pending?.lists), write);

    const read = readSparse(
      this.config,
      memory,
      // those of the write keys, too: to look at them costs less than to leave them out
      currentSimilarities(similar, keys, memory.log),
      controls,
      { slots: previous.readSlots, weights: previous.readWeights },
      links,
    );
    const state: SparseMemoryState = {
      memory: base,
      age: ageAfter(previous.age, [write, read]),
      readSlots: read.slots,
      readWeights: read.weights,
      writeSlots: tf.cast(write.slots, 'float32'),
      writeWeights: write.weights,
      ...(links && { links: { ...links, lists: previous.links.lists } }),
      pending: { memory: memory.log, scales, ...(links && { lists: links.lists.log }) },
    };
    return {
      readVectors: read.readVectors,
      state: update === 'now' ? this.whole(state) : state,
    };
  }

  /**
   * The state with all of its rows in its memory.
   * @throws RangeError naming the tensor that is missing or of another shape
   */
  whole(state: SparseMemoryState): SparseMemoryState {
    checkObject('state', state);
    checkPending(this.config, state, asLiveTensor('state.memory', state.memory).shape[0]);
    const { pending, ...rest } = state;
    if (!pending) return state;
    const { links } = rest;
    return {
      ...rest,
      memory: mergeLog(state.memory, pending.memory),
      ...(links && pending.lists && { links: wholeLinks(links, pending.lists) }),
    };
  }

  view(state: SparseMemoryState): MemoryView {
    const { memorySize: N } = this.config;
    return {
      memory: this.whole(state).memory,
      writeWeights: spreadOver(state.writeSlots, state.writeWeights, N) as tf.Tensor3D,
      readWeights: spreadOver(state.readSlots, state.readWeights, N) as tf.Tensor3D,
    };
  }

  writeShares(state: SparseMemoryState, controls: SparseInterface): WriteShares {
    return slotShares(this.view(state).writeWeights, controls.eraseVectors);
  }
}
