// The differentiable neural computer of src/controller and src/memory in jax-js: the equations of
// jax_dnc.py, in the same order of gates and of interface parts.
//
// jax-js counts references: who uses an array a second time says `.ref` at all but the last use.
import { lax, nn, numpy as np } from '@jax-js/jax';

const EPSILON = 1e-6;
/** The parts of a state, in the order in which a step takes them and gives them back. */
export const STATE = [
  'hidden',
  'cell',
  'memory',
  'usage',
  'readWeights',
  'writeWeights',
  'link',
  'precedence',
  'reads',
];
const ALLOCATION = process.env['PEER_ALLOCATION'] ?? 'pairs';
const { sigmoid, softmax, softplus } = nn;
const { stopGradient } = lax;

/** A new axis of length 1. */
const widen = (x, axis) => np.expandDims(x, axis);
const turned = (x) => np.transpose(x, [0, 2, 1]);
/** `1 - x` */
const rest = (x) => np.subtract(1, x);
/** @param x `[batch, rows, numbers]` @returns lengths `[batch, rows, 1]` */
const norm = (x) => np.sqrt(np.square(x).sum(-1, { keepdims: true }).add(EPSILON));

/**
 * @param memory `[batch, slots, word]`
 * @param keys `[batch, heads, word]`
 * @param strengths `[batch, heads]`
 * @returns weights `[batch, heads, slots]`
 */
function contentWeights(memory, keys, strengths) {
  const lengths = norm(keys.ref).mul(turned(norm(memory.ref)));
  const similarity = np.matmul(keys, turned(memory)).div(lengths.add(EPSILON));
  return softmax(similarity.mul(widen(softplus(strengths), 2)), -1);
}

/** Every pair of slots compared; ties go to the lower slot. The order has no gradient. */
function allocationByPairs(bounded) {
  const slots = bounded.shape[1];
  const free = stopGradient(rest(bounded.ref));
  const mine = widen(free.ref, 2);
  const other = widen(free, 1);
  const lower = np.tril(np.ones([slots, slots]), -1).greater(0.5);
  const tied = np.logicalAnd(np.equal(other.ref, mine.ref), lower);
  const freer = np.logicalOr(np.greater(other, mine), tied).astype(np.float32);
  const before = np.matmul(freer, widen(np.log(bounded.ref), 2));
  return rest(bounded).mul(np.exp(np.squeeze(before, 2)));
}

/**
 * The paper's form. jax-js has no scatter for users (`.at[].set` of JAX), so the way back to the
 * slots is the order of the order.
 */
function allocationBySort(bounded) {
  const places = np.argsort(stopGradient(bounded.ref), 1);
  const back = np.argsort(places.ref, 1);
  const ordered = np.takeAlongAxis(bounded, places, 1);
  const all = np.log(ordered.ref);
  const before = np.exp(np.cumsum(all.ref, 1).sub(all));
  return np.takeAlongAxis(rest(ordered).mul(before), back, 1);
}

const allocation = { pairs: allocationByPairs, sort: allocationBySort }[ALLOCATION];

/** One write head. Holds sizes; weights and state go in and come out. */
export class Dnc {
  constructor({ slots, word, reads, clip }) {
    this.slots = slots;
    this.word = word;
    this.reads = reads;
    this.clip = clip;
    const sizes = [reads * word, reads, word, 1, word, word, reads, 1, 1];
    this.cuts = [];
    for (const size of sizes) this.cuts.push((this.cuts.at(-1) ?? 0) + size);
  }

  bounded(x) {
    return np.clip(x, -this.clip, this.clip);
  }

  /** @param x `[batch, numbers]` @returns the output and the state after it */
  step(weights, state, x) {
    const { word, reads: heads } = this;
    const batch = x.shape[0];
    const [hidden, cell, oldMemory, oldUsage, oldReadWeights, oldWriteWeights] = state;
    const [oldLink, oldPrecedence, oldReads] = state.slice(6);
    const given = np.concatenate([x, oldReads, hidden], 1);
    const gates = np.matmul(given, weights.lstmKernel.ref).add(weights.lstmBias.ref);
    const [i, candidate, f, o] = np.split(gates, 4, 1);
    const kept = sigmoid(f.add(1)).mul(cell);
    const c = kept.add(sigmoid(i).mul(np.tanh(candidate)));
    const h = this.bounded(sigmoid(o).mul(np.tanh(c.ref)));

    const controls = np.matmul(h.ref, weights.interfaceKernel.ref).add(weights.interfaceBias.ref);
    const parts = np.split(controls, this.cuts, 1);
    const [readKeys, readStrengths, writeKey, writeStrength, vector] = parts;
    const [erase, freeGates, allocationGate, writeGate] = parts.slice(5, 9).map(sigmoid);
    const modes = softmax(parts[9].reshape([batch, heads, 3]), -1);
    const [toBackward, toForward, toContent] = np.split(modes, 3, 2);

    const retained = rest(widen(freeGates, 2).mul(oldReadWeights.ref));
    const retention = np.prod(retained, 1);
    // gradients stop at the last write weights
    const written = stopGradient(np.squeeze(oldWriteWeights, 1));
    const filled = oldUsage.ref.add(rest(oldUsage).mul(written));
    const usage = filled.mul(retention);
    const free = allocation(usage.ref.mul(1 - EPSILON).add(EPSILON));
    const found = contentWeights(oldMemory.ref, widen(writeKey, 1), writeStrength);
    const byContent = rest(allocationGate.ref).mul(np.squeeze(found, 1));
    const w = writeGate.mul(allocationGate.mul(free).add(byContent));
    const to = widen(w.ref, 2);
    const row = widen(w, 1);
    const erased = rest(to.ref.mul(widen(erase, 1)));
    const memory = oldMemory.mul(erased).add(to.ref.mul(widen(vector, 1)));
    const faded = rest(to.ref).sub(row.ref).mul(np.squeeze(oldLink, 1));
    const linked = faded.add(to.mul(oldPrecedence.ref));
    const link = linked.mul(rest(np.eye(this.slots)));
    const total = row.ref.sum(2, { keepdims: true });
    const precedence = rest(total).mul(oldPrecedence).add(row.ref);

    const forward = np.matmul(oldReadWeights.ref, turned(link.ref)).mul(toForward);
    const backward = np.matmul(oldReadWeights, link.ref).mul(toBackward);
    const keys = readKeys.reshape([batch, heads, word]);
    const byKey = contentWeights(memory.ref, keys, readStrengths).mul(toContent);
    const readWeights = backward.add(forward).add(byKey);
    const read = np.matmul(readWeights.ref, memory.ref).reshape([batch, heads * word]);
    const shown = np.concatenate([h.ref, read.ref], 1);
    const output = np.matmul(shown, weights.outputKernel.ref).add(weights.outputBias.ref);
    const after = [h, this.bounded(c), memory, usage, readWeights, row];
    after.push(widen(link, 1), precedence, read);
    return [this.bounded(output), after];
  }

  /** Mean squared error over a sequence; inputs and targets `[batch, length, numbers]`. */
  loss = (weights, state, inputs, targets) => {
    const outputs = [];
    for (const x of np.unstack(inputs, 1)) {
      const [output, after] = this.step(weights, state, x);
      outputs.push(output);
      state = after;
    }
    for (const part of state) part.dispose();
    for (const weight of Object.values(weights)) weight.dispose();
    return np.square(np.stack(outputs, 1).sub(targets)).mean();
  };
}
