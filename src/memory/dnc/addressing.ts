import type { MemoryConfig } from '../../config';
import { tf } from '../../tf';
import { contentWeights } from './content';
import {
  directionalWeights,
  directionalWeightsAfter,
  type LinkWrite,
  sharpenWeights,
  updateLink,
  updateLinkTwice,
  updatePrecedence,
} from './linkage';
import type { StateUpdate } from '../bank';
import type { MemoryInterface, MemoryState, UnlinkedMemoryState } from './state';
import { allocationForHeads, updateUsage } from './usage';

/** What a write leaves behind besides the words. */
export type Addressed = Pick<
  UnlinkedMemoryState,
  'usage' | 'writeWeights' | 'link' | 'precedence' | 'unlinkedWrite'
>;

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
  previous: UnlinkedMemoryState,
  controls: MemoryInterface,
  update: StateUpdate,
): Addressed {
  const { usage, link, precedence, unlinkedWrite } = previous;
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
  const write: LinkWrite = { precedence, writeWeights };
  const rest = {
    usage: used,
    writeWeights,
    precedence: updatePrecedence(precedence, writeWeights),
  };
  return update === 'now'
    ? { ...rest, link: linkWith(link, unlinkedWrite, write) }
    : { ...rest, link: linkWith(link, unlinkedWrite), unlinkedWrite: write };
}

/** The links with some writes in them; those that are undefined are left out. */
export function linkWith(link: tf.Tensor4D, ...writes: (LinkWrite | undefined)[]): tf.Tensor4D {
  const [first, second] = writes.filter((write) => write !== undefined);
  if (!first) return link;
  return second
    ? updateLinkTwice(link, first, second)
    : updateLink(link, first.precedence, first.writeWeights);
}

/**
 * Backward and forward reads along the links of this step, sharpened if the config says so;
 * undefined if links are off.
 */
export function directions(
  config: MemoryConfig,
  previous: MemoryState,
  { link, unlinkedWrite }: Addressed,
  controls: MemoryInterface,
): Directions | undefined {
  if (!config.links) return undefined;
  const { backward, forward } = unlinkedWrite
    ? directionalWeightsAfter(link, unlinkedWrite, previous.readWeights)
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
