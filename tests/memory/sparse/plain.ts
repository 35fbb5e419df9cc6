// The sparse memory once more, in plain numbers (float64), one row of a batch at a time, with loops
// over all slots and no log, no tables and no index: what Rae et al. 2016 and Graves et al. 2016
// say, slot by slot. Nothing is shared with src/memory/sparse but the names of what is asked.
import type { MemoryConfig } from '../../../src/config';
import type { Random } from '../../../src/core/random';

export type Matrix = number[][];
/** What is asked in a step, each as of one row of a batch. */
export interface PlainControls {
  readKeys: Matrix;
  readStrengths: number[];
  writeKeys: Matrix;
  writeStrengths: number[];
  writeVectors: Matrix;
  eraseVectors: Matrix;
  allocationGates: number[];
  writeGates: number[];
  readModes: Matrix;
}

/** Of each slot the slots it is linked with, and how far. */
type Lists = Map<number, number>[];
interface PlainLinks {
  successors: Lists;
  predecessors: Lists;
  precedence: Map<number, number>;
}
export interface PlainState {
  memory: Matrix;
  age: number[];
  /** Of each head a weight for every slot. */
  readWeights: Matrix;
  writeWeights: Matrix;
  links: PlainLinks[];
}

const EPSILON = 1e-6;
const sum = (x: number[]): number => x.reduce((a, b) => a + b, 0);
const dot = (a: number[], b: number[]): number => sum(a.map((v, i) => v * b[i]));
const length = (x: number[]): number => Math.sqrt(dot(x, x) + EPSILON);
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** The k best slots by a score, of equals the lower. */
function best(scores: number[], k: number): number[] {
  const slots = scores.map((_, slot) => slot);
  return slots.sort((a, b) => scores[b] - scores[a] || a - b).slice(0, k);
}

/** Weights of the k slots nearest to a key, and 0 for all others. */
function nearest(memory: Matrix, key: number[], strength: number, k: number): number[] {
  const chosen = best(
    memory.map((row) => dot(row, key) / length(row)),
    k,
  );
  const powers = chosen.map((slot) => {
    const cosine = dot(memory[slot], key) / (length(memory[slot]) * length(key) + EPSILON);
    return Math.exp(softplus(strength) * cosine);
  });
  const weights = memory.map(() => 0);
  chosen.forEach((slot, i) => (weights[slot] = powers[i] / sum(powers)));
  return weights;
}

/** Of a list the strongest, of equals those that came first. */
function strongest(list: Map<number, number>, count: number): Map<number, number> {
  return new Map([...list].sort((a, b) => b[1] - a[1]).slice(0, count));
}

/** A list with weights added to it. */
function added(list: Map<number, number>, more: [slot: number, weight: number][], count: number) {
  const all = new Map(list);
  for (const [slot, weight] of more)
    if (all.has(slot) || weight > 0) all.set(slot, (all.get(slot) ?? 0) + weight);
  return strongest(all, count);
}

/** The links after a write of one head with weights w over all slots. */
function linked(before: PlainLinks, w: number[], touched: number[], count: number): PlainLinks {
  const p = (slot: number): number => before.precedence.get(slot) ?? 0;
  const changed = new Set([...touched, ...before.precedence.keys()]);
  for (const slot of touched)
    for (const lists of [before.successors, before.predecessors])
      for (const other of lists[slot].keys()) changed.add(other);
  const update = (lists: Lists, more: (x: number) => [number, number][]): Lists =>
    lists.map((list, x) => {
      if (!changed.has(x)) return list;
      const kept = [...list].map(([other, strength]): [number, number] => [
        other,
        strength * (1 - w[x] - w[other]),
      ]);
      return added(
        new Map(kept),
        more(x).filter(([other]) => other !== x),
        count,
      );
    });
  const rest = [...before.precedence].map(([slot, weight]): [number, number] => [
    slot,
    (1 - sum(w)) * weight,
  ]);
  return {
    successors: update(before.successors, (x) => touched.map((i) => [i, w[i] * p(x)])),
    predecessors: update(before.predecessors, (x) =>
      [...before.precedence.keys()].map((j) => [j, w[x] * p(j)]),
    ),
    precedence: added(
      new Map(rest),
      [...new Set(touched)].map((slot) => [slot, w[slot]]),
      count,
    ),
  };
}

/** A memory of which nothing was used yet. */
export function plainStart(config: MemoryConfig, memory: Matrix): PlainState {
  const { numReadHeads: R, numWriteHeads: H } = config;
  const lists = (): Lists => memory.map(() => new Map<number, number>());
  const none = (heads: number): Matrix => Array.from({ length: heads }, () => memory.map(() => 0));
  return {
    memory,
    age: memory.map(() => 0),
    readWeights: none(R),
    writeWeights: none(H),
    links: Array.from({ length: H }, () => ({
      successors: lists(),
      predecessors: lists(),
      precedence: new Map<number, number>(),
    })),
  };
}

/**
 * One step of one row.
 * @param fixedLinks the links after the write, if they are to be taken as given
 */
export function plainSparseStep(
  config: MemoryConfig,
  state: PlainState,
  c: PlainControls,
  fixedLinks?: PlainLinks[],
): { readVectors: Matrix; state: PlainState } {
  const { nearest: K, linksPerSlot, memorySize: N, numWriteHeads: H } = config;
  const oldest = best(state.age, Math.min(H, N));
  const touched: number[][] = [];
  const writeWeights = c.writeGates.map((gate, h) => {
    const weights = nearest(state.memory, c.writeKeys[h], c.writeStrengths[h], K);
    const free = oldest[Math.min(h, N - 1)];
    const slots = weights.flatMap((_, slot) => (weights[slot] > 0 ? [slot] : []));
    touched.push(config.allocation ? [...slots.filter((slot) => slot !== free), free] : slots);
    const share = config.allocation ? c.allocationGates[h] : 0;
    return weights.map((w, slot) => gate * ((1 - share) * w + (slot === free ? share : 0)));
  });
  const memory = state.memory.map((row, slot) =>
    row.map((value, d) => {
      let kept = value;
      writeWeights.forEach((w, h) => (kept *= 1 - w[slot] * c.eraseVectors[h][d]));
      return kept + sum(writeWeights.map((w, h) => w[slot] * c.writeVectors[h][d]));
    }),
  );
  const count = Math.min(linksPerSlot, N);
  const links =
    fixedLinks ??
    state.links.map((before, h) => linked(before, writeWeights[h], touched[h], count));
  const readWeights = state.readWeights.map((last, r) => {
    const byContent = nearest(memory, c.readKeys[r], c.readStrengths[r], K);
    if (!config.links) return byContent;
    const from = best(last, K);
    const follow = (lists: Lists): number[] => {
      const reached = memory.map(() => 0);
      for (const slot of from)
        for (const [other, strength] of lists[slot]) reached[other] += strength * last[slot];
      const kept = new Set(best(reached, K));
      return reached.map((weight, slot) => (kept.has(slot) ? weight : 0));
    };
    const ways = [
      ...links.map(({ predecessors }) => follow(predecessors)),
      ...links.map(({ successors }) => follow(successors)),
      byContent,
    ];
    return memory.map((_, slot) => sum(ways.map((way, i) => c.readModes[r][i] * way[slot])));
  });
  const readVectors = readWeights.map((weights) =>
    memory[0].map((_, d) => sum(weights.map((w, slot) => w * memory[slot][d]))),
  );
  const age = state.age.map((steps, slot) => {
    const used = sum([...writeWeights, ...readWeights].map((weights) => weights[slot]));
    return used > 0.005 ? 0 : steps + 1;
  });
  return { readVectors, state: { memory, age, readWeights, writeWeights, links } };
}

/** What is asked in a step, at random. */
export function randomControls(config: MemoryConfig, random: Random): PlainControls {
  const { memoryDim: W, numReadHeads: R, numWriteHeads: H } = config;
  const vector = (n: number, draw: () => number): number[] => Array.from({ length: n }, draw);
  const matrix = (rows: number, n: number, draw: () => number): Matrix =>
    Array.from({ length: rows }, () => vector(n, draw));
  const { normal, uniform } = random;
  const modes = (): number[] => {
    const powers = vector(2 * H + 1, () => Math.exp(normal()));
    return powers.map((power) => power / sum(powers));
  };
  return {
    readKeys: matrix(R, W, normal),
    readStrengths: vector(R, () => 3 * normal()),
    writeKeys: matrix(H, W, normal),
    writeStrengths: vector(H, () => 3 * normal()),
    writeVectors: matrix(H, W, normal),
    eraseVectors: matrix(H, W, uniform),
    allocationGates: vector(H, uniform),
    writeGates: vector(H, uniform),
    readModes: Array.from({ length: R }, modes),
  };
}
