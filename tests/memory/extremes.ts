// States and controls at the ends of their ranges, drawn at random: gates that are exactly 0 or 1,
// strengths from -1000 to 1000, keys of zeros or of thousands, empty and full memories.
import type { MemoryConfig } from '../../src/config';
import type { MemoryInterface, MemoryState } from '../../src/memory';
import type { Random } from '../../src/core/random';
import { tf } from '../../src/tf';

const filled = (shape: number[], draw: () => number): any =>
  tf.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, draw), shape);
const oneOf = (random: Random, values: readonly number[]): number =>
  values[random.int(values.length)];

/** What a controller might ask at worst. */
export function extremeControls(
  config: MemoryConfig,
  batch: number,
  random: Random,
): MemoryInterface {
  const { memoryDim: W, numReadHeads: R, numWriteHeads: H } = config;
  const gates = (...shape: number[]) =>
    filled([batch, ...shape], () => oneOf(random, [0, 1, 0, 1, random.uniform()]));
  const strengths = (heads: number) =>
    filled([batch, heads], () => oneOf(random, [0, 1, 10, 1000, -1000, 1000 * random.uniform()]));
  const powers = () =>
    filled([batch, R], () => oneOf(random, [1, 2, 1001, 1 + 20 * random.uniform()]));
  const words = (heads: number) => {
    let draw = random.normal;
    return filled(
      [batch, heads, W],
      (() => {
        let i = 0;
        return () => {
          if (i++ % W === 0)
            draw = [
              () => 0,
              () => 1e3 * random.normal(),
              () => oneOf(random, [0, 1, -1]),
              () => 1e-6,
              random.normal,
            ][random.int(5)];
          return draw();
        };
      })(),
    );
  };
  const modes = () =>
    filled(
      [batch, R, 2 * H + 1],
      (() => {
        let row: number[] = [];
        return () => {
          if (row.length === 0) {
            const only = random.int(2 * H + 1);
            const soft = Array.from({ length: 2 * H + 1 }, () => Math.exp(random.normal()));
            const total = soft.reduce((a, b) => a + b);
            row =
              random.int(3) === 0
                ? soft.map((v) => v / total)
                : soft.map((_, i) => (i === only ? 1 : 0));
          }
          return row.shift() as number;
        };
      })(),
    );
  return {
    readKeys: words(R),
    readStrengths: strengths(R),
    writeKeys: words(H),
    writeStrengths: strengths(H),
    writeVectors: words(H),
    eraseVectors: gates(H, W),
    freeGates: gates(R),
    allocationGates: gates(H),
    writeGates: gates(H),
    readModes: modes(),
    ...(config.masking ? { readMasks: gates(R, W), writeMasks: gates(H, W) } : {}),
    ...(config.sharpening ? { backwardSharpness: powers(), forwardSharpness: powers() } : {}),
  };
}

/**
 * A memory that has not been used: all zero (`full` false), or one in which every slot is in use
 * and holds a large word.
 */
export function extremeState(
  config: MemoryConfig,
  batch: number,
  full: boolean,
  random: Random,
): MemoryState {
  const { memorySize: N, memoryDim: W, numReadHeads: R, numWriteHeads: H } = config;
  const zeros = (...shape: number[]): any => tf.zeros([batch, ...shape]);
  return {
    memory: full ? filled([batch, N, W], () => 100 * random.normal()) : zeros(N, W),
    usage: full ? tf.ones([batch, N]) : zeros(N),
    readWeights: zeros(R, N),
    writeWeights: zeros(H, N),
    link: zeros(H, N, N),
    precedence: zeros(H, N),
  };
}
