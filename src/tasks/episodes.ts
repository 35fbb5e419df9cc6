import { argumentError, checkWholeNumber } from '../core/arguments';
import { checkRandom, type Random } from '../core/random';
import { allFinite, checkEpisodeLengths, checkList, checkRowLengths, checkRows } from './checks';
import { concat, type Rows, rowSizes } from './rows';

/**
 * Sequences of rows of one task. At each step the learner sees x_t and the answer to the row
 * before, y_{t-1} (zeros at the first step), and is asked for y_t: the answers say which task this
 * is. `inputs` is `[batch, length, inputSize + outputSize]`, `targets` is `[batch, length,
 * outputSize]`, both row-major.
 */
export interface Episodes {
  readonly batch: number;
  readonly length: number;
  readonly inputSize: number;
  readonly outputSize: number;
  readonly inputs: Float32Array;
  readonly targets: Float32Array;
}

/** Episodes that are drawn at once at most: more would hardly fit into memory. */
const MOST_EPISODES = 1_000_000;

/**
 * Draws episodes from a task's rows; a row is at most once in an episode.
 * @param batch episodes, 1 to 1,000,000
 * @param length rows an episode, at most `rows.count`
 * @throws RangeError naming the argument
 */
export function sampleEpisodes(
  rows: Rows,
  batch: number,
  length: number,
  random: Random,
): Episodes {
  checkRowLengths('rows', rows);
  checkWholeNumber('batch', batch, 1, MOST_EPISODES);
  checkEnoughRows('rows', rows, length);
  checkRandom('random', random);
  return episodesOf(
    rows,
    Array.from({ length: batch }, () => random.choose(length, rows.count)),
  );
}

/**
 * Cuts rows into consecutive episodes, for evaluation: every row is used once; rows left over at
 * the end (fewer than `length`) are not.
 * @throws RangeError if there are not enough rows for one episode
 */
export function consecutiveEpisodes(rows: Rows, length: number): Episodes {
  checkRowLengths('rows', rows);
  checkEnoughRows('rows', rows, length);
  const batch = Math.floor(rows.count / length);
  return episodesOf(
    rows,
    Array.from({ length: batch }, (_, b) => Array.from({ length }, (_, t) => b * length + t)),
  );
}

/** @throws RangeError naming `length`, or the rows if there are not enough for one episode */
export function checkEnoughRows(name: string, { count }: Rows, length: number): void {
  checkWholeNumber('length', length);
  if (count < length) throw argumentError(name, count, `at least one episode of ${length}`);
}

/** Puts batches one after the other. @throws RangeError if their shapes differ */
export function concatEpisodes(parts: readonly Episodes[]): Episodes {
  checkList('parts', parts);
  for (const [i, part] of parts.entries()) checkEpisodeLengths(`parts[${i}]`, part);
  const [first] = parts;
  const shape = ({ length, inputSize, outputSize }: Episodes): string =>
    `[${length}, ${inputSize}, ${outputSize}]`;
  const odd = parts.find((part) => shape(part) !== shape(first));
  if (odd)
    throw new RangeError(
      `parts: got episodes of shape ${shape(odd)}, expected ${shape(first)} as the first`,
    );
  return {
    ...first,
    batch: parts.reduce((sum, part) => sum + part.batch, 0),
    inputs: concat(parts.map((p) => p.inputs)),
    targets: concat(parts.map((p) => p.targets)),
  };
}

/** Episode `i` alone (a copy). @throws RangeError if there is no such episode */
export function episodeAt(episodes: Episodes, i: number): Episodes {
  checkEpisodeLengths('episodes', episodes);
  checkWholeNumber('i', i, 0, episodes.batch - 1);
  const cut = (data: Float32Array): Float32Array =>
    data.slice((i * data.length) / episodes.batch, ((i + 1) * data.length) / episodes.batch);
  return { ...episodes, batch: 1, inputs: cut(episodes.inputs), targets: cut(episodes.targets) };
}

/** Episodes of these rows each. */
function episodesOf(rows: Rows, indices: readonly (readonly number[])[]): Episodes {
  const { inputSize, outputSize } = rowSizes(rows);
  const batch = indices.length;
  const length = indices[0].length;
  const width = inputSize + outputSize;
  const inputs = new Float32Array(batch * length * width);
  const targets = new Float32Array(batch * length * outputSize);
  indices.forEach((episode, b) =>
    episode.forEach((i, t) => {
      const y = rows.y.subarray(i * outputSize, (i + 1) * outputSize);
      inputs.set(rows.x.subarray(i * inputSize, (i + 1) * inputSize), (b * length + t) * width);
      if (t + 1 < length) inputs.set(y, (b * length + t + 1) * width + inputSize);
      targets.set(y, (b * length + t) * outputSize);
    }),
  );
  const areFinite = allFinite(inputs) && allFinite(targets);
  if (!areFinite) checkRows('rows', rows); // says which number it is
  return { batch, length, inputSize, outputSize, inputs, targets };
}
