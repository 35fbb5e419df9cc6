import { type MemoryConfig, memoryConfigOfKind, type MemoryOptions } from '../../config';
import { slices, stack, tf } from '../../tf';
import type { InterfacePart, MemoryBank, MemoryStep, MemoryView, WriteShares } from '../bank';
import { checkBatch, checkStepShapes, type Shapes, shapesOfParts } from '../checks';
import { ofAllHeads } from '../slots';
import { attentionWeights } from './attend';
import type { AttentionInterface, AttentionState } from './state';

/**
 * Key-value attention over the last N writes, as a Transformer layer keeps them in its cache
 * (Vaswani et al. 2017). Nothing is forgotten or changed but by falling out at the end. All read
 * heads attend to the same keys and values (multi-query attention: Shazeer 2019, arXiv 1911.02150).
 * No places are encoded: a recurrent controller can put the time into its keys.
 */
export class AttentionMemory implements MemoryBank<AttentionState, AttentionInterface> {
  readonly config: MemoryConfig;
  readonly updateEvery = 1;

  /** @throws ConfigError naming the field */
  constructor(options: MemoryOptions = {}) {
    this.config = memoryConfigOfKind('attention', options);
  }

  interfaceParts(): readonly InterfacePart<keyof AttentionInterface>[] {
    const { memoryDim: W, numReadHeads: R, numWriteHeads: H } = this.config;
    return [
      { name: 'readKeys', shape: [R, W], range: 'any' },
      { name: 'writeKeys', shape: [H, W], range: 'any' },
      { name: 'writeVectors', shape: [H, W], range: 'any' },
    ];
  }

  startShapes(): Readonly<Record<string, [number, number]>> {
    return {};
  }

  /**
   * A memory that holds nothing, for each row of a batch. The caller disposes it.
   * @throws RangeError naming `batch`
   */
  initialState(batch: number): AttentionState {
    checkBatch(batch);
    const { memorySize: N, memoryDim: W, numReadHeads: R, numWriteHeads: H } = this.config;
    return {
      memory: tf.zeros([batch, N, W]),
      keys: tf.zeros([batch, N, W]),
      held: tf.zeros([batch, N]),
      next: firstPlace(batch, N),
      writeWeights: tf.zeros([batch, H, N]),
      readWeights: tf.zeros([batch, R, N]),
    };
  }

  /**
   * One step: each head writes a key and a value into the place that was not used for longest,
   * then all read.
   * @throws RangeError naming the tensor that is missing or of another shape
   */
  step(previous: AttentionState, controls: AttentionInterface): MemoryStep<AttentionState> {
    checkStepShapes(previous, this.stateShapes(), controls, shapesOfParts(this.interfaceParts()));
    const keys = slices<tf.Tensor3D>(controls.writeKeys, 1);
    const values = slices<tf.Tensor3D>(controls.writeVectors, 1);
    let written = previous;
    const places = keys.map((key, head) => {
      const place = written.next;
      written = writeAt(written, key, values[head]);
      return place;
    });
    const readWeights = attentionWeights(controls.readKeys, written.keys, written.held);
    return {
      readVectors: tf.matMul(readWeights, written.memory),
      state: { ...written, writeWeights: stack(places, 1), readWeights },
    };
  }

  whole(state: AttentionState): AttentionState {
    return state;
  }

  view({ memory, writeWeights, readWeights }: AttentionState): MemoryView {
    return { memory, writeWeights, readWeights };
  }

  writeShares({ writeWeights }: AttentionState): WriteShares {
    const written = ofAllHeads(writeWeights);
    return { wiped: written, written };
  }

  private stateShapes(): Shapes {
    const { memorySize: N, memoryDim: W, numReadHeads: R, numWriteHeads: H } = this.config;
    return {
      memory: [N, W],
      keys: [N, W],
      held: [N],
      next: [N],
      writeWeights: [H, N],
      readWeights: [R, N],
    };
  }
}

/** 1 at the first of N places, `[batch, N]`. */
function firstPlace(batch: number, N: number): tf.Tensor2D {
  return tf.tidy(() => {
    const isFirst: tf.Tensor2D = tf.less(tf.expandDims(tf.range(0, N), 0), 0.5);
    return tf.tile(tf.cast(isFirst, 'float32'), [batch, 1]);
  });
}

/** Puts a key and a value, `[B, 1, W]` each, into the next place. */
function writeAt(state: AttentionState, key: tf.Tensor3D, value: tf.Tensor3D): AttentionState {
  const { memory, keys, held, next } = state;
  const place = tf.expandDims<tf.Tensor3D>(next, 2);
  const put = (into: tf.Tensor3D, word: tf.Tensor3D): tf.Tensor3D =>
    tf.add(tf.mul(into, tf.sub(1, place)), tf.mul(place, word));
  return {
    ...state,
    memory: put(memory, value),
    keys: put(keys, key),
    held: tf.maximum(held, next),
    next: afterLast(next),
  };
}

/** Every number one place further, the last to the first place. */
function afterLast(places: tf.Tensor2D): tf.Tensor2D {
  const [batch, N] = places.shape;
  if (N === 1) return places;
  return tf.concat(
    [tf.slice(places, [0, N - 1], [batch, 1]), tf.slice(places, [0, 0], [batch, N - 1])],
    1,
  );
}
