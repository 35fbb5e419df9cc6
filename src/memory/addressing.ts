import type { MemoryConfig } from '../config';
import { tf } from '../tf';
import { contentWeights } from './content';
import {
  directionalWeights,
  directionalWeightsAfter,
  sharpenWeights,
  updateLink,
  updatePrecedence,
} from './linkage';
import type { MemoryInterface, MemoryState } from './state';
import { allocationForHeads, updateUsage } from './usage';

/** What a write leaves behind besides the words. */
export type Addressed = Pick<MemoryState, 'usage' | 'writeWeights' | 'link' | 'precedence'>;

/** Where following the links leads, `[B, R, H, N]` each. */
export interface Directions {
  readonly backward: tf.Tensor4D;
  readonly forward: tf.Tensor4D;
}

/**
 * Where each head writes, and the usage, links and precedence that follow. What an option turns off
 * is not computed: its part of the state stays as it came. With `addressing: 'content'` that is all
 * but the write weights.
 */
export function addressWrites(
  config: MemoryConfig,
  previous: MemoryState,
  controls: MemoryInterface,
): Addressed {
  const { usage, link, precedence } = previous;
  const gates = tf.expandDims<tf.Tensor3D>(controls.writeGates, 2);
  if (config.addressing === 'content')
    return {
      usage,
      writeWeights: tf.mul(gates, writeContent(previous, controls)),
      link,
      precedence,
    };
  const used = updateUsage(usage, previous.writeWeights, previous.readWeights, controls.freeGates);
  const writeWeights: tf.Tensor3D = tf.mul(
    gates,
    config.allocation
      ? allocateOrMatch(used, previous, controls)
      : writeContent(previous, controls),
  );
  if (!config.links) return { usage: used, writeWeights, link, precedence };
  return {
    usage: used,
    writeWeights,
    link: updateLink(link, precedence, writeWeights),
    precedence: updatePrecedence(precedence, writeWeights),
  };
}

/**
 * Backward and forward reads along the links of this step, sharpened if the config says so;
 * undefined if links are off.
 * @param last no step follows: the links are read without having been made
 */
export function directions(
  config: MemoryConfig,
  previous: MemoryState,
  { link, writeWeights }: Addressed,
  controls: MemoryInterface,
  last: boolean,
): Directions | undefined {
  if (!config.links) return undefined;
  const { backward, forward } = last
    ? directionalWeightsAfter(
        previous.link,
        previous.precedence,
        writeWeights,
        previous.readWeights,
      )
    : directionalWeights(link, previous.readWeights);
  const { backwardSharpness, forwardSharpness } = controls;
  return backwardSharpness && forwardSharpness
    ? {
        backward: sharpenWeights(backward, backwardSharpness),
        forward: sharpenWeights(forward, forwardSharpness),
      }
    : { backward, forward };
}

/** A free slot and the one that matches the key, mixed by the allocation gate: `[B, H, N]`. */
function allocateOrMatch(
  usage: tf.Tensor2D,
  previous: MemoryState,
  controls: MemoryInterface,
): tf.Tensor3D {
  const allocation = allocationForHeads(
    usage,
    tf.mul(controls.allocationGates, controls.writeGates),
  );
  const byContent = writeContent(previous, controls);
  const gate = tf.expandDims(controls.allocationGates, 2);
  return tf.add(tf.mul(gate, allocation), tf.mul(tf.sub(1, gate), byContent));
}

/** Where the write keys match what the memory holds before the write. */
const writeContent = (previous: MemoryState, controls: MemoryInterface): tf.Tensor3D =>
  contentWeights(previous.memory, controls.writeKeys, controls.writeStrengths, controls.writeMasks);
