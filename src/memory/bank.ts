import { memoryConfig, type MemoryConfig, type MemoryOptions } from '../config';
import { slices, tf } from '../tf';
import { contentWeights } from './content';
import { directionalWeights, updateLink, updatePrecedence } from './linkage';
import type { MemoryInterface, MemoryState } from './state';
import { allocationForHeads, updateUsage } from './usage';

/** A small constant start: slots are alike, yet a key has something to compare with (learned faster than others in Collier & Beel 2018). */
const INITIAL_MEMORY = 1e-6;

/** What a step gives back: what each read head found `[B, R, W]`, and the memory afterwards. */
export interface MemoryStep {
  readonly readVectors: tf.Tensor3D;
  readonly state: MemoryState;
}

/**
 * The differentiable memory (Graves et al. 2016, conventions of google-deepmind/dnc). It holds no state: `step` takes a state and returns the next, batched and differentiable.
 * With `addressing: 'content'` heads write and read by content alone: usage and links stay as they are.
 * @example
 * const bank = new NeuralMemoryBank({ memorySize: 16, memoryDim: 8 });
 * const { readVectors, state } = bank.step(bank.initialState(2), controls);
 */
export class NeuralMemoryBank {
  readonly config: MemoryConfig;

  /** @throws ConfigError naming the field */
  constructor(options: MemoryOptions = {}) {
    this.config = memoryConfig(options);
  }

  /** An empty memory for each row of a batch. The caller disposes it. */
  initialState(batch: number): MemoryState {
    const { memorySize: N, memoryDim: W, numReadHeads: R, numWriteHeads: H } = this.config;
    return {
      memory: tf.fill([batch, N, W], INITIAL_MEMORY),
      usage: tf.zeros([batch, N]),
      readWeights: tf.zeros([batch, R, N]),
      writeWeights: tf.zeros([batch, H, N]),
      link: tf.zeros([batch, H, N, N]),
      precedence: tf.zeros([batch, H, N]),
    };
  }

  /** One step: free and allocate, write, link, read. Order and formulae as in google-deepmind/dnc. */
  step(previous: MemoryState, controls: MemoryInterface): MemoryStep {
    const addressed = this.config.addressing === 'dnc' ? addressByDnc(previous, controls) : addressByContent(previous, controls);
    const memory = writeMemory(previous.memory, addressed.writeWeights, controls);
    const byContent = contentWeights(memory, controls.readKeys, controls.readStrengths);
    const readWeights = addressed.backward ? mixReads(addressed.backward, addressed.forward, byContent, controls.readModes) : byContent;
    const { usage, writeWeights, link, precedence } = addressed;
    return { readVectors: tf.matMul(readWeights, memory), state: { memory, usage, readWeights, writeWeights, link, precedence } };
  }
}

type Addressed = Pick<MemoryState, 'usage' | 'writeWeights' | 'link' | 'precedence'> & ({ backward: tf.Tensor4D; forward: tf.Tensor4D } | { backward?: undefined });

function addressByDnc(previous: MemoryState, controls: MemoryInterface): Addressed {
  const { allocationGates, writeGates } = controls;
  const usage = updateUsage(previous.usage, previous.writeWeights, previous.readWeights, controls.freeGates);
  const allocation = allocationForHeads(usage, tf.mul(allocationGates, writeGates));
  const byContent = contentWeights(previous.memory, controls.writeKeys, controls.writeStrengths);
  const gate = tf.expandDims(allocationGates, 2);
  const writeWeights: tf.Tensor3D = tf.mul(tf.expandDims(writeGates, 2), tf.add(tf.mul(gate, allocation), tf.mul(tf.sub(1, gate), byContent)));
  const link = updateLink(previous.link, previous.precedence, writeWeights);
  const precedence = updatePrecedence(previous.precedence, writeWeights);
  return { usage, writeWeights, link, precedence, ...directionalWeights(link, previous.readWeights) };
}

function addressByContent(previous: MemoryState, controls: MemoryInterface): Addressed {
  const byContent = contentWeights(previous.memory, controls.writeKeys, controls.writeStrengths);
  return { ...previous, writeWeights: tf.mul(tf.expandDims(controls.writeGates, 2), byContent) };
}

/** Erase, then add: M <- M prod_h(1 - w e^T) + sum_h w v^T. */
function writeMemory(memory: tf.Tensor3D, writeWeights: tf.Tensor3D, controls: MemoryInterface): tf.Tensor3D {
  const weights = slices<tf.Tensor3D>(writeWeights, 1);
  const erase = slices<tf.Tensor3D>(controls.eraseVectors, 1);
  const kept = weights.reduce((m, w, head) => tf.mul(m, tf.sub(1, tf.matMul(w, erase[head], true))), memory);
  return tf.add(kept, tf.matMul(writeWeights, controls.writeVectors, true));
}

/** The three ways to read, mixed by the read modes: backward, forward, content. */
function mixReads(backward: tf.Tensor4D, forward: tf.Tensor4D, byContent: tf.Tensor3D, modes: tf.Tensor3D): tf.Tensor3D {
  const ways = tf.concat([backward, forward, tf.expandDims(byContent, 2) as tf.Tensor4D], 2);
  return tf.sum(tf.mul(ways, tf.expandDims(modes, 3)), 2);
}
