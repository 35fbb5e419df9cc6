import { stack, tf, unstack } from '../../tf';
import { type Carried, mapSequence, type Passed, type Sequence } from './sequence';
import { lowerMask, productsBetween, unitLowerInverse } from './triangular';

/**
 * The recurrence in chunks of steps. Within a chunk that starts from S₀ and the change u₀ it is
 *
 *     S_t = a_t S₀ + b_t u₀ + Σ c_tj rate_j k_jᵀ e_j     (j from the first step to t)
 *
 * where a, b and c are made of decays and momentum alone: products of decays, and with momentum
 * sums of them over the steps in which a write is passed on. So the errors E of a chunk solve
 * (I + T) E = V - K (what S₀ and u₀ say), T strictly lower triangular, with
 * T_tj = seen_t c_(t-1)j rate_j k_t · k_j. That is solved for all chunks at once; then the matrix
 * goes from chunk to chunk, and all outputs follow together (as in Yang et al. 2024, arXiv
 * 2406.06484, section 3, without momentum).
 * @param size of a chunk; the last one is shorter if the length is no multiple
 */
export function inChunks(sequence: Sequence, start: Carried, size: number): Passed {
  const length = sequence.keys.shape[1];
  const rest = length % size;
  if (rest === 0) return equalChunks(sequence, start, size);
  const whole = equalChunks(stepsOf(sequence, 0, length - rest), start, size);
  const last = equalChunks(stepsOf(sequence, length - rest, rest), whole.end, rest);
  return { outputs: tf.concat([whole.outputs, last.outputs], 1), end: last.end };
}

const stepsOf = (sequence: Sequence, from: number, steps: number): Sequence =>
  mapSequence(sequence, (x) => tf.slice(x, [0, from, 0], [-1, steps, -1]));

/** Chunks of one size, whose number times their size is the length. */
function equalChunks(sequence: Sequence, start: Carried, size: number): Passed {
  const [groups, length] = sequence.keys.shape;
  const chunks = mapSequence(sequence, (x) => tf.reshape(x, [-1, size, x.shape[2]]));
  const spreads = spreadsOf(chunks);
  const { starts, errors, end } = passOn(chunkParts(chunks, spreads), start, length / size);
  const { queries, keys, rates } = chunks;
  const fromStart = tf.matMul(timesStart(queries, spreads.state), starts);
  const weights = tf.mul(spreads.state.ofWrites, asRow(rates));
  const reads = tf.mul<tf.Tensor3D>(tf.matMul(queries, keys, false, true), weights);
  const outputs = tf.add(fromStart, tf.matMul(reads, errors));
  return { outputs: tf.reshape(outputs, [groups, length, sequence.values.shape[2]]), end };
}

/**
 * How much there is in a matrix, after each step of a chunk, of what the chunk starts with and of
 * what its steps write. P = 1: it starts with the matrix; with momentum P = 2: and with the change.
 * Groups and chunks are one axis G.
 */
interface Spread {
  /** a, or a and b: `[G, steps, P]` */
  readonly ofStart: tf.Tensor3D;
  /** c: `[G, steps, steps]`, 0 above the diagonal */
  readonly ofWrites: tf.Tensor3D;
}

interface Spreads {
  /** In the matrix S. */
  readonly state: Spread;
  /** In the change u; with momentum only. */
  readonly change?: Spread;
}

function spreadsOf({ keys, decays, momentum }: Sequence): Spreads {
  const [groups, steps] = keys.shape;
  const between: tf.Tensor3D = decays
    ? productsBetween(decays)
    : tf.tile(lowerMask(steps), [groups, 1, 1]);
  const ofState = decays ? fromStart(between, decays) : ones([groups, steps, 1]);
  if (!momentum) return { state: { ofStart: ofState, ofWrites: between } };
  const passedOn = productsBetween(momentum);
  const ofChange = fromStart(passedOn, momentum);
  return {
    state: {
      ofStart: tf.concat([ofState, tf.matMul<tf.Tensor3D>(between, ofChange)], 2),
      ofWrites: tf.matMul(between, passedOn),
    },
    change: {
      ofStart: tf.concat([tf.zerosLike<tf.Tensor3D>(ofState), ofChange], 2),
      ofWrites: passedOn,
    },
  };
}

const ones = (shape: [number, number, number]): tf.Tensor3D => tf.ones(shape);

/** The product of all factors up to each step, `[G, steps, 1]`. */
function fromStart(between: tf.Tensor3D, factors: tf.Tensor3D): tf.Tensor3D {
  const afterFirst = tf.slice(between, [0, 0, 0], [-1, -1, 1]);
  const first = tf.slice(factors, [0, 0, 0], [-1, 1, -1]);
  return tf.mul(afterFirst, first);
}

/** What the error of each step sees: the matrix before it. */
function seenSpread({ ofStart, ofWrites }: Spread, { seen }: Sequence): Spread {
  const before = {
    ofStart: rowsBefore(ofStart, 1),
    ofWrites: rowsBefore(ofWrites, 0),
  };
  if (!seen) return before;
  return { ofStart: tf.mul(seen, before.ofStart), ofWrites: tf.mul(seen, before.ofWrites) };
}

/** Each row the one before it; the first is `corner` and then 0. */
function rowsBefore(x: tf.Tensor3D, corner: number): tf.Tensor3D {
  const [groups, rows, columns] = x.shape;
  const first = Array.from({ length: columns }, (_, column) => (column === 0 ? corner : 0));
  const start = tf.tile(tf.tensor3d([[first]]), [groups, 1, 1]);
  return rows === 1 ? start : tf.concat([start, tf.slice(x, [0, 0, 0], [-1, rows - 1, -1])], 1);
}

/** Rows `[G, steps, keySize]` times each part of what they see of the start, side by side. */
function timesStart(rows: tf.Tensor3D, { ofStart }: Spread): tf.Tensor3D {
  const parts = tf.split(ofStart, ofStart.shape[2], 2);
  return tf.concat(
    parts.map((part) => tf.mul<tf.Tensor3D>(rows, part)),
    2,
  );
}

/** All that can be computed for every chunk at once. */
interface ChunkParts {
  /** The errors if it started from 0: `[G, steps, valueSize]` */
  readonly errors: tf.Tensor3D;
  /** What the start takes off them: `[G, steps, P keySize]` */
  readonly known: tf.Tensor3D;
  /** What the errors leave behind: `[G, steps, P keySize]` */
  readonly writes: tf.Tensor3D;
  /** What is left of the start: `[G, P, P]` */
  readonly kept: tf.Tensor3D;
}

function chunkParts(chunks: Sequence, spreads: Spreads): ChunkParts {
  const { keys, values, rates } = chunks;
  const seen = seenSpread(spreads.state, chunks);
  const alike = tf.matMul(keys, keys, false, true);
  const inverse = unitLowerInverse(tf.mul(alike, tf.mul(seen.ofWrites, asRow(rates))));
  const ends = [spreads.state, ...(spreads.change ? [spreads.change] : [])];
  const written = ends.map(({ ofWrites }) => tf.mul(asColumn(lastRow(ofWrites)), rates));
  return {
    errors: tf.matMul(inverse, values),
    known: tf.matMul(inverse, timesStart(keys, seen)),
    writes: tf.concat(
      written.map((share) => tf.mul<tf.Tensor3D>(keys, share)),
      2,
    ),
    kept: tf.concat(
      ends.map(({ ofStart }) => lastRow(ofStart)),
      1,
    ),
  };
}

/**
 * From chunk to chunk.
 * @returns with what each started `[G, P keySize, valueSize]`, its errors, and the end
 */
function passOn(parts: ChunkParts, start: Carried, chunks: number) {
  const [groups, keySize] = start.state.shape;
  const ofChunk = (x: tf.Tensor3D): tf.Tensor3D[] =>
    unstack(tf.reshape(x, [groups, chunks, x.shape[1], x.shape[2]]), 1);
  const [errorsOf, knownOf, writesOf, keptOf] = [
    parts.errors,
    parts.known,
    parts.writes,
    parts.kept,
  ].map(ofChunk);
  const starts: tf.Tensor3D[] = [];
  const errors: tf.Tensor3D[] = [];
  let carried = start.change ? tf.concat([start.state, start.change], 1) : start.state;
  for (let chunk = 0; chunk < chunks; chunk++) {
    const found: tf.Tensor3D = tf.sub(errorsOf[chunk], tf.matMul(knownOf[chunk], carried));
    starts.push(carried);
    errors.push(found);
    const written = tf.matMul(writesOf[chunk], found, true);
    carried = tf.add(keptPart(keptOf[chunk], carried, keySize), written);
  }
  const inOneAxis = (each: readonly tf.Tensor3D[]): tf.Tensor3D =>
    tf.reshape(stack(each, 1), [groups * chunks, each[0].shape[1], each[0].shape[2]]);
  return { starts: inOneAxis(starts), errors: inOneAxis(errors), end: carriedFrom(carried, start) };
}

/**
 * What is left of P matrices above one another, `[G, P keySize, valueSize]`: sums of them. Not by
 * tf.matMul, which takes the same data in two shapes for the same matrix on WebAssembly (4.22).
 * @param kept `[G, P, P]`
 */
function keptPart(kept: tf.Tensor3D, carried: tf.Tensor3D, keySize: number): tf.Tensor3D {
  const [groups, rows, valueSize] = carried.shape;
  const each = tf.reshape(carried, [groups, 1, rows / keySize, keySize * valueSize]);
  const sums = tf.sum(tf.mul(tf.expandDims(kept, 3), each), 2);
  return tf.reshape(sums, carried.shape);
}

/** State and change, from one above the other. */
function carriedFrom(both: tf.Tensor3D, start: Carried): Carried {
  if (!start.change) return { state: both };
  const [state, change] = tf.split<tf.Tensor3D>(both, 2, 1);
  return { state, change };
}

const lastRow = (x: tf.Tensor3D): tf.Tensor3D => tf.slice(x, [0, x.shape[1] - 1, 0], [-1, 1, -1]);

/** A column `[G, n, 1]` as a row `[G, 1, n]`, and back. */
const asRow = (x: tf.Tensor3D): tf.Tensor3D => tf.reshape(x, [x.shape[0], 1, x.shape[1]]);
const asColumn = (x: tf.Tensor3D): tf.Tensor3D => tf.reshape(x, [x.shape[0], x.shape[2], 1]);
