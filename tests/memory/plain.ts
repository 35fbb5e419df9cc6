// The memory once more, in plain numbers (float64), one row of a batch at a time, written down from
// the papers: Graves et al. 2016 with the conventions of google-deepmind/dnc, and Csordas &
// Schmidhuber 2019. Slots are sorted and cumulative products taken, powers are powers: nothing is
// shared with src/memory but the names.
import type { MemoryConfig } from '../../src/config';
import type { MemoryInterface, MemoryState } from '../../src/memory';
import type { Random } from '../../src/core/random';

export type Matrix = number[][];
type Plain = Record<string, number[] | Matrix | Matrix[]>;
export interface PlainState extends Plain {
  memory: Matrix;
  usage: number[];
  readWeights: Matrix;
  writeWeights: Matrix;
  link: Matrix[];
  precedence: Matrix;
}
export type PlainControls = Plain;

const EPSILON = 1e-6;
const sum = (x: number[]): number => x.reduce((a, b) => a + b, 0);
const product = (x: number[]): number => x.reduce((a, b) => a * b, 1);
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const softmax = (x: number[]): number[] => {
  const powers = x.map((v) => Math.exp(v - Math.max(...x)));
  return powers.map((p) => p / sum(powers));
};

function content(
  memory: Matrix,
  key: number[],
  strength: number,
  mask = key.map(() => 1),
): number[] {
  const norm = (x: number[]): number => Math.sqrt(sum(x.map((v) => v * v)) + EPSILON);
  const masked = (x: number[]): number[] => x.map((v, i) => v * mask[i]);
  const k = masked(key);
  return softmax(
    memory.map(
      (slot) =>
        (softplus(strength) * sum(masked(slot).map((v, i) => v * k[i]))) /
        (norm(k) * norm(masked(slot)) + EPSILON),
    ),
  );
}

function allocate(usage: number[]): number[] {
  const u = usage.map((v) => EPSILON + (1 - EPSILON) * v);
  const free = u.map((_, i) => i).sort((a, b) => u[a] - u[b] || a - b);
  const weights = Array<number>(u.length).fill(0);
  free.forEach(
    (slot, place) =>
      (weights[slot] = (1 - u[slot]) * product(free.slice(0, place).map((other) => u[other]))),
  );
  return weights;
}

const sharpen = (weights: number[], power?: number): number[] => {
  if (power === undefined) return weights;
  const powers = weights.map((w) => (w + EPSILON) ** power);
  return powers.map((p) => p / sum(powers));
};

/** One step of one row. */
export function plainStep(
  config: MemoryConfig,
  s: PlainState,
  controls: PlainControls,
): { readVectors: Matrix; state: PlainState } {
  const c = controls as Record<string, never[]> & { [name: string]: Matrix & number[] };
  const slots = s.memory.map((_, i) => i);
  const dnc = config.addressing === 'dnc';
  const retention = slots.map((i) =>
    product(s.readWeights.map((w, r) => 1 - c.freeGates[r] * w[i])),
  );
  const usage = dnc
    ? slots.map(
        (i) =>
          (s.usage[i] + (1 - s.usage[i]) * (1 - product(s.writeWeights.map((w) => 1 - w[i])))) *
          retention[i],
      )
    : s.usage;
  let taken = usage;
  const writeWeights = s.writeWeights.map((_, h) => {
    const free = allocate(taken);
    taken = slots.map(
      (i) => taken[i] + (1 - taken[i]) * c.allocationGates[h] * c.writeGates[h] * free[i],
    );
    const byContent = content(s.memory, c.writeKeys[h], c.writeStrengths[h], c.writeMasks?.[h]);
    const gate = dnc && config.allocation ? c.allocationGates[h] : 0;
    return slots.map((i) => c.writeGates[h] * (gate * free[i] + (1 - gate) * byContent[i]));
  });
  const memory = s.memory.map((slot, i) =>
    slot.map((v, d) => {
      const kept =
        (config.deallocation ? retention[i] : 1) *
        v *
        product(writeWeights.map((w, h) => 1 - w[i] * c.eraseVectors[h][d]));
      return kept + sum(writeWeights.map((w, h) => w[i] * c.writeVectors[h][d]));
    }),
  );
  const linked = dnc && config.links;
  const link = linked
    ? s.link.map((L, h) =>
        slots.map((i) =>
          slots.map((j) =>
            i === j
              ? 0
              : (1 - writeWeights[h][i] - writeWeights[h][j]) * L[i][j] +
                writeWeights[h][i] * s.precedence[h][j],
          ),
        ),
      )
    : s.link;
  const precedence = linked
    ? s.precedence.map((p, h) =>
        p.map((v, i) => (1 - sum(writeWeights[h])) * v + writeWeights[h][i]),
      )
    : s.precedence;
  const readWeights = s.readWeights.map((before, r) => {
    const byContent = content(memory, c.readKeys[r], c.readStrengths[r], c.readMasks?.[r]);
    if (!dnc) return byContent;
    const backward = link.map((L) =>
      sharpen(
        slots.map((i) => sum(slots.map((j) => L[j][i] * before[j]))),
        c.backwardSharpness?.[r],
      ),
    );
    const forward = link.map((L) =>
      sharpen(
        slots.map((i) => sum(slots.map((j) => L[i][j] * before[j]))),
        c.forwardSharpness?.[r],
      ),
    );
    const ways = linked
      ? [...backward, ...forward, byContent]
      : [...link, ...link, null].map((way) => (way ? slots.map(() => 0) : byContent));
    return slots.map((i) => sum(ways.map((way, k) => c.readModes[r][k] * way[i])));
  });
  const readVectors = readWeights.map((w) =>
    s.memory[0].map((_, d) => sum(slots.map((i) => w[i] * memory[i][d]))),
  );
  return { readVectors, state: { memory, usage, readWeights, writeWeights, link, precedence } };
}

/** A state such as the memory can come to, and controls, at random. */
export function randomRow(
  config: MemoryConfig,
  random: Random,
): { state: PlainState; controls: PlainControls } {
  const {
    memorySize: N,
    memoryDim: W,
    numReadHeads: R,
    numWriteHeads: H,
    masking,
    sharpening,
  } = config;
  const vector = (n: number, draw: () => number): number[] => Array.from({ length: n }, draw);
  const matrix = (rows: number, n: number, draw: () => number): Matrix =>
    Array.from({ length: rows }, () => vector(n, draw));
  const { normal, uniform } = random;
  const weighting = (): number[] =>
    softmax(vector(N, () => 2 * normal())).map((w) => w * (0.5 + 0.5 * uniform()));
  const state: PlainState = {
    memory: matrix(N, W, normal),
    usage: vector(N, uniform),
    readWeights: Array.from({ length: R }, weighting),
    writeWeights: Array.from({ length: H }, weighting),
    link: Array.from({ length: H }, () =>
      matrix(N, N, () => uniform() / N).map((row, i) => row.map((v, j) => (i === j ? 0 : v))),
    ),
    precedence: Array.from({ length: H }, weighting),
  };
  const strength = (): number => 3 * normal();
  const controls: Record<keyof MemoryInterface, Matrix | number[] | undefined> = {
    readKeys: matrix(R, W, normal),
    readStrengths: vector(R, strength),
    writeKeys: matrix(H, W, normal),
    writeStrengths: vector(H, strength),
    writeVectors: matrix(H, W, normal),
    eraseVectors: matrix(H, W, uniform),
    freeGates: vector(R, uniform),
    allocationGates: vector(H, uniform),
    writeGates: vector(H, uniform),
    readModes: Array.from({ length: R }, () => softmax(vector(2 * H + 1, normal))),
    readMasks: masking ? matrix(R, W, uniform) : undefined,
    writeMasks: masking ? matrix(H, W, uniform) : undefined,
    backwardSharpness: sharpening ? vector(R, () => 1 + 3 * uniform()) : undefined,
    forwardSharpness: sharpening ? vector(R, () => 1 + 3 * uniform()) : undefined,
  };
  return {
    state,
    controls: Object.fromEntries(
      Object.entries(controls).filter(([, value]) => value),
    ) as PlainControls,
  };
}

/** The names of a memory's state, in its order. */
export const stateParts: (keyof MemoryState)[] = [
  'memory',
  'usage',
  'readWeights',
  'writeWeights',
  'link',
  'precedence',
];
